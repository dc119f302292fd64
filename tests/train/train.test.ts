/** Whole trainings through the library: what is found, judged, registered, and what becomes champion. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeShop } from './tables.ts';
import { flights, penguins, withHome } from './with-home.ts';

describe('train', () => {
  it('finds three classes in penguins, judges every row unseen and makes a champion that reproduces', () =>
    withHome(async (mw) => {
      const trained = await mw.train({ source: penguins, target: 'Species', maxCandidates: 1 });
      expect(trained).toMatchObject({ task: 'multiclass', champion: true, rows: { train: 344, holdout: 0 } });
      expect(trained.holdout.value).toBeGreaterThan(0.97);
      expect(trained.baseline.value).toBeCloseTo(152 / 344, 12);
      const report = readFileSync(trained.reportPath, 'utf8');
      expect(report).toContain('penguins, version 1');
      expect(await mw.reproduce({ model: 'penguins@1' })).toMatchObject({ equal: true, actual: trained.artifactHash });
      // Drawn again, the pages are the same bytes.
      writeFileSync(trained.reportPath, 'lost');
      await mw.models.show({ model: 'penguins@1' });
      expect(readFileSync(trained.reportPath, 'utf8')).toBe(report);
    }));

  it('finds a regression, and its model beats the mean', () =>
    withHome(async (mw) => {
      const trained = await mw.train({ source: penguins, target: 'Body Mass (g)', maxCandidates: 1 });
      expect(trained).toMatchObject({ task: 'regression', metric: { name: 'rmse', direction: 'minimize' } });
      expect(trained.lift).toMatchObject({ verdict: 'lift' });
      expect(trained.holdout.value).toBeLessThan(0.5 * trained.baseline.value!);
    }));

  it('derives a target from a column that then is no feature, and splits by time', () =>
    withHome(async (mw) => {
      const trained = await mw.train({
        source: flights,
        name: 'flights',
        derive: ['late = delay > 15'],
        target: 'late',
        timeColumn: 'date',
        sample: 6000,
        maxCandidates: 1,
      });
      expect(trained).toMatchObject({ task: 'binary', rows: { train: 4800, holdout: 1200 } });
      const { signature } = await mw.models.show({ model: 'flights' });
      const { inputs, target } = signature as { inputs: { name: string }[]; target: { classes: string[] } };
      expect(inputs.map(({ name }) => name)).toEqual(['date', 'distance', 'origin', 'destination']);
      expect(target.classes).toEqual(['false', 'true']);
      expect(trained.holdout.value).toBeLessThan(0.8);
    }));

  it('never promotes by itself what has no lift, and refuses to unless forced', () =>
    withHome(async (mw, folder) => {
      const source = writeShop(folder, 'noise.csv', { rows: 2500, seed: 3, shuffled: true });
      const trained = await mw.train({ source, target: 'bought', exclude: ['id'], maxCandidates: 1 });
      expect(trained.champion).toBe(false);
      expect(trained.lift.verdict).not.toBe('lift');
      const promote = { model: 'noise@1', reason: 'test' };
      await expect(mw.models.promote(promote)).rejects.toMatchObject({ code: 'PROMOTION_REFUSED', exit: 3 });
      await mw.models.promote({ ...promote, alias: 'trial' });
      expect(await mw.models.promote({ ...promote, force: true })).toMatchObject({ alias: 'champion', version: 1 });
    }));

  it('makes the first version with lift champion, later ones only by promotion, and rolls back one step at a time', () =>
    withHome(async (mw, folder) => {
      const source = writeShop(folder, 'shop.csv', { rows: 2200, seed: 1 });
      const train = () => mw.train({ source, target: 'bought', idColumn: ['id'], maxCandidates: 1 });
      expect((await train()).champion).toBe(true);
      expect((await train()).champion).toBe(false);
      await train();
      await mw.models.promote({ model: 'shop@2', reason: 'second' });
      await mw.models.promote({ model: 'shop@3', reason: 'third' });
      expect((await mw.models.rollback({ name: 'shop' })).version).toBe(2);
      expect((await mw.models.rollback({ name: 'shop' })).version).toBe(1);
      await expect(mw.models.rollback({ name: 'shop' })).rejects.toMatchObject({ code: 'ROLLBACK_EMPTY' });
      expect((await mw.models.history({ name: 'shop' })).history).toHaveLength(5);
      expect(await mw.audit.verify({})).toMatchObject({ verified: true });
    }));

  it('adds a version fitted on every row, marked as not judged itself', () =>
    withHome(async (mw, folder) => {
      const source = writeShop(folder, 'shop.csv', { rows: 2200, seed: 1 });
      const trained = await mw.train({ source, target: 'bought', idColumn: ['id'], maxCandidates: 1, refit: 'all' });
      expect(trained.refit).toMatchObject({ name: 'shop', version: 2 });
      expect(trained.refit!.artifactHash).not.toBe(trained.artifactHash);
      const refitted = await mw.models.show({ model: 'shop@2' });
      expect(refitted).toMatchObject({ directlyEvaluated: false, aliases: [], lineage: { parent: 'shop@1' } });
      expect(await mw.reproduce({ model: 'shop@2' })).toMatchObject({ equal: true });
    }));

  it('keeps class texts as the source has them, and the positive class that was asked for', () =>
    withHome(async (mw, folder) => {
      const source = writeShop(folder, 'shop.csv', { rows: 2200, seed: 1 });
      const trained = await mw.train({
        source,
        target: 'bought',
        idColumn: ['id'],
        positiveClass: 'no',
        maxCandidates: 1,
      });
      const shop = await mw.load('shop');
      expect(shop.signature.target.classes).toEqual(['yes', 'no']);
      const row = { day: '2024-02-01', x: 5, colour: 'red', group: 'g1' };
      expect(shop.predict([row]).predictions).toEqual(['yes']);
      expect(trained.lift.verdict).toBe('lift');
    }));

  it('is not stopped by a class with fewer rows than folds', () =>
    withHome(async (mw, folder) => {
      const path = join(folder, 'rare.json');
      const rows = JSON.parse(readFileSync(penguins, 'utf8')) as Record<string, unknown>[];
      rows.push({ ...rows[0], Species: 'Emperor' }, { ...rows[9], Species: 'Emperor' });
      writeFileSync(path, JSON.stringify(rows));
      const trained = await mw.train({ source: path, target: 'Species', maxCandidates: 1 });
      expect(trained.findings.map(({ code }) => code)).toContain('rare_class');
      const { signature } = await mw.models.show({ model: 'rare' });
      expect((signature as { target: { classes: string[] } }).target.classes).toContain('Emperor');
    }));

  it('stops at a copy of the target unless it is allowed, and registers nothing', () =>
    withHome(async (mw, folder) => {
      const source = writeShop(folder, 'shop.csv', { rows: 300, seed: 1 });
      const derive = ['copy = bought'];
      const asked = { source, target: 'bought', derive, keep: ['bought'], idColumn: ['id'], maxCandidates: 1 };
      await expect(mw.train(asked)).rejects.toMatchObject({ code: 'FINDINGS_STOP', exit: 3 });
      expect((await mw.models.list({})).models).toEqual([]);
      expect((await mw.runs.list({})).runs).toMatchObject([{ status: 'failed' }]);
      const allowed = await mw.train({ ...asked, allow: ['target_copy', 'suspicious_score'] });
      expect(allowed.holdout.value).toBe(1);
    }));

  it('names the columns when the target is absent', () =>
    withHome(async (mw) => {
      await expect(mw.train({ source: penguins, target: 'species', maxCandidates: 1 })).rejects.toMatchObject({
        code: 'COLUMN_NOT_FOUND',
        message: expect.stringContaining('Species, Island, Beak Length (mm)'),
      });
    }));

  it.each(['exclude', 'idColumn', 'keep'])(
    'refuses a column that %s names wrongly, before it can be learned from',
    (option) =>
      withHome(async (mw) => {
        const asked = { source: penguins, target: 'Species', [option]: ['Iland'], maxCandidates: 1 };
        await expect(mw.train(asked)).rejects.toMatchObject({ code: 'COLUMN_NOT_FOUND', details: { column: 'Iland' } });
      }),
  );

  it('keeps whole numbers beyond 2^53 apart', () =>
    withHome(async (mw, folder) => {
      const path = join(folder, 'wide.csv');
      const big = (row: number) => (9007199254740993n + BigInt(row % 2)).toString();
      const lines = Array.from({ length: 200 }, (_, row) => `${big(row)},${row % 2 === 0 ? 'even' : 'odd'}`);
      writeFileSync(path, `number,parity\n${lines.join('\n')}\n`);
      const allow = ['target_copy', 'suspicious_score'];
      const trained = await mw.train({ source: path, target: 'parity', allow, maxCandidates: 1 });
      expect(trained.holdout.value).toBe(1);
      const wide = await mw.load('wide');
      expect(wide.predict([{ number: big(0) }, { number: big(1) }]).predictions).toEqual(['even', 'odd']);
    }));
});
