/** The prediction log in files: one segment per writer process and model, group commit, bounded memory. */
import { join } from 'node:path';
import { nowIso } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import { closeAbandonedSegments, closeSegment, livingWriters } from './close-segment.ts';
import { KnownPredictions } from './known-predictions.ts';
import { LineBuffer } from './line-buffer.ts';
import type { PredictionEvent, PredictionLog, PredictionLoss } from './prediction-log.ts';
import { listSegments, modelFolder, type Segment, segmentLines } from './segment-files.ts';
import { readSegmentIndex } from './segment-index.ts';
import { checkedLine, eventLine, readSegmentLine } from './segment-line.ts';
import { type OpenAppendFile, openAppendFile, SegmentWriter } from './segment-writer.ts';

/** Sizes and times; the defaults are what the product ships. */
export interface PredictionLogOptions {
  /** Takes out of an event what must not be logged. */
  readonly mask?: (event: PredictionEvent) => PredictionEvent;
  readonly openFile?: OpenAppendFile;
  /** Bytes of lines that may wait for the disk. */
  readonly maxBuffered?: number;
  /** A segment is closed when it reaches this size. */
  readonly maxSegmentBytes?: number;
}

/** From the first waiting event to the write; with the fsync it stays within the promised 50 ms. */
const groupCommitMs = 20;
const retryAfterErrorMs = 1_000;
const readBatch = 1_000;

interface Queue {
  readonly waiting: LineBuffer;
  /** Events lost since the last gap line. */
  lost: number;
}

/** Opens the log in `folder`, which is created with the first event. */
export function filePredictionLog(folder: string, options: PredictionLogOptions = {}): PredictionLog {
  return new FilePredictionLog(folder, options);
}

class FilePredictionLog implements PredictionLog {
  readonly #folder: string;
  readonly #mask: (event: PredictionEvent) => PredictionEvent;
  readonly #openFile: OpenAppendFile;
  readonly #maxBuffered: number;
  readonly #maxSegmentBytes: number;
  readonly #writer = newId('writer');
  readonly #known: KnownPredictions;
  readonly #queues = new Map<string, Queue>();
  readonly #segments = new Map<string, SegmentWriter>();
  #buffered = 0;
  #dropped = 0;
  #failing = false;
  #started = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #closing: Promise<void> = Promise.resolve();

  constructor(folder: string, options: PredictionLogOptions) {
    this.#folder = folder;
    this.#mask = options.mask ?? ((event) => event);
    this.#openFile = options.openFile ?? openAppendFile;
    this.#maxBuffered = options.maxBuffered ?? 16 * 1024 * 1024;
    this.#maxSegmentBytes = options.maxSegmentBytes ?? 8 * 1024 * 1024;
    this.#known = new KnownPredictions(folder);
    livingWriters.add(this.#writer);
  }

  get dropped(): number {
    return this.#dropped;
  }

  append(event: PredictionEvent): void {
    const queue = this.#queue(event.model);
    let line: string | undefined;
    try {
      line = eventLine(this.#mask(event));
    } catch {
      // An event that JSON cannot hold is lost like one that finds no room: counted, and the answer goes out.
    }
    const size = line === undefined ? 0 : Buffer.byteLength(line);
    if (line === undefined || this.#closed || this.#buffered + size > this.#maxBuffered) {
      this.#lose(queue, 1);
      return;
    }
    queue.waiting.add(line, size);
    this.#buffered += size;
    this.#timer ??= setTimeout(() => void this.flush(), this.#failing ? retryAfterErrorMs : groupCommitMs);
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#writeQueues());
    return this.#writing;
  }

  async knows(ids: readonly string[]): Promise<Set<string>> {
    await this.flush();
    return this.#known.among(ids);
  }

  async *read(
    model: string,
    { since = '', versions }: { since?: string; versions?: readonly number[] } = {},
  ): AsyncGenerator<PredictionEvent[]> {
    await this.flush();
    const wanted = versions && new Set(versions);
    let batch: PredictionEvent[] = [];
    for (const segment of await listSegments(modelFolder(this.#folder, model))) {
      if (await endsBefore(segment, since)) continue;
      for await (const lines of segmentLines(segment)) {
        for (const line of lines) {
          const content = readSegmentLine(line);
          if (!content || !('event' in content)) continue;
          const { event } = content;
          if (event.at < since || (wanted && !wanted.has(event.version))) continue;
          batch.push(event);
          if (batch.length < readBatch) continue;
          yield batch;
          batch = [];
        }
      }
    }
    if (batch.length > 0) yield batch;
  }

  async loss(model: string): Promise<PredictionLoss> {
    await this.flush();
    let dropped = this.#queues.get(model)?.lost ?? 0;
    let damaged = 0;
    for (const segment of await listSegments(modelFolder(this.#folder, model))) {
      for await (const lines of segmentLines(segment)) {
        for (const line of lines) {
          const content = readSegmentLine(line);
          if (!content) damaged++;
          else if ('gap' in content) dropped += content.gap.dropped;
        }
      }
    }
    return { dropped, damaged };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
    await this.#closing;
    for (const writer of this.#segments.values()) {
      await writer.close();
      // What cannot be closed now stays readable; the next process that opens the log tries again.
      await closeSegment(writer.segment).catch(() => {});
    }
    this.#segments.clear();
    livingWriters.delete(this.#writer);
  }

  #queue(model: string): Queue {
    let queue = this.#queues.get(model);
    if (!queue) {
      queue = { waiting: new LineBuffer(), lost: 0 };
      this.#queues.set(model, queue);
    }
    return queue;
  }

  #lose(queue: Queue, count: number): void {
    queue.lost += count;
    this.#dropped += count;
  }

  async #writeQueues(): Promise<void> {
    for (const [model, queue] of this.#queues) {
      if (queue.waiting.lines === 0 && queue.lost === 0) continue;
      const { lost } = queue;
      const { bytes, lines } = queue.waiting.take();
      queue.lost = 0;
      try {
        const writer = await this.#segmentFor(model);
        const gap = lost > 0 ? Buffer.from(checkedLine(JSON.stringify({ dropped: lost, at: nowIso() }))) : undefined;
        await writer.append(gap ? Buffer.concat([gap, bytes]) : bytes);
        this.#failing = false;
      } catch {
        // Part of the lines may be on disk or not: they count as lost, and the file is never written again.
        this.#failing = true;
        queue.lost += lost;
        this.#lose(queue, lines);
        await this.#segments.get(model)?.close();
        this.#segments.delete(model);
      } finally {
        this.#buffered -= bytes.length;
      }
    }
  }

  async #segmentFor(model: string): Promise<SegmentWriter> {
    if (!this.#started) {
      this.#started = true;
      this.#later(() => closeAbandonedSegments(this.#folder));
    }
    const current = this.#segments.get(model);
    if (current && !current.isFull(this.#maxSegmentBytes)) return current;
    if (current) {
      this.#segments.delete(model);
      await current.close();
      this.#later(() => closeSegment(current.segment));
    }
    const opened = await SegmentWriter.open(this.#folder, model, this.#writer, this.#openFile);
    this.#segments.set(model, opened);
    return opened;
  }

  /** Closing segments happens beside the writing, one at a time; a failure leaves the segment as it is. */
  #later(work: () => Promise<void>): void {
    this.#closing = this.#closing.then(work).catch(() => {});
  }
}

async function endsBefore(segment: Segment, since: string): Promise<boolean> {
  if (since === '' || !segment.closed) return false;
  return (await readSegmentIndex(segment)).lastAt < since;
}

/** Folder of the log in a store's home. */
export function predictionFolder(home: string): string {
  return join(home, 'predictions');
}
