/**
 * Rows of many small requests as the rows of one block. Their values are copied at once: what a request made would otherwise outlive
 * the collector's young generation while it waits for the disk.
 */
import type { Column, NumberColumn } from '../../table/column.ts';
import type { BlockRows } from './prediction-block.ts';
import type { PredictionRows } from './prediction-rows.ts';
import { RequestGatherer } from './request-columns.ts';

/** Requests of at most this many rows are gathered; there is room for as many at first, which doubles. */
const smallRows = 64;
/** Rows that are gathered for one block. */
const mostRows = 1024;

/** Nothing of a request's own columns: it would wait with them. */
interface Gathered {
  readonly name: string;
  readonly kind: Column['kind'];
  readonly integer: boolean;
  values: Float64Array | Int32Array | Int8Array;
  /** Of a column of texts: the place of each. */
  readonly places: Map<string, number>;
}

/** Gathers rows of one model whose columns are the same. */
export class RowGatherer {
  readonly #requests = new RequestGatherer(smallRows);
  #columns: Gathered[] = [];
  #features = 0;
  #rows = 0;
  #room = smallRows;
  #model = '';

  /** Rows that were gathered. */
  get rows(): number {
    return this.#rows;
  }

  /** Adds rows; false, and nothing is added, when they are too many or too different. */
  add({ model, requests, features, prediction, probabilities }: PredictionRows): boolean {
    const count = features.nRows;
    if (count > smallRows || this.#rows + count > mostRows) return false;
    const { columns } = features;
    if (this.#rows === 0) this.#begin(model, [...columns, prediction, ...probabilities], columns.length);
    else if (columns.length !== this.#features) return false;
    else if (this.#columns.length !== columns.length + 1 + probabilities.length) return false;
    if (this.#rows + count > this.#room) this.#grow();
    // What is copied before a column turns out to be another one stands behind the rows, where the next ones come.
    for (let i = 0; i < columns.length; i++) if (!this.#copy(i, columns[i], count)) return false;
    if (!this.#copy(columns.length, prediction, count)) return false;
    for (let i = 0; i < probabilities.length; i++) {
      if (!this.#copy(columns.length + 1 + i, probabilities[i], count)) return false;
    }
    for (const request of requests) this.#requests.add(request);
    this.#rows += count;
    return true;
  }

  /** What was gathered; it begins anew. */
  take(): BlockRows {
    const columns = this.#columns.map((gathered) => columnOf(gathered, this.#rows));
    const [prediction, ...probabilities] = columns.splice(this.#features);
    const features = { nRows: this.#rows, columns };
    const requests = this.#requests.take();
    this.#rows = 0;
    return { model: this.#model, requests, features, prediction, probabilities: probabilities as NumberColumn[] };
  }

  #begin(model: string, columns: readonly Column[], features: number): void {
    this.#model = model;
    this.#features = features;
    // Nearly always they are those of the block before, whose arrays are free again.
    const isAgain = columns.length === this.#columns.length && columns.every((one, i) => isSame(this.#columns[i], one));
    if (!isAgain) {
      this.#columns = columns.map(gathered);
      this.#room = smallRows;
    }
    // An empty map that is cleared asks for new memory all the same.
    for (const { places } of this.#columns) if (places.size > 0) places.clear();
  }

  /** Room for one more request at least. */
  #grow(): void {
    this.#room *= 2;
    for (const column of this.#columns) {
      const wider = arrayFor(column.kind, this.#room);
      wider.set(column.values);
      column.values = wider;
    }
  }

  /** False where another column is gathered. */
  #copy(place: number, column: Column, count: number): boolean {
    const into = this.#columns[place];
    if (!isAlike(into, column)) return false;
    const { values, places } = into;
    if (column.kind !== 'string') {
      for (let row = 0; row < count; row++) values[this.#rows + row] = column.values[row];
      return true;
    }
    for (let row = 0; row < count; row++) {
      const code = column.codes[row];
      values[this.#rows + row] = code < 0 ? -1 : placeOf(column.dictionary[code], places);
    }
    return true;
  }
}

function gathered(column: Column): Gathered {
  const { name, kind } = column;
  return { name, kind, integer: isInteger(column), values: arrayFor(kind, smallRows), places: new Map() };
}

function arrayFor(kind: Column['kind'], rows: number): Gathered['values'] {
  if (kind === 'string') return new Int32Array(rows);
  return kind === 'boolean' ? new Int8Array(rows) : new Float64Array(rows);
}

function isAlike({ name, kind }: Gathered, column: Column): boolean {
  return name === column.name && kind === column.kind;
}

function isSame(one: Gathered, column: Column): boolean {
  return isAlike(one, column) && one.integer === isInteger(column);
}

function isInteger(column: Column): boolean {
  return column.kind === 'number' && column.integer;
}

function placeOf(text: string, places: Map<string, number>): number {
  let place = places.get(text);
  if (place === undefined) {
    place = places.size;
    places.set(text, place);
  }
  return place;
}

function columnOf({ name, kind, integer, values, places }: Gathered, count: number): Column {
  const own = values.slice(0, count);
  if (kind === 'string') return { kind, name, codes: own as Int32Array, dictionary: [...places.keys()] };
  if (kind === 'boolean') return { kind, name, values: own as Int8Array };
  if (kind === 'datetime') return { kind, name, values: own as Float64Array };
  return { kind, name, values: own as Float64Array, integer };
}
