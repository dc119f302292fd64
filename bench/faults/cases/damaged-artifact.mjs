/** F10: every one of many changed bytes of an artifact is found before anybody is answered by it. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRng } from '../../../dist/math/philox.js';
import { openStore } from '../../../dist/store/open-store.js';
import { smallModel } from '../small-models.mjs';

export const title = 'one bit of an artifact is flipped';

const flips = 2_000;

export async function measure(folder) {
  const store = await openStore(join(folder, 'home'));
  const hash = await store.blobs.put(smallModel(1).bytes);
  const path = store.blobs.path(hash);
  const whole = readFileSync(path);
  chmodSync(path, 0o600);
  const rng = createRng(1);
  let found = 0;
  for (let flip = 0; flip < flips; flip++) {
    const broken = Buffer.from(whole);
    broken[Math.floor(rng.uniform() * broken.length)] ^= 1 << Math.floor(rng.uniform() * 8);
    writeFileSync(path, broken);
    await store.blobs.get(hash).catch(({ code }) => {
      if (code === 'ARTIFACT_DAMAGED') found++;
    });
  }
  writeFileSync(path, whole);
  await store.blobs.get(hash);
  await store.close();
  return [{ name: 'flips, found', value: `${flips}, ${found}`, target: 'all of them' }];
}
