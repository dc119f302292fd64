/** Appending to one segment. */
import { mkdir, open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../core/atomic-file.ts';
import { nowIso, nowMs } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import { takeTurns } from '../../core/loop-turns.ts';
import { segmentLifetimeMs } from './close-segment.ts';
import type { IdRanges } from './id-ranges.ts';
import { modelFolder, openEnding, type Segment } from './segment-files.ts';
import { type SegmentIndex, SegmentIndexBuilder } from './segment-index.ts';
import { checkedLine, type SegmentHeader } from './segment-line.ts';
import type { WaitedRecords } from './waiting-records.ts';

/** The calls that touch the disk; tests pass failing ones. */
export interface AppendFile {
  append(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Creates a file for appending; fails when it exists. */
export type OpenAppendFile = (path: string) => Promise<AppendFile>;

/** The file system itself. */
export const openAppendFile: OpenAppendFile = async (path) => {
  const file = await open(path, 'ax');
  return {
    append: (bytes) => file.appendFile(bytes),
    sync: () => file.datasync(),
    close: () => file.close(),
  };
};

/** A segment that this process writes. After an error it must be closed and not used again: a failed fsync cannot be repeated. */
export class SegmentWriter {
  readonly segment: Segment;
  readonly #file: AppendFile;
  readonly #openedMs = nowMs();
  #firstMs = 8.64e15;
  readonly #index: SegmentIndexBuilder;
  #bytes = 0;
  #hasBlocksOnly = true;

  private constructor(segment: Segment, file: AppendFile, ranges: IdRanges) {
    this.segment = segment;
    this.#file = file;
    this.#index = new SegmentIndexBuilder(ranges);
  }

  /** Creates a segment of the model, with its header. `ranges`, an empty one, gathers its ids. */
  static async open(
    folder: string,
    model: string,
    writer: string,
    openFile: OpenAppendFile,
    ranges: IdRanges,
  ): Promise<SegmentWriter> {
    const id = newId('segment');
    const path = join(modelFolder(folder, model), id);
    const header: SegmentHeader = {
      segment: id,
      format: 3,
      model,
      writer,
      host: hostname(),
      pid: process.pid,
      openedAt: nowIso(),
    };
    const created = await mkdir(dirname(path), { recursive: true });
    const file = await openFile(path + openEnding);
    const opened = new SegmentWriter({ id, path, closed: false, ending: openEnding }, file, ranges);
    try {
      await opened.#write(Buffer.from(checkedLine(JSON.stringify(header))));
      await syncFolder(dirname(path));
      if (created) await syncFolder(dirname(dirname(path)));
    } catch (error) {
      await opened.close();
      throw error;
    }
    return opened;
  }

  /** Appends whole records; when it returns they are durable. */
  async append({ bytes, requests, hasLines }: Pick<WaitedRecords, 'bytes' | 'requests' | 'hasLines'>): Promise<void> {
    await this.#write(bytes);
    this.#hasBlocksOnly &&= !hasLines;
    if (!this.#hasBlocksOnly) return;
    for (const some of requests) {
      this.#index.addRequests(some);
      for (const ms of some.atMs) if (ms < this.#firstMs) this.#firstMs = ms;
    }
  }

  /** The index of the segment, when it holds whole blocks alone. */
  async indexOfBlocks(): Promise<SegmentIndex | undefined> {
    return this.#hasBlocksOnly ? await takeTurns(this.#index.build()) : undefined;
  }

  /** True when all of its blocks are of later requests. */
  isAfter(at: string): boolean {
    return new Date(this.#firstMs).toISOString() > at;
  }

  /** True when the next records belong into a new segment. */
  isFull(maxBytes: number): boolean {
    return this.#bytes >= maxBytes || nowMs() - this.#openedMs >= segmentLifetimeMs;
  }

  /** Gives the file back; its content stays as it is. */
  async close(): Promise<void> {
    await this.#file.close().catch(() => {});
  }

  async #write(bytes: Uint8Array): Promise<void> {
    await this.#file.append(bytes);
    await this.#file.sync();
    this.#bytes += bytes.length;
  }
}
