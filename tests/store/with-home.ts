/** A fresh home folder for one test, removed afterwards. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function withHome(test: (home: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'modelwright-'));
  try {
    await test(join(folder, 'home'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
