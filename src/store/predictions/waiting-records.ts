/** What waits for the disk, of one model and in order. */
import type { Column } from '../../table/column.ts';
import { RowGatherer } from './gather-rows.ts';
import { encodeBlock } from './prediction-block.ts';
import type { MaskEvent, PredictionEvent } from './prediction-log.ts';
import { eventsOf, type LoggedRequest, type PredictionRows, slicesOfRows } from './prediction-rows.ts';
import { eventLine } from './segment-line.ts';

/** Records that are written together. */
export interface WaitedRecords {
  readonly bytes: Uint8Array;
  /** Those of the blocks. */
  readonly requests: readonly LoggedRequest[];
  /** True when events stand in lines of their own. */
  readonly hasLines: boolean;
  readonly events: number;
  /** What they were counted as while they waited. */
  readonly counted: number;
}

/** Rows that take some milliseconds to log, as they are and masked. */
const [blockRows, maskedRows] = [1024, 64];
/** Bytes of a request besides its values. */
const requestBytes = 160;

/** Rows become the bytes of records as they come, but for those of small requests, which wait for others. */
export class WaitingRecords {
  /** Rows of a model that should be added in one turn of the event loop. */
  readonly rowsAtOnce: number;
  readonly #mask: MaskEvent | undefined;
  readonly #gatherer = new RowGatherer();
  #parts: Uint8Array[] = [];
  #requests: LoggedRequest[] = [];
  #hasLines = false;
  #events = 0;
  #ready = 0;
  #gathered = 0;

  /** @param mask Takes out of events what must not be logged; absent: rows are logged as they are. */
  constructor(mask: MaskEvent | undefined) {
    this.#mask = mask;
    this.rowsAtOnce = mask ? maskedRows : blockRows;
  }

  get events(): number {
    return this.#events;
  }

  /** Bytes that wait; those of rows that are not records yet are estimated. */
  get bytes(): number {
    return this.#ready + this.#gathered;
  }

  /** The line of an event, which `addLine` takes. @throws what JSON cannot hold */
  lineOf(event: PredictionEvent): Uint8Array {
    return Buffer.from(eventLine(this.#mask?.(event) ?? event));
  }

  addLine(line: Uint8Array): void {
    this.#endGathering();
    this.#addBytes(line);
    this.#events++;
    this.#hasLines = true;
  }

  /** @param bytes `bytesOfRows` of them */
  addRows(rows: PredictionRows, bytes: number): void {
    if (this.#mask) {
      for (const event of eventsOf(rows)) this.addLine(this.lineOf(event));
      return;
    }
    if (!this.#gatherer.add(rows)) {
      this.#endGathering();
      if (!this.#gatherer.add(rows)) {
        for (const some of slicesOfRows(rows, blockRows)) this.#addBlock(some);
        return;
      }
    }
    this.#gathered += bytes;
    this.#events += rows.features.nRows;
  }

  /** Everything that waits; nothing does then. */
  take(): WaitedRecords {
    this.#endGathering();
    const taken = {
      bytes: Buffer.concat(this.#parts),
      requests: this.#requests,
      hasLines: this.#hasLines,
      events: this.#events,
      counted: this.#ready,
    };
    this.#parts = [];
    this.#requests = [];
    this.#hasLines = false;
    this.#events = 0;
    this.#ready = 0;
    return taken;
  }

  #endGathering(): void {
    if (this.#gatherer.rows === 0) return;
    this.#events -= this.#gatherer.rows;
    this.#gathered = 0;
    this.#addBlock(this.#gatherer.take());
  }

  #addBlock(rows: PredictionRows): void {
    for (const part of encodeBlock(rows)) this.#addBytes(part);
    this.#events += rows.features.nRows;
    for (const request of rows.requests) this.#requests.push(request);
  }

  #addBytes(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#ready += bytes.length;
  }
}

/** About what rows take while they wait, and at most what their block takes. */
export function bytesOfRows({ requests, features, prediction, probabilities }: PredictionRows): number {
  let bytes = requestBytes * requests.length + bytesOfColumn(prediction) + 8 * features.nRows * probabilities.length;
  for (const column of features.columns) bytes += bytesOfColumn(column);
  return bytes;
}

function bytesOfColumn(column: Column): number {
  if (column.kind !== 'string') return column.values.byteLength;
  let bytes = column.codes.byteLength;
  for (const code of column.codes) if (code >= 0) bytes += column.dictionary[code].length;
  return bytes;
}
