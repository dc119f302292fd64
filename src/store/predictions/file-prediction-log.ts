/** The prediction log in files: one segment per writer process and model, group commit, bounded memory. */
import { join } from 'node:path';
import { nowIso } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import { sum } from '../../math/reduce.ts';
import { type Erasures, noErasures } from '../privacy/erasures.ts';
import { type OpenAppendFile, openAppendFile } from './append-file.ts';
import type { ErasedIds } from './close-segment.ts';
import { KnownPredictions } from './known-predictions.ts';
import { livingWriters } from './living-writers.ts';
import { lossOf } from './loss.ts';
import type { ErasureSweep, MaskEvent, PredictionEvent, PredictionLog, PredictionLoss } from './prediction-log.ts';
import type { PredictionRows } from './prediction-rows.ts';
import { type Pruned, pruneSegments } from './prune-segments.ts';
import { readEvents } from './read-events.ts';
import { modelFolder } from './segment-files.ts';
import { checkedLine } from './segment-line.ts';
import { SegmentWriter } from './segment-writer.ts';
import { segmentsOf, sweepSegments } from './sweep-segments.ts';
import { bytesOfRows, WaitingRecords } from './waiting-records.ts';

/** Sizes and times; the defaults are what the product ships. */
export interface PredictionLogOptions {
  /** What must not be in the log any more; default: nothing. */
  readonly erasures?: Pick<Erasures, 'current'>;
  /** Hears which predictions leave the log. */
  readonly onErased?: ErasedIds;
  /** How often a writer looks for new erasures, to give up segments that hold what is erased. */
  readonly noticeMs?: number;
  /** Takes out of the events of a model what must not be logged; undefined when that is nothing. */
  readonly maskOf?: (model: string) => MaskEvent | undefined;
  readonly openFile?: OpenAppendFile;
  /** Bytes that may wait for the disk. */
  readonly maxBuffered?: number;
  /** A segment is closed when it reaches this size. */
  readonly maxSegmentBytes?: number;
}

/** From the first waiting event to the write; with the fsync it stays within the promised 50 ms. */
const groupCommitMs = 30;
const retryAfterErrorMs = 1_000;

interface Queue {
  readonly waiting: WaitingRecords;
  /** Events lost since the last gap line. */
  lost: number;
}

/** Opens the log in `folder`, which is created with the first event. */
export function filePredictionLog(folder: string, options: PredictionLogOptions = {}): PredictionLog {
  return new FilePredictionLog(folder, options);
}

class FilePredictionLog implements PredictionLog {
  readonly #folder: string;
  readonly #maskOf: (model: string) => MaskEvent | undefined;
  readonly #erasures: Pick<Erasures, 'current'>;
  readonly #onErased: ErasedIds;
  readonly #noticeMs: number;
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
  #watch: NodeJS.Timeout | undefined;
  #noticed = noErasures.version;
  #writing: Promise<void> = Promise.resolve();
  #closing: Promise<void> = Promise.resolve();

  constructor(folder: string, options: PredictionLogOptions) {
    this.#folder = folder;
    this.#maskOf = options.maskOf ?? (() => undefined);
    this.#erasures = options.erasures ?? { current: async () => noErasures };
    this.#onErased = options.onErased ?? (async () => {});
    this.#noticeMs = options.noticeMs ?? 15_000;
    this.#openFile = options.openFile ?? openAppendFile;
    this.#maxBuffered = options.maxBuffered ?? 32 * 1024 * 1024;
    this.#maxSegmentBytes = options.maxSegmentBytes ?? 32 * 1024 * 1024;
    this.#known = new KnownPredictions(folder);
    livingWriters.add(this.#writer);
  }

  get dropped(): number {
    return this.#dropped;
  }

  rowsAtOnce(model: string): number {
    return this.#queue(model).waiting.rowsAtOnce;
  }

  append(event: PredictionEvent): void {
    const queue = this.#queue(event.model);
    let line: Uint8Array | undefined;
    try {
      line = queue.waiting.lineOf(event);
    } catch {
      // An event that JSON cannot hold is lost like one that finds no room: counted, and the answer goes out.
    }
    if (line) this.#add(queue, 1, line.length, (waiting) => waiting.addLine(line));
    else this.#lose(queue, 1);
  }

  appendRows(rows: PredictionRows): void {
    const bytes = bytesOfRows(rows);
    this.#add(this.#queue(rows.model), rows.features.nRows, bytes, (waiting) => waiting.addRows(rows, bytes));
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
    options: { since?: string; versions?: readonly number[] } = {},
  ): AsyncGenerator<PredictionEvent[]> {
    await this.flush();
    yield* readEvents(modelFolder(this.#folder, model), await this.#erasures.current(), options);
  }

  async loss(model: string): Promise<PredictionLoss> {
    await this.flush();
    const { dropped, damaged } = await lossOf(modelFolder(this.#folder, model));
    return { dropped: dropped + (this.#queues.get(model)?.lost ?? 0), damaged };
  }

  async applyErasures(): Promise<ErasureSweep> {
    const own = await this.#giveUpSegments();
    const others = await this.#sweep();
    return { ...others, events: others.events + sum(own), segments: others.segments + segmentsOf(own) };
  }

  async prune(oldest: (model: string) => string | undefined): Promise<Pruned> {
    return await pruneSegments(this.#folder, oldest, this.#onErased);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#watch);
    await this.flush();
    await this.#closing;
    for (const writer of this.#segments.values()) {
      await writer.close();
      // What cannot be closed now stays readable; the next process that opens the log tries again.
      await this.#end(writer).catch(() => {});
    }
    this.#segments.clear();
    livingWriters.delete(this.#writer);
  }

  #queue(model: string): Queue {
    let queue = this.#queues.get(model);
    if (!queue) {
      queue = { waiting: new WaitingRecords(this.#maskOf(model)), lost: 0 };
      this.#queues.set(model, queue);
    }
    return queue;
  }

  /** @param bytes About how many it will be. */
  #add(queue: Queue, events: number, bytes: number, add: (waiting: WaitingRecords) => void): void {
    if (this.#closed || this.#buffered + bytes > this.#maxBuffered) {
      this.#lose(queue, events);
      return;
    }
    const before = queue.waiting.bytes;
    add(queue.waiting);
    this.#buffered += queue.waiting.bytes - before;
    this.#timer ??= setTimeout(() => void this.flush(), this.#failing ? retryAfterErrorMs : groupCommitMs);
  }

  #lose(queue: Queue, count: number): void {
    queue.lost += count;
    this.#dropped += count;
  }

  async #writeQueues(): Promise<void> {
    for (const [model, queue] of this.#queues) {
      if (queue.waiting.events === 0 && queue.lost === 0) continue;
      const { lost } = queue;
      const before = queue.waiting.bytes;
      const waited = queue.waiting.take();
      // Rows that were gathered take less as a block.
      this.#buffered += waited.counted - before;
      queue.lost = 0;
      try {
        const writer = await this.#segmentFor(model);
        const gap = lost > 0 ? Buffer.from(checkedLine(JSON.stringify({ dropped: lost, at: nowIso() }))) : undefined;
        await writer.append(gap ? { ...waited, bytes: Buffer.concat([gap, waited.bytes]) } : waited);
        this.#failing = false;
      } catch {
        // Part of the records may be on disk or not: they count as lost, and the file is never written again.
        this.#failing = true;
        queue.lost += lost;
        this.#lose(queue, waited.events);
        await this.#segments.get(model)?.leave();
        this.#segments.delete(model);
      } finally {
        this.#buffered -= waited.counted;
        queue.waiting.giveBack(waited);
      }
    }
  }

  async #segmentFor(model: string): Promise<SegmentWriter> {
    if (!this.#started) {
      this.#started = true;
      this.#later(() => this.#sweep());
      this.#watch = setInterval(() => this.#later(() => this.#notice()), this.#noticeMs);
      this.#watch.unref();
    }
    const current = this.#segments.get(model);
    if (current && !current.isFull(this.#maxSegmentBytes)) return current;
    if (current) {
      this.#segments.delete(model);
      await current.close();
      this.#later(() => this.#end(current));
    }
    const opened = await SegmentWriter.open(this.#folder, model, this.#writer, this.#openFile);
    this.#segments.set(model, opened);
    return opened;
  }

  /** Returns how many events went because they are erased. */
  async #end(writer: SegmentWriter): Promise<number> {
    return await writer.end(await this.#erasures.current(), this.#onErased);
  }

  /** What other processes left behind, and what an old copy has brought back. */
  async #sweep(): Promise<ErasureSweep> {
    return await sweepSegments(this.#folder, await this.#erasures.current(), this.#onErased);
  }

  /** Closed segments lose what was erased since they were opened. */
  async #notice(): Promise<void> {
    const { version } = await this.#erasures.current();
    if (version === this.#noticed || this.#closed) return;
    this.#noticed = version;
    await this.#rotate();
  }

  /** Closes the segments that this log writes; the next events begin new ones. Returns how many events went from each. */
  async #giveUpSegments(): Promise<readonly number[]> {
    await this.flush();
    let gone: readonly number[] = [];
    this.#later(async () => {
      gone = await this.#rotate();
    });
    await this.#closing;
    return gone;
  }

  async #rotate(): Promise<readonly number[]> {
    const given: SegmentWriter[] = [];
    this.#writing = this.#writing.then(async () => {
      for (const writer of this.#segments.values()) {
        await writer.close();
        given.push(writer);
      }
      this.#segments.clear();
    });
    await this.#writing;
    const gone: number[] = [];
    for (const writer of given) gone.push(await this.#end(writer));
    return gone;
  }

  /** Closing segments happens beside the writing, one at a time; a failure leaves the segment as it is. */
  #later(work: () => Promise<unknown>): void {
    this.#closing = this.#closing.then(async () => void (await work())).catch(() => {});
  }
}

/** Folder of the log in a store's home. */
export function predictionFolder(home: string): string {
  return join(home, 'predictions');
}
