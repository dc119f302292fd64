/** Real flights with a planted shift, and the same flights without: what moved is found, what did not stays silent. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createRng } from '../../src/math/philox.ts';
import { withHome } from './with-home.ts';

interface Flight {
  readonly date: string;
  readonly delay: number;
  readonly distance: number;
  readonly origin: string;
  readonly destination: string;
}

const file = new URL('../../node_modules/vega-datasets/data/flights-5k.json', import.meta.url);
/** In random order, so that any two parts are alike. */
const flights = (): Flight[] => {
  const all = JSON.parse(readFileSync(file, 'utf8')) as Flight[];
  return Array.from(createRng(5).split('order').permutation(all.length), (row) => all[row]);
};

it('finds the shifted column of real flights and no other; an untouched part is stable', () =>
  withHome(async (mw, folder) => {
    const write = (name: string, rows: readonly object[]): string => {
      const path = join(folder, name);
      writeFileSync(path, JSON.stringify(rows));
      return path;
    };
    const all = flights();
    const trained = await mw.train({
      source: write('seen.json', all.slice(0, 2500)),
      target: 'delay',
      exclude: ['destination'],
      groupColumn: 'origin',
      maxCandidates: 1,
      name: 'delays',
    });
    expect(trained.rows.train + trained.rows.holdout).toBe(2500);
    const { signature } = await mw.models.show({ model: 'delays@1' });
    const inputs = (signature as { inputs: { name: string }[] }).inputs.map(({ name }) => name);
    expect(inputs).toContain('distance');
    expect(inputs).not.toContain('destination');
    expect(inputs).not.toContain('origin');

    const later = all.slice(2500);
    const same = await mw.monitor({ model: 'delays@1', current: write('same.json', later) });
    expect(same.drift.columns.filter(({ drifted }) => drifted)).toEqual([]);
    expect(same.drift.drifted).toBe(false);
    const farther = later.map((flight) => ({ ...flight, distance: flight.distance * 1.5 }));
    const { drift } = await mw.monitor({ model: 'delays@1', current: write('farther.json', farther) });
    expect(drift.columns.filter(({ drifted }) => drifted).map(({ name }) => name)).toEqual(['distance']);
  }));
