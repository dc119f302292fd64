/**
 * Erasures: what must not be in the prediction log any more, as tombstones beside it. A tombstone is a file of its own, durable before
 * anything is erased, and names values by keyed digests alone. It stays for ever, so that what an old copy brings back goes again.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../core/atomic-file.ts';
import { compareCodeUnits } from '../../core/canonical-json.ts';
import { nowIso } from '../../core/clock.ts';
import { sha256 } from '../../core/hash.ts';
import { newId } from '../../core/ids.ts';
import type { PredictionEvent } from '../predictions/prediction-log.ts';
import { type HomeKey, homeKey } from './home-key.ts';
import { featureText } from './mask-events.ts';
import { subjectTexts } from './subject.ts';

/** Who or what is to be erased. */
export type Subject =
  | { readonly model?: string; readonly column: string; readonly values: readonly string[] }
  | { readonly model?: string; readonly predictionIds: readonly string[] };

/** All tombstones together. */
export interface ErasureSet {
  /** Changes with every tombstone. */
  readonly version: string;
  readonly isEmpty: boolean;
  /** When the last was made; '' when there is none. */
  readonly lastAt: string;
  /** Tombstones of another key than that of the home, which cover nothing. */
  readonly foreign: number;
  covers(event: PredictionEvent): boolean;
}

export interface Erasures {
  current(): Promise<ErasureSet>;
  /** Makes a tombstone for what was logged until now; returns its id when it is durable. */
  add(subject: Subject): Promise<string>;
}

interface Tombstone {
  readonly format: 1;
  readonly at: string;
  readonly model: string | null;
  readonly key: string;
  /** Null stands for the prediction id. */
  readonly column: string | null;
  readonly digests: readonly string[];
}

interface Reach {
  readonly model: string | null;
  readonly at: string;
}

const ending = '.json';
/** What holds where nothing was ever erased. */
export const noErasures: ErasureSet = { version: 'none', isEmpty: true, lastAt: '', foreign: 0, covers: () => false };

/** The erasures of a home folder. */
export function fileErasures(home: string): Erasures {
  const folder = join(home, 'erasures');
  let known = noErasures;
  return {
    async current() {
      const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(ending));
      if (names.length === 0) return noErasures;
      const version = sha256(names.sort(compareCodeUnits).join('\n')).slice(0, 32);
      if (known.version !== version) {
        const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
        const tombstones = texts.map((text) => JSON.parse(text) as Tombstone);
        known = setOf(tombstones, version, await homeKey(home));
      }
      return known;
    },
    async add(subject) {
      const key = await homeKey(home);
      const id = newId('erasure');
      const column = 'column' in subject ? subject.column : null;
      const texts = 'column' in subject ? [...subjectTexts(key, subject.values)] : subject.predictionIds;
      const tombstone: Tombstone = {
        format: 1,
        at: nowIso(),
        model: subject.model ?? null,
        key: key.fingerprint,
        column,
        digests: texts.map((text) => key.digest(nameOf(column), text)),
      };
      await writeFileAtomically(join(folder, id + ending), `${JSON.stringify(tombstone)}\n`);
      return id;
    },
  };
}

function setOf(tombstones: readonly Tombstone[], version: string, key: HomeKey): ErasureSet {
  const own = tombstones.filter((tombstone) => tombstone.key === key.fingerprint);
  const reaches = new Map<string, Reach[]>();
  for (const { digests, model, at } of own) {
    for (const digest of digests) reaches.set(digest, [...(reaches.get(digest) ?? []), { model, at }]);
  }
  const columns = [...new Set(own.map(({ column }) => column))];
  const isReached = (event: PredictionEvent, column: string | null, text: string) =>
    reaches
      .get(key.digest(nameOf(column), text))
      // An id stands for one event; a value may come again later, when its owner does.
      ?.some(({ model, at }) => (model ?? event.model) === event.model && (column === null || event.at <= at)) ?? false;
  return {
    version,
    isEmpty: own.length === 0,
    lastAt: own.reduce((last, { at }) => (at > last ? at : last), ''),
    foreign: tombstones.length - own.length,
    covers: (event) =>
      columns.some((column) => {
        if (column === null) return isReached(event, null, event.predictionId);
        const value = Object.hasOwn(event.features, column) ? event.features[column] : null;
        return value !== null && isReached(event, column, featureText(value));
      }),
  };
}

/** No column's name is the same: they are text without this character. */
function nameOf(column: string | null): string {
  return column ?? '\0prediction';
}
