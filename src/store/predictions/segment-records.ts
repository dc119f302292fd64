/** The records of a segment: lines, and blocks of rows. Everything that reads the log reads it through here. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import {
  type BlockHead,
  blockLength,
  decodeBlock,
  decodeRequests,
  isBlockStart,
  isWhole,
  readBlockHead,
} from './prediction-block.ts';
import type { PredictionEvent } from './prediction-log.ts';
import { eventsOf, type PredictionRows } from './prediction-rows.ts';
import type { RequestColumns } from './request-columns.ts';
import { closedEnding, recordsEnding, type Segment } from './segment-files.ts';
import { type GapLine, readSegmentLine, type SegmentHeader } from './segment-line.ts';

/** What a record says. `debris` is what a damaged one left, and no damage of its own. */
export type RecordContent =
  | { readonly kind: 'header'; readonly header: SegmentHeader }
  | { readonly kind: 'gap'; readonly gap: GapLine }
  | { readonly kind: 'event'; readonly event: PredictionEvent }
  | { readonly kind: 'block'; requests(): RequestColumns; rows(): PredictionRows }
  | { readonly kind: 'damaged' }
  | { readonly kind: 'debris' };

export interface SegmentRecord {
  /** The record as it is in the file. */
  readonly bytes: Buffer;
  readonly content: RecordContent;
}

const lineEnd = 10;
const chunkBytes = 1024 * 1024;

/** The events of a record, in order. */
export function eventsIn(content: RecordContent): readonly PredictionEvent[] {
  if (content.kind === 'event') return [content.event];
  return content.kind === 'block' ? eventsOf(content.rows()) : [];
}

/**
 * Whole records of a segment in groups as they come from the disk. A last one that is not whole is left out: it is still being
 * written, or its writer was killed. A segment that was closed meanwhile is read in its closed form.
 */
export async function* segmentRecords(segment: Segment): AsyncGenerator<SegmentRecord[]> {
  // Of each form that it may have by now; what is erased or too old has none.
  for (const ending of [...(segment.closed ? [] : [segment.ending]), closedEnding, recordsEnding]) {
    const file = createReadStream(segment.path + ending, { highWaterMark: chunkBytes });
    try {
      yield* recordsOf(ending === closedEnding ? unpacked(file) : file);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

function unpacked(file: Readable): Readable {
  const text = createGunzip({ chunkSize: chunkBytes });
  file.on('error', (error) => text.destroy(error));
  return file.pipe(text);
}

async function* recordsOf(stream: Readable): AsyncGenerator<SegmentRecord[]> {
  const reader = new RecordReader();
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const records = reader.read(chunk);
    if (records.length > 0) yield records;
  }
}

/** Puts records together from bytes as they come. */
export class RecordReader {
  #rest: Buffer = Buffer.alloc(0);
  #afterDamage = false;

  /** Records that these bytes make whole. */
  read(chunk: Buffer): SegmentRecord[] {
    const bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const records: SegmentRecord[] = [];
    let at = 0;
    for (let end = bytes.indexOf(lineEnd, at); end >= 0; end = bytes.indexOf(lineEnd, at)) {
      const line = bytes.toString('utf8', at, end);
      const head = isBlockStart(bytes, at) ? readBlockHead(line) : undefined;
      const next = head ? at + blockLength(end + 1 - at, head) : end + 1;
      if (next > bytes.length) break;
      const content = head
        ? blockContent(head, bytes.subarray(end + 1, end + 1 + head.block))
        : this.#lineContent(line);
      this.#afterDamage = content.kind === 'damaged' || content.kind === 'debris';
      records.push({ bytes: bytes.subarray(at, next), content });
      at = next;
    }
    this.#rest = bytes.subarray(at);
    return records;
  }

  /** Where the line of a block is damaged, its bytes are read as lines: they do not count again. */
  #lineContent(line: string): RecordContent {
    const content = readSegmentLine(line);
    if (!content) return { kind: this.#afterDamage && !line.startsWith('{"') ? 'debris' : 'damaged' };
    if ('header' in content) return { kind: 'header', header: content.header };
    return 'gap' in content ? { kind: 'gap', gap: content.gap } : { kind: 'event', event: content.event };
  }
}

function blockContent(head: BlockHead, data: Buffer): RecordContent {
  if (!isWhole(head, data)) return { kind: 'damaged' };
  return { kind: 'block', requests: () => decodeRequests(head, data), rows: () => decodeBlock(head, data) };
}
