/** A fresh home folder for one test, removed afterwards. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function withHome<T>(test: (home: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'modelwright-'));
  try {
    return await test(join(folder, 'home'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
