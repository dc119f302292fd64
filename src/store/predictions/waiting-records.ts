/** What waits for the disk, of one model and in order. */
import type { Column } from '../../table/column.ts';
import { CollectedBytes } from './collected-bytes.ts';
import { RowGatherer } from './gather-rows.ts';
import { type BlockRows, blockOf, encodeBlock } from './prediction-block.ts';
import type { MaskEvent, PredictionEvent } from './prediction-log.ts';
import { eventsOf, type PredictionRows, slicesOfRows } from './prediction-rows.ts';
import type { RequestColumns } from './request-columns.ts';
import { eventLine } from './segment-line.ts';

/** Records that are written together. */
export interface WaitedRecords {
  /** Until they are given back. */
  readonly bytes: Buffer;
  /** Those of each block. */
  readonly requests: readonly RequestColumns[];
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
  readonly #collected = new CollectedBytes();
  #requests: RequestColumns[] = [];
  #hasLines = false;
  #events = 0;
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
    return this.#collected.length + this.#gathered;
  }

  /** The line of an event, which `addLine` takes. @throws what JSON cannot hold */
  lineOf(event: PredictionEvent): Uint8Array {
    return Buffer.from(eventLine(this.#mask?.(event) ?? event));
  }

  addLine(line: Uint8Array): void {
    this.#endGathering();
    this.#collected.add(line);
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
        for (const some of slicesOfRows(rows, blockRows)) this.#addBlock(blockOf(some));
        return;
      }
    }
    this.#gathered += bytes;
    this.#events += rows.features.nRows;
  }

  /** Everything that waits; nothing does then. */
  take(): WaitedRecords {
    this.#endGathering();
    const counted = this.#collected.length;
    const taken = {
      bytes: this.#collected.take(),
      requests: this.#requests,
      hasLines: this.#hasLines,
      events: this.#events,
      counted,
    };
    this.#requests = [];
    this.#hasLines = false;
    this.#events = 0;
    return taken;
  }

  /** What was taken is on the disk, or lost. */
  giveBack({ bytes }: Pick<WaitedRecords, 'bytes'>): void {
    this.#collected.giveBack(bytes);
  }

  #endGathering(): void {
    if (this.#gatherer.rows === 0) return;
    this.#events -= this.#gatherer.rows;
    this.#gathered = 0;
    this.#addBlock(this.#gatherer.take());
  }

  #addBlock(rows: BlockRows): void {
    for (const part of encodeBlock(rows)) this.#collected.add(part);
    this.#events += rows.features.nRows;
    this.#requests.push(rows.requests);
  }
}

/** About what rows take while they wait, and at most what their block takes. */
export function bytesOfRows({ requests, features, prediction, probabilities }: PredictionRows): number {
  const rows = features.nRows;
  let bytes = requestBytes * requests.length + bytesOfColumn(prediction, rows) + 8 * rows * probabilities.length;
  for (const column of features.columns) bytes += bytesOfColumn(column, rows);
  return bytes;
}

function bytesOfColumn(column: Column, rows: number): number {
  if (column.kind === 'boolean') return rows;
  if (column.kind !== 'string') return 8 * rows;
  let bytes = 4 * rows;
  for (const code of column.codes) if (code >= 0) bytes += column.dictionary[code].length;
  return bytes;
}
