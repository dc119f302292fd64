/** Retraining when the classes of the world change. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/math/philox.ts';
import { withHome } from './with-home.ts';

/** Two numbers that tell one of the named kinds from the others, most of the time. */
function writeKinds(path: string, kinds: readonly string[], rows: number, seed: number): string {
  const rng = createRng(seed).split('kinds');
  const all = ['ash', 'birch', 'cedar', 'dogwood'];
  const lines = Array.from({ length: rows }, () => {
    const kind = kinds[rng.integer(kinds.length)];
    const at = all.indexOf(kind);
    const [height, width] = [2 * (at % 2) + 0.6 * rng.normal(), 2 * Math.floor(at / 2) + 0.6 * rng.normal()];
    return `${height.toFixed(4)},${width.toFixed(4)},${kind}`;
  });
  writeFileSync(path, `${['height,width,kind', ...lines].join('\n')}\n`);
  return path;
}

const first = ['ash', 'birch', 'cedar'];

describe('retraining', () => {
  it('learns a class that is new, and is better for it', () =>
    withHome(async (mw, folder) => {
      const source = writeKinds(join(folder, 'trees.csv'), first, 2100, 1);
      await mw.train({ source, target: 'kind', maxCandidates: 1 });
      const data = writeKinds(join(folder, 'fresh.csv'), [...first, 'dogwood'], 1000, 2);
      const retrained = await mw.retrain({ model: 'trees', data, maxCandidates: 1 });
      expect(retrained.decision).toBe('promoted');
      expect(retrained.challenger.holdout.value).toBeGreaterThan(retrained.champion.holdout.value! + 0.1);
      const { signature } = await mw.models.show({ model: 'trees' });
      expect((signature as { target: { classes: string[] } }).target.classes).toEqual([...first, 'dogwood']);
    }));

  it('goes on when a class has died out: where the champion sees it, the champion is wrong', () =>
    withHome(async (mw, folder) => {
      const source = writeKinds(join(folder, 'trees.csv'), first, 2100, 1);
      await mw.train({ source, target: 'kind', maxCandidates: 1 });
      const data = writeKinds(join(folder, 'fresh.csv'), ['ash', 'birch'], 1000, 2);
      const retrained = await mw.retrain({ model: 'trees', data, window: 'recent', maxCandidates: 1 });
      expect(retrained.champion.holdout.value).toBeGreaterThan(0.7);
      expect(retrained.champion.holdout.value).toBeLessThan(retrained.challenger.holdout.value!);
    }));
});
