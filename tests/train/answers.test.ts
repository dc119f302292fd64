/** Models that are calibrated and answer by costs: what they answer everywhere, that they reproduce, and what bad wishes get. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openModelwright } from '../../src/index.ts';
import { createRng } from '../../src/math/philox.ts';
import { withHome } from './with-home.ts';

/** Frauds of which there are about `share`; the sum and two kinds tell something about them. */
function writeFrauds(folder: string, rows: number, base: number): string {
  const rng = createRng(5).split('frauds');
  const lines = Array.from({ length: rows }, () => {
    const sum = rng.normal();
    const kind = ['card', 'wire', 'cash'][rng.integer(3)];
    const score = base + 1.5 * sum + (kind === 'wire' ? 1.5 : 0) + 1.2 * rng.normal();
    return [sum.toFixed(4), kind, score > 0 ? 'fraud' : 'fine'].join(',');
  });
  const path = join(folder, 'frauds.csv');
  writeFileSync(path, `${['sum,kind,state', ...lines].join('\n')}\n`);
  return path;
}

const asked = { target: 'state', positiveClass: 'fraud', name: 'frauds', maxCandidates: 2, threads: 1 };

describe('with one positive in a hundred', () => {
  it.each(['fast', 'balanced'] as const)('preset %s answers by the costs, everywhere, and reproduces', (preset) =>
    withHome(async (mw, folder) => {
      const source = writeFrauds(folder, 4000, -5.6);
      const costs = 'false_negative=60,false_positive=1';
      const trained = await mw.train({ ...asked, source, preset, costs, refit: 'all' });
      const { decision, metrics } = trained;
      expect(decision).toMatchObject({ by: 'threshold', purpose: 'cost', metric: 'cost', positiveClass: 'fraud' });
      expect(decision!.threshold).toBeLessThan(0.1);
      expect(metrics['cost'].ci).not.toBeNull();
      expect(metrics['cost'].value!).toBeLessThan(0.6);
      for (const ref of ['frauds@1', 'frauds@2']) {
        const shown = await mw.models.show({ model: ref });
        expect(shown.decision).toMatchObject({ by: 'threshold' });
        const { threshold } = shown.decision!;
        const model = await mw.load(ref);
        const rows = [-2, 0, 1, 2, 3, 3.5].map((sum) => ({ sum, kind: 'wire' }));
        const { predictions, probabilities } = model.predict(rows);
        expect(predictions).toContain('fraud');
        expect(predictions).toEqual(probabilities!.map(({ fraud }) => (fraud > threshold! ? 'fraud' : 'fine')));
        expect(await mw.reproduce({ model: ref })).toMatchObject({ equal: true });
      }
      const page = readFileSync(trained.reportPath, 'utf8');
      expect(page).toContain('Probabilities and answers');
      expect(page).toContain('Cost by threshold');
    }),
  );
});

it('small data are judged with the decision made again inside each outer fold', () =>
  withHome(async (mw, folder) => {
    const source = writeFrauds(folder, 400, -1.5);
    const trained = await mw.train({
      ...asked,
      source,
      preset: 'fast',
      maxCandidates: 1,
      metric: 'f1',
      decideBy: 'f1',
    });
    expect(trained.rows.holdout).toBe(0);
    expect(trained.decision).toMatchObject({ metric: 'f1' });
    expect(await mw.reproduce({ model: 'frauds' })).toMatchObject({ equal: true });
  }));

it(
  'a model that decides by a metric answers alike when its artifact is opened again',
  () =>
    withHome(async (mw, folder) => {
      const source = writeFrauds(folder, 2200, -2.5);
      const trained = await mw.train({ ...asked, source, preset: 'best', decideBy: 'f1', calibrate: 'isotonic' });
      expect(trained.decision).toMatchObject({ by: 'threshold', purpose: 'f1' });
      const rows = Array.from({ length: 61 }, (_, i) => ({ sum: (i - 30) / 10, kind: i % 2 ? 'wire' : 'card' }));
      const { predictions, probabilities } = (await mw.load('frauds')).predict(rows);
      expect(new Set(predictions)).toEqual(new Set(['fraud', 'fine']));
      expect(predictions).toEqual(
        probabilities!.map(({ fraud }) => (fraud > trained.decision!.threshold! ? 'fraud' : 'fine')),
      );
      const again = await openModelwright({ home: join(folder, 'home') });
      try {
        expect((await again.load('frauds')).predict(rows)).toMatchObject({ predictions, probabilities });
        expect(await again.reproduce({ model: 'frauds', threads: 2 })).toMatchObject({
          equal: true,
          actual: trained.artifactHash,
        });
      } finally {
        await again.close();
      }
    }),
  240_000,
);

it(
  'rows of three instants, some without one, are learned from, chosen by and judged on',
  () =>
    withHome(async (mw, folder) => {
      const rng = createRng(3).split('ties');
      const lines = Array.from({ length: 450 }, (_, row) => {
        const sum = rng.normal();
        const day = row % 10 === 0 ? '' : `2026-01-0${1 + (row % 3) * 4}`;
        return [sum.toFixed(4), day, sum + rng.normal() > 0 ? 'fraud' : 'fine'].join(',');
      });
      const source = join(folder, 'ties.csv');
      writeFileSync(source, `${['sum,day,state', ...lines].join('\n')}\n`);
      const trained = await mw.train({ ...asked, source, timeColumn: 'day', preset: 'fast', maxCandidates: 1 });
      expect(trained.findings.map(({ code }) => code)).toContain('time_missing');
      expect(trained.lift.verdict).toBe('lift');
      expect(await mw.reproduce({ model: 'frauds' })).toMatchObject({ equal: true });
    }),
  240_000,
);

it('bad wishes are refused before anything is registered', () =>
  withHome(async (mw, folder) => {
    const source = writeFrauds(folder, 300, -1.5);
    const refusal = (more: object) =>
      mw.train({ ...asked, source, ...more }).then(
        () => 'trained',
        ({ code }) => code,
      );
    expect(await refusal({ costs: '{"fraud": {"fine": 3}, "fnie": {"fraud": 1}}' })).toBe('COSTS_INVALID');
    expect(await refusal({ costs: 'false_negative=-1,false_positive=1' })).toBe('COSTS_INVALID');
    expect(await refusal({ costs: 'false_negative=0,false_positive=0' })).toBe('COSTS_INVALID');
    expect(await refusal({ costs: join(folder, 'none.json') })).toBe('COSTS_INVALID');
    expect(await refusal({ costs: 'false_negative=1,false_positive=1', target: 'sum', positiveClass: undefined })).toBe(
      'COSTS_INVALID',
    );
    expect(await refusal({ threshold: 1.2 })).toBe('PARAM_INVALID');
    expect(await refusal({ threshold: 0.4, decideBy: 'f1' })).toBe('PARAM_INVALID');
    expect(await refusal({ decideBy: 'cost' })).toBe('PARAM_INVALID');
    expect((await mw.models.list({})).models).toEqual([]);
    writeFileSync(join(folder, 'costs.csv'), 'actual,fine,fraud\nfine,0,2\nfraud,30,0\n');
    expect(await refusal({ costs: join(folder, 'costs.csv'), preset: 'fast', maxCandidates: 1 })).toBe('trained');
  }));
