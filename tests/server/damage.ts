/** Damage on disk, as a bad disk does it. */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import type { Store } from '../../src/store/open-store.ts';

/** Flips a bit of a stored artifact; the answer puts it back. */
export async function damage(store: Store, artifactHash: string): Promise<() => Promise<void>> {
  const path = store.blobs.path(artifactHash);
  const whole = await readFile(path);
  const broken = Buffer.from(whole);
  broken[broken.length - 9] ^= 1;
  await chmod(path, 0o600);
  await writeFile(path, broken);
  return () => writeFile(path, whole);
}
