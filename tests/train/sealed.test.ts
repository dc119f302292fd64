/** The holdout is sealed: nothing that is chosen or learned may depend on what stands in it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createRng } from '../../src/math/philox.ts';
import { withHome } from './with-home.ts';

const nRows = 2500;
const sealedFrom = 2000;

/** Days in order, so that the latest fifth is the holdout; `spoiled` makes nonsense of that fifth. */
function writeDays(path: string, spoiled: boolean): string {
  const rng = createRng(5).split('days');
  const lines = Array.from({ length: nRows }, (_, row) => {
    const [x, z, noise] = [rng.normal(), rng.normal(), rng.normal()];
    const colour = ['red', 'green', 'blue'][rng.integer(3)];
    const day = new Date(Date.UTC(2020, 0, 1 + Math.floor(row / 2))).toISOString().slice(0, 10);
    const y = 3 * x + (colour === 'red' ? 2 : 0) + noise;
    if (!spoiled || row < sealedFrom) return [day, x.toFixed(4), z.toFixed(4), colour, y.toFixed(3)].join(',');
    // Here z would give the outcome away, and x would have to be scaled quite otherwise.
    const other = 1000 * noise;
    return [day, (x * 1e4).toFixed(4), other.toFixed(4), row % 5 === 0 ? 'violet' : '', other.toFixed(3)].join(',');
  });
  writeFileSync(path, `${['day,x,z,colour,y', ...lines].join('\n')}\n`);
  return path;
}

it('the holdout has no say in candidates, rounds, model or findings of the training rows', () =>
  withHome(async (mw, folder) => {
    const train = async (spoiled: boolean) =>
      await mw.train({
        source: writeDays(join(folder, `${spoiled}.csv`), spoiled),
        target: 'y',
        name: 'days',
        timeColumn: 'day',
        maxCandidates: 2,
        allow: ['future_value'],
      });
    const [plain, spoiled] = [await train(false), await train(true)];
    expect(plain.rows).toEqual({ train: sealedFrom, holdout: nRows - sealedFrom });
    const chosen = ({ candidates }: typeof plain) => candidates.map(({ fitMs, latencyUs, ...candidate }) => candidate);
    expect(chosen(spoiled)).toEqual(chosen(plain));
    expect(chosen(plain).some(({ params }) => 'rounds' in params)).toBe(true);
    expect(spoiled.artifactHash).toBe(plain.artifactHash);
    // It was looked at, though: the sealed figures could not be more different.
    expect(plain.lift.verdict).toBe('lift');
    expect(spoiled.holdout.value).toBeGreaterThan(100 * plain.holdout.value!);
  }));
