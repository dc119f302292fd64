/**
 * Blocks of a log segment: predictions of many rows, column by column. A line of JSON with a checksum of its own says what follows it:
 * as many bytes as its field `block`, whose checksum it names, and a line end. No other line begins like it.
 */
import { crc32 } from 'node:zlib';
import type { NumberColumn } from '../../table/column.ts';
import { type PackedColumn, packColumns, unpackColumns } from './pack-columns.ts';
import type { LoggedRequest, PredictionRows } from './prediction-rows.ts';
import { checkedLine, parseLine } from './segment-line.ts';

/** What the line of a block says. */
export interface BlockHead {
  /** Bytes that follow the line. */
  readonly block: number;
  readonly blockCrc: number;
  readonly model: string;
  readonly rows: number;
  readonly requests: readonly LoggedRequest[];
  readonly features: readonly PackedColumn[];
  /** The prediction, then a column for each class. */
  readonly answers: readonly PackedColumn[];
}

const lineStart = Buffer.from('{"block":');
/** Stands behind the bytes as well, so that a reader finds the next record though this one is damaged. */
const lineEnd = Buffer.from('\n');

/** Rows as a block, whose parts follow each other. */
export function encodeBlock({ model, requests, features, prediction, probabilities }: PredictionRows): Uint8Array[] {
  const { packed, data } = packColumns([...features.columns, prediction, ...probabilities]);
  const answers = packed.splice(features.columns.length);
  const [block, blockCrc, rows] = [data.length, crc32(data), features.nRows];
  const head: BlockHead = { block, blockCrc, model, rows, requests, features: packed, answers };
  return [Buffer.from(checkedLine(JSON.stringify(head))), data, lineEnd];
}

/** Bytes of the whole record whose line takes so many. */
export function blockLength(lineBytes: number, { block }: BlockHead): number {
  return lineBytes + block + lineEnd.length;
}

/** True when the line that begins here is that of a block, should it be whole. */
export function isBlockStart(bytes: Buffer, at: number): boolean {
  return (
    bytes.length >= at + lineStart.length &&
    bytes.compare(lineStart, 0, lineStart.length, at, at + lineStart.length) === 0
  );
}

/** The line of a block without its end; undefined when it is damaged. */
export function readBlockHead(line: string): BlockHead | undefined {
  return parseLine(line) as BlockHead | undefined;
}

/** True when the bytes are those of which the line speaks. */
export function isWhole({ blockCrc }: BlockHead, data: Uint8Array): boolean {
  return crc32(data) === blockCrc;
}

/** The rows of a block that is whole. */
export function decodeBlock({ model, rows, requests, features, answers }: BlockHead, data: Uint8Array): PredictionRows {
  const columns = unpackColumns([...features, ...answers], rows, data);
  const [prediction, ...probabilities] = columns.splice(features.length);
  return {
    model,
    requests,
    features: { nRows: rows, columns },
    prediction,
    probabilities: probabilities as NumberColumn[],
  };
}
