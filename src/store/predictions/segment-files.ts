/**
 * Segments on disk: `<folder>/<key of the model>/<segment id>.ndjson` while a process writes it; once closed
 * `<segment id>.ndjson.gz` with the same lines and `<segment id>.ids`, its index. The key is a hash: names never become paths.
 */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { compareCodeUnits } from '../../core/canonical-json.ts';
import { sha256 } from '../../core/hash.ts';

/** One segment of the log; `path` has no ending. */
export interface Segment {
  readonly id: string;
  readonly path: string;
  readonly closed: boolean;
}

export const openEnding = '.ndjson';
export const closedEnding = '.ndjson.gz';
export const indexEnding = '.ids';
/** Says up to which erasure a closed segment was looked through. */
export const erasedEnding = '.erased';

/** Folder of a model's segments. */
export function modelFolder(folder: string, model: string): string {
  return join(folder, sha256(model).slice(0, 32));
}

/** Segments in one model's folder, oldest first. One that is being closed counts as closed as soon as its closed form is whole. */
export async function listSegments(modelFolderPath: string): Promise<Segment[]> {
  const names = await readdir(modelFolderPath).catch(() => []);
  const closed = new Set(names.filter((name) => name.endsWith(closedEnding)).map((name) => withoutEnding(name)));
  const ids = new Set([
    ...closed,
    ...names.filter((name) => name.endsWith(openEnding)).map((name) => withoutEnding(name)),
  ]);
  return [...ids].sort(compareCodeUnits).map((id) => ({ id, path: join(modelFolderPath, id), closed: closed.has(id) }));
}

/** Segments of all models. */
export async function listAllSegments(folder: string): Promise<Segment[]> {
  const keys = await readdir(folder).catch(() => []);
  return (await Promise.all(keys.sort(compareCodeUnits).map((key) => listSegments(join(folder, key))))).flat();
}

/**
 * Whole lines of a segment, without their line ends, in groups as they come from the disk. A last line without its end is left out:
 * it is still being written, or its writer was killed. A segment that was closed meanwhile is read in its closed form.
 */
export async function* segmentLines(segment: Segment): AsyncGenerator<string[]> {
  if (!segment.closed) {
    try {
      yield* linesOf(createReadStream(segment.path + openEnding));
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  const file = createReadStream(segment.path + closedEnding);
  const text = createGunzip();
  file.on('error', (error) => text.destroy(error));
  try {
    yield* linesOf(file.pipe(text));
  } catch (error) {
    // Everything in it was erased, or it became too old, since the folder was listed.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

async function* linesOf(stream: Readable): AsyncGenerator<string[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const end = bytes.lastIndexOf(10) + 1;
    rest = bytes.subarray(end);
    if (end > 0) yield bytes.toString('utf8', 0, end - 1).split('\n');
  }
}

function withoutEnding(name: string): string {
  return name.slice(0, name.indexOf('.'));
}
