/** Blobs as files: `<folder>/<first two digits>/<all 64 digits>`. Only hashes become paths. */
import { constants } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder, writeFileAtomically } from '../../core/atomic-file.ts';
import { nowMs } from '../../core/clock.ts';
import { ModelwrightError } from '../../core/errors.ts';
import { sha256 } from '../../core/hash.ts';
import type { Blobs } from '../blobs.ts';
import { storeError } from '../store-error.ts';

const hashPattern = /^[0-9a-f]{64}$/;

/** The two calls that touch the disk; tests pass failing ones. */
export interface BlobFiles {
  write(path: string, bytes: Uint8Array): Promise<void>;
  read(path: string): Promise<Uint8Array>;
}

const realFiles: BlobFiles = { write: writeFileAtomically, read: readPlainFile };

/** Blob storage in a folder, which is created when the first blob comes. */
export function fileBlobs(folder: string, files: BlobFiles = realFiles): Blobs {
  const path = (hash: string) => {
    if (!hashPattern.test(hash)) {
      throw new ModelwrightError('ARTIFACT_DAMAGED', {
        hash: String(hash).slice(0, 64),
        problem: 'its name is not a SHA-256',
      });
    }
    return join(folder, hash.slice(0, 2), hash);
  };

  const readChecked = async (hash: string): Promise<Uint8Array | undefined> => {
    const bytes = await files.read(path(hash));
    return sha256(bytes) === hash ? bytes : undefined;
  };

  return {
    path,

    async put(bytes) {
      const hash = sha256(bytes);
      // A file that is there but damaged is written again: the good bytes are at hand.
      if (await readChecked(hash).catch(() => undefined)) return hash;
      try {
        const created = await mkdir(dirname(path(hash)), { recursive: true });
        if (created) await syncFolder(dirname(created));
        if (created && created !== dirname(path(hash))) await syncFolder(created);
        await files.write(path(hash), bytes);
      } catch (error) {
        throw storeError(error, path(hash));
      }
      return hash;
    },

    async get(hash) {
      const damaged = (problem: string, cause?: unknown) =>
        new ModelwrightError('ARTIFACT_DAMAGED', { hash, problem }, { cause });
      let bytes: Uint8Array | undefined;
      try {
        bytes = await readChecked(hash);
      } catch (error) {
        if (error instanceof ModelwrightError) throw error;
        const { code } = error as NodeJS.ErrnoException;
        throw damaged(code === 'ENOENT' ? 'it is missing from the store' : `it cannot be read (${code})`, error);
      }
      if (!bytes) throw damaged('its content does not match its hash');
      return bytes;
    },

    async has(hash) {
      const found = await stat(path(hash)).catch(() => undefined);
      return found?.isFile() ?? false;
    },

    async sweep(olderThanMs) {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      let removed = 0;
      for (const entry of entries) {
        if (!entry.isFile() || !entry.name.endsWith('.tmp')) continue;
        const file = join(entry.parentPath, entry.name);
        const found = await stat(file).catch(() => undefined);
        if (!found || nowMs() - found.mtimeMs < olderThanMs) continue;
        await rm(file, { force: true });
        removed++;
      }
      return removed;
    },
  };
}

/** Reads a regular file; a link put in its place is refused rather than followed, a pipe cannot block. */
async function readPlainFile(path: string): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}
