/**
 * Blocks of a log segment: predictions of many rows, column by column. A line of JSON with a checksum of its own says what follows it:
 * as many bytes as its field `block`, whose checksum it names, and a line end. No other line begins like it.
 */
import { crc32 } from 'node:zlib';
import type { NumberColumn } from '../../table/column.ts';
import { type PackedColumn, packColumns, unpackColumns } from './pack-columns.ts';
import type { LoggedRequest, PredictionRows } from './prediction-rows.ts';
import {
  columnsOfRequests,
  type PackedRequests,
  packedRequests,
  type RequestColumns,
  requestColumns,
  requestsOf,
  unpackRequests,
} from './request-columns.ts';
import { checkedLine, parseLine } from './segment-line.ts';

/** What the line of a block says. */
export interface BlockHead {
  /** Bytes that follow the line. */
  readonly block: number;
  readonly blockCrc: number;
  readonly model: string;
  readonly rows: number;
  /** Where their bytes are, which stand first; in segments of format 2 the requests themselves. */
  readonly requests: PackedRequests | readonly LoggedRequest[];
  readonly features: readonly PackedColumn[];
  /** The prediction, then a column for each class. */
  readonly answers: readonly PackedColumn[];
}

const lineStart = Buffer.from('{"block":');
/** Stands behind the bytes as well, so that a reader finds the next record though this one is damaged. */
const lineEnd = Buffer.from('\n');

/** Rows whose requests stand side by side. */
export interface BlockRows extends Omit<PredictionRows, 'requests'> {
  readonly requests: RequestColumns;
}

/** Rows of a request, or of a block that was read. */
export function blockOf({ requests, ...rows }: PredictionRows): BlockRows {
  return { ...rows, requests: requestColumns(requests) };
}

/** Rows as a block, whose parts follow each other; they stay what they are until the next block is encoded. */
export function encodeBlock({ model, requests, features, prediction, probabilities }: BlockRows): Uint8Array[] {
  const asked = columnsOfRequests(requests);
  const { packed, data } = packColumns([...asked, ...features.columns, prediction, ...probabilities]);
  const { ids } = requests;
  const head: BlockHead = {
    block: ids.length + data.length,
    blockCrc: crc32(data, crc32(ids)),
    model,
    rows: features.nRows,
    requests: packedRequests(requests, packed.splice(0, asked.length)),
    features: packed.splice(0, features.columns.length),
    answers: packed,
  };
  return [Buffer.from(checkedLine(JSON.stringify(head))), ids, data, lineEnd];
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

/** The requests of a block that is whole. */
export function decodeRequests({ requests }: BlockHead, data: Uint8Array): RequestColumns {
  return 'bytes' in requests ? unpackRequests(requests, data.subarray(0, requests.bytes)) : requestColumns(requests);
}

/** The rows of a block that is whole. */
export function decodeBlock(head: BlockHead, data: Uint8Array): PredictionRows {
  const { model, rows, requests, features, answers } = head;
  const behind = 'bytes' in requests ? data.subarray(requests.bytes) : data;
  const columns = unpackColumns([...features, ...answers], rows, behind);
  const [prediction, ...probabilities] = columns.splice(features.length);
  return {
    model,
    requests: requestsOf(decodeRequests(head, data)),
    features: { nRows: rows, columns },
    prediction,
    probabilities: probabilities as NumberColumn[],
  };
}
