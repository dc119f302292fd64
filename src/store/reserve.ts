/**
 * Space that is put by: a file that gives its blocks back when the disk is full, so that what takes something bad out of service is
 * possible even then. The size of the file is all that there is to know, so a kill at any point leaves nothing to repair.
 */
import { createCipheriv } from 'node:crypto';
import { type FileHandle, open, stat, statfs, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isFull } from './store-error.ts';

export interface Reserve {
  /** Puts by what is missing, where the disk has plenty. Never throws: without a reserve everything else works. */
  fill(): Promise<void>;
  /**
   * Does the work; where that ends with a full disk, once more in the space that was put by. What is left of it is put by again.
   *
   * @param isWorth asked once the disk was found full: whether there is a second time; default yes
   */
  use<Result>(work: () => Promise<Result>, isWorth?: () => boolean): Promise<Result>;
}

/** As much as the log of the database grows to before its pages are taken over: room for dozens of acts. */
const mostBytes = 4 * 1024 * 1024;
/** Of what is free, one part in so many is put by at most. */
const partOfFree = 16;
const pieceBytes = 256 * 1024;

/** The reserve in the file `path`. Several processes may use it at once. */
export function fileReserve(path: string): Reserve {
  return {
    async fill() {
      const held = await sizeOf(path);
      if (held >= mostBytes) return;
      const { bavail, bsize } = await statfs(dirname(path)).catch(() => nothing);
      await grow(path, Math.min(mostBytes, Math.floor((held + bavail * bsize) / partOfFree)));
    },

    async use(work, isWorth = () => true) {
      try {
        return await work();
      } catch (error) {
        if (!isFull(error) || !isWorth()) throw error;
      }
      const held = await sizeOf(path);
      // Another process may be giving it back at this moment, so the second try does not depend on what this one gave.
      await truncate(path).catch(() => {});
      try {
        return await work();
      } finally {
        await grow(path, held);
      }
    },
  };
}

const nothing = { bavail: 0, bsize: 0 };

async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/**
 * Appends until the file has its size, or as far as the disk goes. Others may append and cut at the same time: what is written at the
 * end, wherever that is by then, leaves no holes, which would hold no space.
 */
async function grow(path: string, bytes: number): Promise<void> {
  let file: FileHandle | undefined;
  try {
    if ((await sizeOf(path)) >= bytes) return;
    file = await open(path, 'a', 0o600);
    for (;;) {
      const { size } = await file.stat();
      if (size >= bytes) return;
      await file.write(noise(size, Math.min(pieceBytes, bytes - size)));
    }
  } catch {
    // The disk is full, or not ours to write: what there is must do.
  } finally {
    await file?.close().catch(() => {});
  }
}

/** Bytes that differ from place to place: what a file system could compress would hold no space. */
function noise(at: number, bytes: number): Buffer {
  const start = Buffer.alloc(16);
  start.writeDoubleBE(at);
  return createCipheriv('aes-128-ctr', Buffer.alloc(16), start).update(Buffer.alloc(bytes));
}
