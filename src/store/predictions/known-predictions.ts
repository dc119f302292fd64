/** Which prediction ids are in the log: closed segments through their index, open ones by reading what was added since last time. */
import { open, stat } from 'node:fs/promises';
import { idTimeMs } from '../../core/ids.ts';
import { indexEnding, listAllSegments, openEnding, type Segment } from './segment-files.ts';
import { holds, mayHold, readSegmentIndex, type SegmentIndex } from './segment-index.ts';
import { parseLine } from './segment-line.ts';

/** Bytes of digests kept in memory over all closed segments. */
const maxDigestBytes = 32 * 1024 * 1024;
const chunkBytes = 1024 * 1024;

interface OpenIndex {
  readonly ids: Set<string>;
  offset: number;
}

/** Answers `knows` for the log in `folder`. Memory: an open segment's ids, the spans of closed ones, and recent digests. */
export class KnownPredictions {
  readonly #folder: string;
  readonly #opened = new Map<string, OpenIndex>();
  readonly #closed = new Map<string, SegmentIndex>();
  /** Which index file was read. */
  readonly #stamps = new Map<string, string>();
  #digestBytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Those of the ids that are in the log on disk. */
  async among(ids: readonly string[]): Promise<Set<string>> {
    const wanted = new Map(ids.map((id) => [id, idTimeMs(id)]));
    const known = new Set<string>();
    // Newest first: labels mostly belong to recent predictions, and the search ends when all are found.
    for (const segment of (await listAllSegments(this.#folder)).reverse()) {
      if (wanted.size === 0) break;
      for (const id of await this.#find(segment, wanted)) {
        known.add(id);
        wanted.delete(id);
      }
    }
    return known;
  }

  async #find(segment: Segment, wanted: ReadonlyMap<string, number>): Promise<string[]> {
    if (!segment.closed) {
      const ids = await this.#openIds(segment);
      if (ids) return [...wanted.keys()].filter((id) => ids.has(id));
    }
    this.#opened.delete(segment.id);
    const closed = { ...segment, closed: true };
    const summary = this.#closed.get(segment.id) ?? (await this.#load(closed));
    const possible = [...wanted].filter(([, ms]) => mayHold(summary, ms)).map(([id]) => id);
    if (possible.length === 0) return [];
    const index = summary.digests.length > 0 ? summary : await this.#load(closed);
    const found = possible.filter((id) => holds(index, id));
    // An erasure or the end of its time may have changed the segment since its index was read.
    if (found.length === 0 || this.#stamps.get(segment.id) === (await stampOf(closed))) return found;
    const renewed = await this.#load(closed);
    return found.filter((id) => holds(renewed, id));
  }

  async #load(segment: Segment): Promise<SegmentIndex> {
    this.#stamps.set(segment.id, await stampOf(segment));
    const index = await readSegmentIndex(segment);
    if (this.#digestBytes + index.digests.length > maxDigestBytes) {
      for (const [id, held] of this.#closed) this.#closed.set(id, { ...held, digests: Buffer.alloc(0) });
      this.#digestBytes = 0;
    }
    this.#closed.set(segment.id, index);
    this.#digestBytes += index.digests.length;
    return index;
  }

  /** Ids in an open segment; undefined when it was closed meanwhile. */
  async #openIds(segment: Segment): Promise<Set<string> | undefined> {
    const file = await open(segment.path + openEnding, 'r').catch(() => undefined);
    if (!file) return undefined;
    const index = this.#opened.get(segment.id) ?? { ids: new Set<string>(), offset: 0 };
    this.#opened.set(segment.id, index);
    try {
      let buffer = Buffer.alloc(chunkBytes);
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length, index.offset);
        const end = buffer.subarray(0, bytesRead).lastIndexOf(10);
        if (end >= 0) {
          for (const line of buffer.toString('utf8', 0, end).split('\n')) {
            const id = parseLine(line)?.predictionId;
            if (typeof id === 'string') index.ids.add(id);
          }
          index.offset += end + 1;
        } else if (bytesRead === buffer.length) {
          buffer = Buffer.alloc(2 * buffer.length);
        } else {
          return index.ids;
        }
      }
    } finally {
      await file.close();
    }
  }
}

async function stampOf({ path }: Segment): Promise<string> {
  const file = await stat(path + indexEnding).catch(() => undefined);
  return file ? `${file.ino} ${file.ctimeMs}` : '';
}
