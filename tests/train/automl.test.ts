/** Presets, limits and budgets of whole trainings: what kind of model comes out, and that it is reproduced whatever it is. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { resolveModel } from '../../src/tracking/registry.ts';
import { recordedDecision } from '../../src/train/recorded.ts';
import { writeShop } from './tables.ts';
import { withHome } from './with-home.ts';

const asked = { target: 'bought', idColumn: ['id'], threads: 2 };

/** What the ensemble of the second version was fitted by. */
async function refittedParams(folder: string) {
  const store = await openStore(join(folder, 'home'));
  try {
    const { rows, spec } = recordedDecision(await resolveModel(store, 'shop@2'));
    expect([rows, spec.name]).toEqual(['all', 'voting']);
    return spec.params;
  } finally {
    await store.close();
  }
}

describe('train', () => {
  it('makes an ensemble of bagged candidates by default; a refit on every row is bagged over all, and both reproduce', () =>
    withHome(async (mw, folder) => {
      const source = writeShop(folder, 'shop.csv', { rows: 2300, seed: 1 });
      const trained = await mw.train({ ...asked, source, maxCandidates: 4, refit: 'all' });
      const { chosen, candidates, refit } = trained;
      const members = candidates.filter(({ chosen: kept }) => kept);
      expect(chosen).toMatchObject({ members: members.length, models: 5 * members.length });
      expect(members.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
      expect(refit!.artifactHash).not.toBe(trained.artifactHash);
      for (const [model, hash] of [
        ['shop@1', trained.artifactHash],
        ['shop@2', refit!.artifactHash],
      ]) {
        expect(await mw.reproduce({ model })).toMatchObject({ equal: true, actual: hash });
      }
    }));

  it.each([
    ['of three folds on all rows alone', 13_000, { budget: '20s' }, { folds: 0, wholeFits: 2 }],
    ['of five folds on these and on all rows', 2300, {}, { folds: 5, wholeFits: 2 }],
    ['of five folds on these alone where its size is bounded', 2300, { maxBytes: 8_000_000 }, { folds: 5 }],
    ['that outer folds judge on all rows besides', 400, {}, { folds: 5, wholeFits: 2 }],
  ])('refits a model %s, and reproduces it', (_, rows, how, fits) =>
    withHome(async (mw, folder) => {
      const source = writeShop(folder, 'shop.csv', { rows, seed: 1 });
      const plain = { ...asked, calibrate: 'none', decideBy: 'none', maxCandidates: 3 } as const;
      const { refit } = await mw.train({ ...plain, source, refit: 'all', ...how });
      const { members, ...params } = await refittedParams(folder);
      expect(members).not.toHaveLength(0);
      expect(params).toEqual(fits);
      expect(await mw.reproduce({ model: 'shop@2' })).toMatchObject({ equal: true, actual: refit!.artifactHash });
    }),
  );

  it.each([
    ['a single fit', { preset: 'fast' }],
    ['bounded', { maxBytes: 8_000_000 }],
  ] as const)('refits no model that outer folds judge and that is %s', (_, how) =>
    withHome(async (mw, folder) => {
      const source = writeShop(folder, 'shop.csv', { rows: 400, seed: 1 });
      expect(await mw.train({ ...asked, source, maxCandidates: 3, refit: 'all', ...how })).not.toHaveProperty('refit');
    }),
  );

  it.each([
    ['fast', /^(gbdt|logistic)$/, { kind: 'single', models: 1 }],
    ['interpretable', /^(gbdt|logistic|decision_tree)$/, { kind: 'single', models: 1 }],
    ['tiny', /^(gbdt|logistic|decision_tree)$/, { kind: 'single', models: 1 }],
  ] as const)('with preset %s makes one small model', (preset, kinds, kind) =>
    withHome(async (mw, folder) => {
      const source = writeShop(folder, 'shop.csv', { rows: 2300, seed: 1 });
      const { chosen, candidates, artifactHash } = await mw.train({ ...asked, source, preset, maxCandidates: 3 });
      expect(chosen).toMatchObject(kind);
      for (const { name } of candidates) expect(name).toMatch(kinds);
      if (preset === 'tiny') expect(chosen.bytes).toBeLessThan(256 * 1024);
      expect(await mw.reproduce({ model: 'shop@1' })).toMatchObject({ equal: true, actual: artifactHash });
    }),
  );

  it('keeps an ensemble within the bytes that are asked for', () =>
    withHome(async (mw, folder) => {
      const source = writeShop(folder, 'shop.csv', { rows: 2300, seed: 1 });
      const small = await mw.train({ ...asked, source, maxCandidates: 4, maxBytes: 200_000 });
      const members = small.candidates.filter(({ chosen }) => chosen);
      expect(members.reduce((sum, { bytes }) => sum + 5 * bytes, 0)).toBeLessThanOrEqual(200_000);
    }));

  it('makes one fit where the models of the folds are too large, stored in the bytes that are asked for, and it reproduces', () =>
    withHome(async (mw, folder) => {
      const source = writeShop(folder, 'shop.csv', { rows: 2300, seed: 1 });
      const { candidates, ...whole } = await mw.train({ ...asked, source, maxCandidates: 4 });
      const best = candidates.reduce((most, one) => ((one.score ?? 0) > (most.score ?? 0) ? one : most));
      const besides = whole.chosen.bytes - candidates.reduce((sum, one) => sum + (one.chosen ? 5 * one.bytes : 0), 0);
      const maxBytes = Math.ceil(besides + 2 * best.bytes);
      const small = await mw.train({ ...asked, source, maxCandidates: 4, maxBytes });
      expect(small.chosen.models).toBe(small.chosen.members);
      expect(small.chosen.bytes).toBeLessThanOrEqual(maxBytes);
      expect(small.candidates.find(({ name, score }) => name === best.name && score === best.score)).toMatchObject({
        chosen: true,
      });
      expect(await mw.reproduce({ model: 'shop@2' })).toMatchObject({ equal: true, actual: small.artifactHash });
    }));

  it('says which limit no model keeps, and makes no champion of one that passes it', () =>
    withHome(async (mw, folder) => {
      const source = writeShop(folder, 'shop.csv', { rows: 2300, seed: 1 });
      const { findings, champion, lift } = await mw.train({ ...asked, source, maxCandidates: 3, maxBytes: 1_100 });
      expect(findings).toContainEqual(expect.objectContaining({ code: 'limit_passed', severity: 'warning' }));
      expect({ champion, verdict: lift.verdict }).toEqual({ champion: false, verdict: 'lift' });
    }));

  it('answers with the baseline, says so and makes no champion when the budget is too small for one model', () =>
    withHome(async (mw, folder) => {
      const source = writeShop(folder, 'shop.csv', { rows: 2300, seed: 1 });
      const trained = await mw.train({ ...asked, source, budget: '1ms' });
      expect(trained.candidates.map(({ name }) => name)).toEqual(['majority']);
      expect(trained.findings.map(({ code }) => code)).toContain('budget_too_small');
      expect(trained).toMatchObject({ champion: false, lift: { verdict: 'no_lift' } });
    }));
});
