/** A model after its training: scored with, labelled, watched, retrained. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../src/data/read.ts';
import { resolveSource } from '../../src/data/source.ts';
import { cell } from '../../src/table/column.ts';
import { columnOf } from '../../src/table/table.ts';
import { writeShop } from './tables.ts';
import { penguins, withHome } from './with-home.ts';

const shop = { target: 'bought', idColumn: ['id'], timeColumn: 'day', maxCandidates: 1, name: 'shop' };

describe('a registered model', () => {
  it.each(['csv', 'ndjson', 'parquet'])('gives files of %s the bits that it gives single rows', (ending) =>
    withHome(async (mw, folder) => {
      await mw.train({ source: penguins, target: 'Species', maxCandidates: 1 });
      const output = join(folder, `scored.${ending}`);
      const scored = await mw.predict({ model: 'penguins', source: penguins, output });
      expect(scored).toMatchObject({ rows: 344, modelVersion: 1, output });
      const written = await readTable(await resolveSource(output));
      const model = await mw.load('penguins');
      const rows = JSON.parse(readFileSync(penguins, 'utf8')) as Record<string, number | string | null>[];
      for (const at of [0, 3, 200, 343]) {
        const { predictions, probabilities } = model.predict([rows[at]]);
        expect(cell(columnOf(written, 'prediction'), at)).toBe(predictions[0]);
        for (const species of ['Adelie', 'Chinstrap', 'Gentoo']) {
          expect(cell(columnOf(written, `probability_${species}`), at)).toBe(probabilities![0][species]);
        }
      }
    }),
  );

  it('joins late labels with batch predictions, and says how well it does', () =>
    withHome(async (mw, folder) => {
      await mw.train({ source: writeShop(folder, 'shop.csv', { rows: 2500, seed: 1 }), ...shop });
      const later = writeShop(folder, 'later.csv', { rows: 600, seed: 2, day: 100 });
      const output = join(folder, 'scored.csv');
      await mw.predict({ model: 'shop', source: later, output });
      const ids = readFileSync(output, 'utf8')
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[0]);
      const truth = readFileSync(later, 'utf8')
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[5]);
      const labels = join(folder, 'labels.csv');
      const lines = ids.map((id, i) => `${id},${truth[i]}`);
      writeFileSync(labels, `prediction_id,label\n${[...lines, 'prediction_unknown,yes'].join('\n')}\n`);
      expect(await mw.labels.add({ source: labels })).toMatchObject({ accepted: 600, unknown: 1 });
      const watched = await mw.monitor({ model: 'shop' });
      expect(watched).toMatchObject({ from: 'batch', rows: 600, labelled: 600, performance: { status: 'stable' } });
      const judged = await mw.evaluate({ model: 'shop', source: later });
      expect(watched.performance.metrics['roc_auc'].value).toBeCloseTo(judged.metrics['roc_auc'].value!, 12);
    }));

  it('says which column drifted, and that performance fell where the world turned', () =>
    withHome(async (mw, folder) => {
      await mw.train({ source: writeShop(folder, 'shop.csv', { rows: 2500, seed: 1 }), ...shop });
      const shifted = writeShop(folder, 'shifted.csv', { rows: 800, seed: 2, shift: 1, day: 100 });
      const { drift } = await mw.monitor({ model: 'shop', current: shifted });
      expect(drift.columns.filter(({ drifted }) => drifted).map(({ name }) => name)).toEqual(['x']);
      const turned = writeShop(folder, 'turned.csv', { rows: 800, seed: 2, reversed: true, day: 100 });
      const watched = await mw.monitor({ model: 'shop', current: turned });
      expect(watched.performance.status).toBe('degraded');
      expect(watched.alerts.map(({ code }) => code)).toContain('performance_degraded');
      await expect(mw.monitor({ model: 'shop', current: shifted, failOnDrift: true })).rejects.toMatchObject({
        code: 'DRIFT_FOUND',
        exit: 3,
      });
      await expect(mw.monitor({ model: 'shop' })).rejects.toMatchObject({ code: 'ROWS_TOO_FEW' });
    }));
});

describe('retrain', () => {
  it('promotes a challenger that learned a changed world', () =>
    withHome(async (mw, folder) => {
      await mw.train({ source: writeShop(folder, 'shop.csv', { rows: 2500, seed: 1 }), ...shop });
      const fresh = writeShop(folder, 'fresh.csv', { rows: 3000, seed: 2, reversed: true, day: 100 });
      const retrained = await mw.retrain({ model: 'shop', data: fresh, window: 'recent', maxCandidates: 1 });
      expect(retrained).toMatchObject({
        decision: 'promoted',
        model: { name: 'shop', version: 2 },
        rows: { recorded: 0, fresh: 2100, known: 0, holdout: 900 },
      });
      expect(retrained.trainedUntil! > '2024-05').toBe(true);
      expect(retrained.gain.value).toBeGreaterThan(0.3);
      expect(await mw.reproduce({ model: 'shop@2' })).toMatchObject({ equal: true });
    }));

  it('keeps the champion where nothing changed, and registers the challenger beside it', () =>
    withHome(async (mw, folder) => {
      await mw.train({ source: writeShop(folder, 'shop.csv', { rows: 3000, seed: 1 }), ...shop });
      const fresh = writeShop(folder, 'fresh.csv', { rows: 1000, seed: 2, day: 100 });
      const retrained = await mw.retrain({ model: 'shop', data: fresh, maxCandidates: 1 });
      expect(retrained).toMatchObject({
        decision: 'kept',
        model: { version: 1 },
        rows: { recorded: 3000, fresh: 700 },
      });
      expect((await mw.models.show({ model: 'shop' })).version).toBe(1);
      expect((await mw.models.list({ name: 'shop' })).models).toHaveLength(2);
      expect(await mw.reproduce({ model: 'shop@2' })).toMatchObject({ equal: true });
    }));

  it('does without columns that nobody learns from', () =>
    withHome(async (mw, folder) => {
      await mw.train({ source: writeShop(folder, 'shop.csv', { rows: 2500, seed: 1 }), ...shop });
      const whole = readFileSync(writeShop(folder, 'fresh.csv', { rows: 500, seed: 2, day: 100 }), 'utf8');
      const fresh = join(folder, 'no-id.csv');
      writeFileSync(fresh, whole.replace(/^[^,]*,/gm, ''));
      const retrained = await mw.retrain({ model: 'shop', data: fresh, maxCandidates: 1 });
      expect(retrained.rows).toMatchObject({ recorded: 2500, fresh: 350 });
      expect(await mw.reproduce({ model: 'shop@2' })).toMatchObject({ equal: true });
    }));

  it('leaves out rows that it has learned from already', () =>
    withHome(async (mw, folder) => {
      const first = writeShop(folder, 'shop.csv', { rows: 2500, seed: 1 });
      await mw.train({ source: first, ...shop });
      await expect(mw.retrain({ model: 'shop', data: first, maxCandidates: 1 })).rejects.toMatchObject({
        code: 'ROWS_TOO_FEW',
      });
      await expect(
        mw.retrain({ model: 'shop', data: first, window: 'recent', maxCandidates: 1 }),
      ).rejects.toMatchObject({ code: 'ROWS_TOO_FEW' });
      const added = readFileSync(writeShop(folder, 'added.csv', { rows: 1000, seed: 2, day: 100 }), 'utf8');
      const grown = join(folder, 'grown.csv');
      writeFileSync(grown, readFileSync(first, 'utf8') + added.slice(added.indexOf('\n') + 1));
      const retrained = await mw.retrain({ model: 'shop', data: grown, maxCandidates: 1 });
      expect(retrained.rows).toEqual({ recorded: 2500, known: 2500, fresh: 700, holdout: 300 });
    }));

  it('takes the rows that it kept, whatever became of their file', () =>
    withHome(async (mw, folder) => {
      const source = writeShop(folder, 'shop.csv', { rows: 2500, seed: 1 });
      await mw.train({ source, ...shop });
      const added = readFileSync(writeShop(folder, 'added.csv', { rows: 1000, seed: 2, day: 100 }), 'utf8');
      writeFileSync(source, readFileSync(source, 'utf8') + added.slice(added.indexOf('\n') + 1));
      const retrain = { model: 'shop@1', data: source, maxCandidates: 1 };
      const grown = await mw.retrain(retrain);
      expect(grown.rows).toEqual({ recorded: 2500, known: 2500, fresh: 700, holdout: 300 });
      const recent = await mw.retrain({ ...retrain, window: 'recent' });
      expect(recent.rows).toEqual({ recorded: 0, known: 2500, fresh: 700, holdout: 300 });
      rmSync(source);
      for (const model of ['shop@1', 'shop@2', 'shop@3']) {
        expect(await mw.reproduce({ model })).toMatchObject({ equal: true });
      }
    }));
});
