/** Every trained model knows its errors: intervals and sets hold the truth of new rows as often as asked, and reproduce. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Modelwright } from '../../src/index.ts';
import { createRng } from '../../src/math/philox.ts';
import { withHome } from './with-home.ts';

const coverage = 0.9;
/** Six standard errors of a share of 1,000 new rows, and as many of the calibration rows. */
const within = 0.07;

interface Sale {
  readonly x: number;
  readonly colour: string;
  readonly price: number;
  readonly size: string;
}

/** Prices whose noise grows with x, and sizes that overlap. */
function sales(nRows: number, name: string): Sale[] {
  const rng = createRng(3).split(name);
  return Array.from({ length: nRows }, () => {
    const x = rng.uniform() * 4;
    const colour = ['red', 'green', 'blue'][rng.integer(3)];
    const price = 5 * x + (colour === 'red' ? 3 : 0) + (0.2 + x) * rng.normal();
    const score = x + rng.normal();
    return { x, colour, price, size: score < 1.3 ? 'small' : score < 2.7 ? 'medium' : 'large' };
  });
}

const fresh = sales(1000, 'fresh');
const inputs = fresh.map(({ x, colour }) => ({ x, colour }));

function source(folder: string, target: 'price' | 'size', nRows = 2200): string {
  const path = join(folder, `${target}-${nRows}.csv`);
  const lines = sales(nRows, 'known').map((sale) => [sale.x, sale.colour, sale[target]].join(','));
  writeFileSync(path, `${[`x,colour,${target}`, ...lines].join('\n')}\n`);
  return path;
}

async function priceCoverage(mw: Modelwright, model: string): Promise<number> {
  const { intervals } = (await mw.load(model)).predict(inputs, { intervals: coverage });
  const held = intervals!.filter(([low, high], row) => low <= fresh[row].price && fresh[row].price <= high);
  return held.length / fresh.length;
}

const expectReproduced = async (mw: Modelwright, model: string) =>
  expect(await mw.reproduce({ model })).toMatchObject({ equal: true });

it.each(['fast', 'balanced'] as const)('of numbers, by the preset %s, and fitted on every row', (preset) =>
  withHome(async (mw, folder) => {
    const asked = { source: source(folder, 'price'), target: 'price', name: 'price', preset, maxCandidates: 2 };
    await mw.train({ ...asked, refit: 'all', threads: 1 });
    for (const model of ['price@1', 'price@2']) {
      expect(Math.abs((await priceCoverage(mw, model)) - coverage)).toBeLessThan(within);
      await expectReproduced(mw, model);
    }
    const { intervals } = (await mw.load('price@1')).predict(
      [
        { x: 0.2, colour: 'blue' },
        { x: 3.8, colour: 'blue' },
      ],
      { intervals: coverage },
    );
    const [calm, wild] = intervals!.map(([low, high]) => high - low);
    expect(wild).toBeGreaterThan(1.5 * calm);
  }),
);

it('of classes, by a stack or a vote', () =>
  withHome(async (mw, folder) => {
    const asked = { source: source(folder, 'size'), target: 'size', name: 'size', maxCandidates: 2 };
    await mw.train({ ...asked, preset: 'best', threads: 1 });
    const { sets } = (await mw.load('size')).predict(inputs, { intervals: coverage });
    const held = sets!.filter((set, row) => set.includes(fresh[row].size));
    expect(Math.abs(held.length / fresh.length - coverage)).toBeLessThan(within);
    await expectReproduced(mw, 'size@1');
  }));
