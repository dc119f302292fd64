/** Which prediction ids are in the log: closed segments through their index, open ones by reading what was added since last time. */
import { open, stat } from 'node:fs/promises';
import { idTimeMs } from '../../core/ids.ts';
import { visitInTurns } from '../../core/loop-turns.ts';
import { IdRanges } from './id-ranges.ts';
import { indexEnding, listAllSegments, type Segment } from './segment-files.ts';
import { holds, type IndexedIds, mayHold, readSegmentIndex, type SegmentIndex } from './segment-index.ts';
import { RecordReader } from './segment-records.ts';
import type { IndexSummary } from './write-index.ts';

/** Bytes of ids kept in memory over all closed segments. */
const maxIdBytes = 32 * 1024 * 1024;
const chunkBytes = 256 * 1024;
/** Ids that are looked for at once. */
const idsAtOnce = 2_000;

interface OpenIndex {
  readonly ids: Set<string>;
  readonly ranges: IdRanges;
  /** Bytes that were read; those of its last record may wait in the reader. */
  offset: number;
  readonly reader: RecordReader;
}

/** Answers `knows` for the log in `folder`. Memory: an open segment's ids and its last record, the summaries of closed ones, and recent ids. */
export class KnownPredictions {
  readonly #folder: string;
  readonly #opened = new Map<string, OpenIndex>();
  readonly #closed = new Map<string, IndexSummary & { readonly ids?: IndexedIds }>();
  /** Which index file was read. */
  readonly #stamps = new Map<string, string>();
  #idBytes = 0;
  /** Ends with the last reading of an open segment that was asked for. */
  #reading: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Those of the ids that are in the log on disk. */
  async among(ids: readonly string[]): Promise<Set<string>> {
    const wanted = new Map<string, number>();
    await visitInTurns(ids, idsAtOnce, (id) => wanted.set(id, idTimeMs(id)));
    const known = new Set<string>();
    // Newest first: labels mostly belong to recent predictions, and the search ends when all are found.
    for (const segment of (await listAllSegments(this.#folder)).reverse()) {
      if (wanted.size === 0) break;
      await visitInTurns(await this.#find(segment, wanted), idsAtOnce, (id) => {
        known.add(id);
        wanted.delete(id);
      });
    }
    return known;
  }

  async #find(segment: Segment, wanted: ReadonlyMap<string, number>): Promise<string[]> {
    if (!segment.closed) {
      // Two that read at a time would take the same bytes twice, and others never.
      const reading = this.#reading.then(() => this.#readOpen(segment));
      this.#reading = reading.catch(() => {});
      const open = await reading;
      if (open) return await filterInTurns([...wanted.keys()], (id) => open.ids.has(id) || open.ranges.has(id));
    }
    this.#opened.delete(segment.id);
    const closed = { ...segment, closed: true };
    const summary = this.#closed.get(segment.id) ?? (await this.#load(closed));
    const possible = await filterInTurns([...wanted.keys()], (id) => mayHold(summary, wanted.get(id)!));
    if (possible.length === 0) return [];
    const held = summary.ids ?? (await this.#load(closed)).ids;
    const found = await filterInTurns(possible, (id) => holds(held, id));
    // An erasure or the end of its time may have changed the segment since its index was read.
    if (found.length === 0 || this.#stamps.get(segment.id) === (await stampOf(closed))) return found;
    const { ids: renewed } = await this.#load(closed);
    return await filterInTurns(found, (id) => holds(renewed, id));
  }

  async #load(segment: Segment): Promise<SegmentIndex> {
    this.#stamps.set(segment.id, await stampOf(segment));
    const index = await readSegmentIndex(segment);
    if (this.#idBytes + index.ids.bytes > maxIdBytes) {
      for (const [id, { ids: _, ...summary }] of this.#closed) this.#closed.set(id, summary);
      this.#idBytes = 0;
    }
    this.#closed.set(segment.id, index);
    this.#idBytes += index.ids.bytes;
    return index;
  }

  /** What is in an open segment; undefined when it was closed meanwhile. */
  async #readOpen(segment: Segment): Promise<OpenIndex | undefined> {
    const file = await open(segment.path + segment.ending, 'r').catch(() => undefined);
    if (!file) return undefined;
    let index = this.#opened.get(segment.id);
    if (!index) {
      index = { ids: new Set<string>(), ranges: new IdRanges(), offset: 0, reader: new RecordReader() };
      this.#opened.set(segment.id, index);
    }
    try {
      for (;;) {
        const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, index.offset);
        if (bytesRead === 0) return index;
        index.offset += bytesRead;
        for (const { content } of index.reader.read(buffer.subarray(0, bytesRead))) {
          if (content.kind === 'event') index.ids.add(content.event.predictionId);
          if (content.kind === 'block') index.ranges.addAll(content.requests());
        }
      }
    } finally {
      await file.close();
    }
  }
}

async function filterInTurns(ids: readonly string[], isWanted: (id: string) => boolean): Promise<string[]> {
  const found: string[] = [];
  await visitInTurns(ids, idsAtOnce, (id) => {
    if (isWanted(id)) found.push(id);
  });
  return found;
}

async function stampOf({ path }: Segment): Promise<string> {
  const file = await stat(path + indexEnding).catch(() => undefined);
  return file ? `${file.ino} ${file.ctimeMs}` : '';
}
