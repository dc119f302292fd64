/** Appending to one segment. */
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../core/atomic-file.ts';
import { nowIso, nowMs } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import type { ErasureSet } from '../privacy/erasures.ts';
import type { AppendFile, OpenAppendFile } from './append-file.ts';
import { closeAsItIs, closeSegment, type ErasedIds, segmentLifetimeMs } from './close-segment.ts';
import { IndexFile } from './index-file.ts';
import type { RequestColumns } from './request-columns.ts';
import { modelFolder, openEnding, type Segment } from './segment-files.ts';
import { checkedLine, type SegmentHeader } from './segment-line.ts';
import type { WaitedRecords } from './waiting-records.ts';

/** A segment that this process writes. After an error it must be closed and not used again: a failed fsync cannot be repeated. */
export class SegmentWriter {
  readonly segment: Segment;
  readonly #file: AppendFile;
  readonly #openedMs = nowMs();
  #firstMs = 8.64e15;
  #bytes = 0;
  /** Of the blocks; undefined once there is something else in the segment, or the index could not be written. */
  #index: IndexFile | undefined;

  private constructor(segment: Segment, file: AppendFile, index: IndexFile) {
    this.segment = segment;
    this.#file = file;
    this.#index = index;
  }

  /** Creates a segment of the model, with its header. */
  static async open(folder: string, model: string, writer: string, openFile: OpenAppendFile): Promise<SegmentWriter> {
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
    const segment = { id, path, closed: false, ending: openEnding };
    const opened = new SegmentWriter(segment, file, new IndexFile(segment, openFile));
    try {
      await opened.#write(Buffer.from(checkedLine(JSON.stringify(header))));
      await syncFolder(dirname(path));
      if (created) await syncFolder(dirname(dirname(path)));
    } catch (error) {
      await opened.leave();
      throw error;
    }
    return opened;
  }

  /** Appends whole records; when it returns they are durable. */
  async append({ bytes, requests, hasLines }: Pick<WaitedRecords, 'bytes' | 'requests' | 'hasLines'>): Promise<void> {
    await this.#write(bytes);
    if (hasLines) await this.#giveUpIndex();
    for (const some of requests) await this.#note(some);
  }

  /** True when the next records belong into a new segment. */
  isFull(maxBytes: number): boolean {
    return this.#bytes >= maxBytes || nowMs() - this.#openedMs >= segmentLifetimeMs;
  }

  /** Gives the file back, to be ended later; its content stays as it is. */
  async close(): Promise<void> {
    await this.#file.close().catch(() => {});
  }

  /** Gives the file back, never to be ended: who opens the log next does it. */
  async leave(): Promise<void> {
    await this.close();
    await this.#giveUpIndex();
  }

  /**
   * Brings the segment, whose file was given back, into its closed form, without what is erased; returns how many events went. What
   * cannot be closed stays readable as it is.
   */
  async end(erased: ErasureSet, onErased: ErasedIds): Promise<number> {
    try {
      if (this.#index && (erased.isEmpty || new Date(this.#firstMs).toISOString() > erased.lastAt)) {
        await closeAsItIs(this.segment, this.#index);
        return 0;
      }
    } catch {
      // The index could not be written to its end, or another process took it for one that was left behind: it is made again.
    } finally {
      await this.#giveUpIndex();
    }
    return await closeSegment(this.segment, erased, onErased);
  }

  async #note(requests: RequestColumns): Promise<void> {
    for (const ms of requests.atMs) if (ms < this.#firstMs) this.#firstMs = ms;
    try {
      await this.#index?.writer.addRequests(requests);
    } catch {
      // The records are durable, and an index can be made again.
      await this.#giveUpIndex();
    }
  }

  async #giveUpIndex(): Promise<void> {
    const index = this.#index;
    this.#index = undefined;
    await index?.giveUp().catch(() => {});
  }

  async #write(bytes: Uint8Array): Promise<void> {
    await this.#file.append(bytes);
    await this.#file.sync();
    this.#bytes += bytes.length;
  }
}
