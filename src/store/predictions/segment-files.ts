/**
 * Segments on disk: `<folder>/<key of the model>/<segment id>.open` while a process writes it (`.ndjson` in homes of earlier programs,
 * whose records were lines); once closed `<segment id>.records`, the same file where it holds blocks alone, else `<segment id>.ndjson.gz`
 * with the same records, and `<segment id>.ids`, its index. What ends in `.tmp` is not whole yet.
 * The key is a hash: names never become paths.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { compareCodeUnits } from '../../core/canonical-json.ts';
import { sha256 } from '../../core/hash.ts';

/** One segment of the log; `path` has no ending. */
export interface Segment {
  readonly id: string;
  readonly path: string;
  readonly closed: boolean;
  /** The ending of the file that holds it. Other forms of it are left over. */
  readonly ending: string;
}

/** Of what is written now. */
export const openEnding = '.open';
/** Of all that may be written to, also by an earlier program. */
export const openEndings: readonly string[] = [openEnding, '.ndjson'];
export const closedEnding = '.ndjson.gz';
/** A closed segment that was renamed, not written again. */
export const recordsEnding = '.records';
/** The first that is there holds the segment: what erases writes a packed form, and removes the others after. */
const endings = [closedEnding, recordsEnding, ...openEndings];
export const indexEnding = '.ids';
/** Says up to which erasure a closed segment was looked through. */
export const erasedEnding = '.erased';

/** Folder of a model's segments. */
export function modelFolder(folder: string, model: string): string {
  return join(folder, sha256(model).slice(0, 32));
}

/** Segments in one model's folder, oldest first. One that is being closed counts as closed as soon as its closed form is whole. */
export async function listSegments(modelFolderPath: string): Promise<Segment[]> {
  const names = new Set(await readdir(modelFolderPath).catch(() => []));
  const ids = new Set([...names].filter((name) => endings.includes(endingOf(name))).map(withoutEnding));
  return [...ids].sort(compareCodeUnits).map((id) => {
    const ending = endings.find((one) => names.has(id + one))!;
    return { id, path: join(modelFolderPath, id), closed: !openEndings.includes(ending), ending };
  });
}

/** Removes the forms of a closed segment that its own one replaces. */
export async function removeLeftovers({ path, ending }: Segment): Promise<void> {
  for (const other of endings.slice(endings.indexOf(ending) + 1)) await rm(path + other, { force: true });
}

/** Segments of all models. */
export async function listAllSegments(folder: string): Promise<Segment[]> {
  const keys = await readdir(folder).catch(() => []);
  return (await Promise.all(keys.sort(compareCodeUnits).map((key) => listSegments(join(folder, key))))).flat();
}

function withoutEnding(name: string): string {
  return name.slice(0, name.indexOf('.'));
}

function endingOf(name: string): string {
  return name.slice(withoutEnding(name).length);
}
