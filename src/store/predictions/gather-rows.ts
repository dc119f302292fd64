/**
 * Rows of many small requests as the rows of one block. Their values are copied at once: what a request made would otherwise outlive
 * the collector's young generation while it waits for the disk.
 */
import type { Column, NumberColumn, StringColumn } from '../../table/column.ts';
import type { LoggedRequest, PredictionRows } from './prediction-rows.ts';

/** Requests of at most this many rows are gathered. */
const smallRows = 64;
/** Rows that are gathered for one block. */
const mostRows = 256;

interface Gathered {
  readonly like: Column;
  readonly values: Float64Array | Int32Array | Int8Array;
  /** Of a column of texts: the place of each. */
  readonly places: Map<string, number>;
}

/** Gathers rows of one model whose columns are the same. */
export class RowGatherer {
  #requests: LoggedRequest[] = [];
  #columns: Gathered[] = [];
  #features = 0;
  #rows = 0;
  #model = '';

  /** Rows that were gathered. */
  get rows(): number {
    return this.#rows;
  }

  /** Adds rows; false, and nothing is added, when they are too many or too different. */
  add(rows: PredictionRows): boolean {
    const { features, prediction, probabilities } = rows;
    const count = features.nRows;
    if (count > smallRows || this.#rows + count > mostRows) return false;
    if (this.#rows === 0) this.#begin(rows);
    else if (!this.#fits(rows)) return false;
    for (let i = 0; i < features.columns.length; i++) this.#copy(this.#columns[i], features.columns[i], count);
    this.#copy(this.#columns[this.#features], prediction, count);
    for (let i = 0; i < probabilities.length; i++) {
      this.#copy(this.#columns[this.#features + 1 + i], probabilities[i], count);
    }
    for (const request of rows.requests) this.#requests.push(request);
    this.#rows += count;
    return true;
  }

  /** What was gathered; it begins anew. */
  take(): PredictionRows {
    const columns = this.#columns.map((gathered) => columnOf(gathered, this.#rows));
    const [prediction, ...probabilities] = columns.splice(this.#features);
    const features = { nRows: this.#rows, columns };
    const requests = this.#requests;
    this.#requests = [];
    this.#rows = 0;
    return { model: this.#model, requests, features, prediction, probabilities: probabilities as NumberColumn[] };
  }

  #begin(rows: PredictionRows): void {
    const { model, features, prediction, probabilities } = rows;
    const columns = [...features.columns, prediction, ...probabilities];
    // Nearly always they are alike those of the block before, whose arrays are free again.
    const isAgain = this.#fits(rows);
    this.#model = model;
    this.#features = features.columns.length;
    this.#columns = columns.map((like, i) => {
      return { like, values: isAgain ? this.#columns[i].values : arrayFor(like), places: new Map() };
    });
  }

  #fits({ features, prediction, probabilities }: PredictionRows): boolean {
    if (features.columns.length !== this.#features) return false;
    if (this.#columns.length !== this.#features + 1 + probabilities.length) return false;
    if (!isAlike(this.#columns[this.#features], prediction)) return false;
    for (let i = 0; i < this.#features; i++) if (!isAlike(this.#columns[i], features.columns[i])) return false;
    for (let i = 0; i < probabilities.length; i++) {
      if (!isAlike(this.#columns[this.#features + 1 + i], probabilities[i])) return false;
    }
    return true;
  }

  #copy({ values, places }: Gathered, column: Column, count: number): void {
    if (column.kind !== 'string') {
      for (let row = 0; row < count; row++) values[this.#rows + row] = column.values[row];
      return;
    }
    for (let row = 0; row < count; row++) {
      const code = column.codes[row];
      values[this.#rows + row] = code < 0 ? -1 : placeOf(column.dictionary[code], places);
    }
  }
}

function arrayFor({ kind }: Column): Gathered['values'] {
  if (kind === 'string') return new Int32Array(mostRows);
  return kind === 'boolean' ? new Int8Array(mostRows) : new Float64Array(mostRows);
}

function isAlike({ like }: Gathered, column: Column): boolean {
  return like.name === column.name && like.kind === column.kind;
}

function placeOf(text: string, places: Map<string, number>): number {
  let place = places.get(text);
  if (place === undefined) {
    place = places.size;
    places.set(text, place);
  }
  return place;
}

function columnOf({ like, values, places }: Gathered, count: number): Column {
  const own = values.slice(0, count);
  if (like.kind === 'string')
    return {
      kind: 'string',
      name: like.name,
      codes: own as Int32Array,
      dictionary: [...places.keys()],
    } satisfies StringColumn;
  return { ...like, values: own } as Column;
}
