/** Models without a target in use: rows like those of training, rows that moved, and labels that came later. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createRng } from '../../src/math/philox.ts';
import { write, writeGroups, writePayments } from './unlabelled-data.ts';
import { withHome } from './with-home.ts';

/** Alerts but those of single values beyond the range of training, which any new rows may have. */
const driftIn = (alerts: readonly { readonly code: string }[]) => alerts.filter(({ code }) => code !== 'out_of_range');

it(
  'detectors: drift of columns, scores and flags, and performance where labels came',
  () =>
    withHome(async (mw, folder) => {
      const source = writePayments(folder, 400);
      const model = 'payments';
      const labelColumn = 'odd';
      const trained = await mw.train({ source, task: 'anomaly', labelColumn, contamination: 0.1, maxCandidates: 1 });

      const fresh = writePayments(folder, 300, 'fresh.csv');
      const same = await mw.monitor({ model, current: fresh });
      expect(same).toMatchObject({ from: 'source', rows: 300, labelled: 300 });
      expect(driftIn(same.alerts)).toEqual([]);
      expect(same.predictionDrift.columns.map(({ name, status }) => [name, status])).toEqual([
        ['prediction', 'stable'],
        ['anomaly_score', 'stable'],
      ]);
      expect(same.performance).toMatchObject({
        status: 'stable',
        reference: { roc_auc: { value: expect.any(Number) } },
      });
      expect(same.performance.reference['roc_auc'].value).toBe(trained.label!.metrics['roc_auc'].value);
      expect(same.anomalies).toMatchObject({ contamination: 0.1 });
      expect(same.anomalies!.pValue).toBeGreaterThan(0.01);

      // The log says as much as the file.
      const output = join(folder, 'said.csv');
      const nothing = mw.monitor({ model });
      await expect(nothing).rejects.toMatchObject({ code: 'ROWS_TOO_FEW' });
      await mw.predict({ model, source: fresh, output });
      const logged = await mw.monitor({ model });
      expect(logged).toMatchObject({ from: 'batch', rows: 300, labelled: 0, anomalies: same.anomalies });
      expect(logged.predictionDrift).toEqual(same.predictionDrift);
      const ids = readFileSync(output, 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[0]);
      const truth = readFileSync(fresh, 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[3]);
      const labels = ids.map((id, row) => `${id},${truth[row]}`);
      await mw.labels.add({ source: write(folder, 'labels.csv', 'prediction_id,label', labels) });
      const labelled = await mw.monitor({ model });
      expect(labelled.labelled).toBe(300);
      expect(labelled.performance.metrics['roc_auc'].value).toBe(same.performance.metrics['roc_auc'].value);

      const rng = createRng(2);
      const moved = Array.from({ length: 300 }, () => `${100 + 10 * rng.normal()},${4 + rng.normal()},${rng.normal()}`);
      const later = await mw.monitor({ model, current: write(folder, 'moved.csv', 'amount,speed,noise', moved) });
      expect(later.drift.columns.filter(({ drifted }) => drifted).map(({ name }) => name)).toEqual(['speed']);
      expect(later.alerts.map(({ code }) => code)).toEqual(
        expect.arrayContaining(['flag_rate_drift', 'prediction_drift', 'column_drift']),
      );
      expect(later.anomalies!.flagged.value).toBeGreaterThan(0.5);
      await expect(mw.monitor({ model, current: join(folder, 'moved.csv'), failOnDrift: true })).rejects.toMatchObject({
        code: 'DRIFT_FOUND',
      });
    }),
  120_000,
);

it(
  'clusters: drift of their shares',
  () =>
    withHome(async (mw, folder) => {
      const source = writeGroups(folder, 240);
      await mw.train({ source, task: 'cluster', clusters: 3, maxCandidates: 1 });
      const same = await mw.monitor({ model: 'groups', current: writeGroups(folder, 240, 'fresh.csv') });
      expect(driftIn(same.alerts)).toEqual([]);
      expect(same.predictionDrift.columns.map(({ name }) => name)).toEqual(['prediction', 'cluster_distance']);
      expect(same.performance.message).toMatch(/no outcome/);
      expect(same.anomalies).toBeUndefined();

      const rng = createRng(9);
      const one = Array.from({ length: 120 }, () => `${rng.normal()},${10 * rng.normal()},red`);
      const shifted = await mw.monitor({
        model: 'groups',
        current: write(folder, 'one.csv', 'width,weight,colour', one),
      });
      expect(shifted.predictionDrift.columns[0]).toMatchObject({ name: 'prediction', drifted: true });
      expect(shifted.clusters!.pValue).toBeLessThan(1e-6);
      expect(same.clusters!.pValue).toBeGreaterThan(0.01);
    }),
  120_000,
);
