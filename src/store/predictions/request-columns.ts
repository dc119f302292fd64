/**
 * What requests have in common with their rows, side by side. As objects, each with the text of an id, requests would outlive the
 * collector's young generation while they wait for the disk, and take half of it as JSON.
 */
import type { Column, StringColumn } from '../../table/column.ts';
import { type PackedColumn, packedBytes, unpackColumns } from './pack-columns.ts';
import type { LoggedRequest } from './prediction-rows.ts';
import { widened } from './widened.ts';

const numberNames = ['rows', 'atMs', 'version', 'propensity', 'latencyMs'] as const;

/** Fields of `LoggedRequest`, each with `count` entries. */
export interface RequestColumns extends Readonly<Record<(typeof numberNames)[number], Float64Array>> {
  readonly count: number;
  /** The first ids in Latin-1, of `idBytes` bytes each; shorter ones end in zeros. */
  readonly ids: Uint8Array;
  readonly idBytes: number;
  readonly source: Pick<StringColumn, 'codes' | 'dictionary'>;
}

/** How to read them; part of the line of a block. */
export interface PackedRequests {
  readonly count: number;
  readonly idBytes: number;
  /** Bytes of the ids and of all columns. */
  readonly bytes: number;
  readonly columns: readonly PackedColumn[];
}

/** Puts requests side by side as they come. */
export class RequestGatherer {
  #count = 0;
  #room: number;
  #idBytes = 0;
  #ids = new Uint8Array(0);
  readonly #numbers: Float64Array[];
  #sources: Int32Array;
  readonly #dictionary: string[] = [];

  /** @param room For so many at first; it doubles. */
  constructor(room: number) {
    this.#room = room;
    this.#numbers = numberNames.map(() => new Float64Array(room));
    this.#sources = new Int32Array(room);
  }

  add(request: LoggedRequest): void {
    const { firstId } = request;
    if (this.#count === this.#room || firstId.length > this.#idBytes) this.#grow(firstId.length);
    const from = this.#count * this.#idBytes;
    for (let i = 0; i < firstId.length; i++) this.#ids[from + i] = firstId.charCodeAt(i);
    this.#ids.fill(0, from + firstId.length, from + this.#idBytes);
    const [rows, atMs, version, propensity, latencyMs] = this.#numbers;
    rows[this.#count] = request.rows;
    atMs[this.#count] = request.atMs;
    version[this.#count] = request.version;
    propensity[this.#count] = request.propensity;
    latencyMs[this.#count] = request.latencyMs;
    let source = this.#dictionary.indexOf(request.source);
    if (source < 0) source = this.#dictionary.push(request.source) - 1;
    this.#sources[this.#count++] = source;
  }

  /** What was added; it begins anew. */
  take(): RequestColumns {
    const count = this.#count;
    const [rows, atMs, version, propensity, latencyMs] = this.#numbers.map((values) => values.slice(0, count));
    const ids = this.#ids.slice(0, count * this.#idBytes);
    const source = { codes: this.#sources.slice(0, count), dictionary: [...this.#dictionary] };
    this.#count = 0;
    return { count, ids, idBytes: this.#idBytes, rows, atMs, version, propensity, latencyMs, source };
  }

  #grow(idLength: number): void {
    if (this.#count === this.#room) {
      this.#room = Math.max(1, 2 * this.#room);
      for (const [i, values] of this.#numbers.entries()) {
        this.#numbers[i] = new Float64Array(this.#room);
        this.#numbers[i].set(values);
      }
      const sources = this.#sources;
      this.#sources = new Int32Array(this.#room);
      this.#sources.set(sources);
    }
    const idBytes = Math.max(this.#idBytes, idLength);
    this.#ids = widened(this.#ids.subarray(0, this.#count * this.#idBytes), this.#idBytes, idBytes, this.#room);
    this.#idBytes = idBytes;
  }
}

/** Requests side by side. */
export function requestColumns(requests: readonly LoggedRequest[]): RequestColumns {
  const gatherer = new RequestGatherer(requests.length);
  for (const request of requests) gatherer.add(request);
  return gatherer.take();
}

/** The requests one by one. */
export function requestsOf({ ids, idBytes, source, ...numbers }: RequestColumns): LoggedRequest[] {
  const texts = Buffer.from(ids.buffer, ids.byteOffset, ids.length);
  return Array.from({ length: numbers.count }, (_, i) => ({
    firstId: texts.toString('latin1', i * idBytes, (i + 1) * idBytes).replace(/\0+$/, ''),
    rows: numbers.rows[i],
    atMs: numbers.atMs[i],
    version: numbers.version[i],
    propensity: numbers.propensity[i],
    latencyMs: numbers.latencyMs[i],
    source: source.dictionary[source.codes[i]] as LoggedRequest['source'],
  }));
}

/** All but the ids. */
export function columnsOfRequests({ source, ...requests }: RequestColumns): Column[] {
  const numbers = numberNames.map((name): Column => ({ kind: 'number', name, values: requests[name], integer: false }));
  return [...numbers, { kind: 'string', name: 'source', ...source }];
}

/** How to read the ids, and these columns behind them. */
export function packedRequests({ count, ids, idBytes }: RequestColumns, columns: PackedColumn[]): PackedRequests {
  return { count, idBytes, bytes: ids.length + packedBytes(columns, count), columns };
}

/** Requests from their bytes: the ids, then what `packColumns` wrote of their columns. @throws RangeError and SyntaxError for bytes that do not hold it */
export function unpackRequests({ count, idBytes, columns }: PackedRequests, bytes: Uint8Array): RequestColumns {
  const ids = bytes.subarray(0, count * idBytes);
  const [rows, atMs, version, propensity, latencyMs, source] = unpackColumns(
    columns,
    count,
    bytes.subarray(ids.length),
  );
  const numbers = [rows, atMs, version, propensity, latencyMs].map((column) => {
    if (column.kind !== 'number') throw new RangeError(`${column.name} of requests is no number`);
    return column.values;
  });
  if (source.kind !== 'string') throw new RangeError('the source of requests is no text');
  return {
    count,
    ids,
    idBytes,
    rows: numbers[0],
    atMs: numbers[1],
    version: numbers[2],
    propensity: numbers[3],
    latencyMs: numbers[4],
    source,
  };
}
