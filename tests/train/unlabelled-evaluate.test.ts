/** Models without a target on later rows: by a label and without, on rows like those of training and on others. */
import { expect, it } from 'vitest';
import { write, writeGroups, writePayments } from './unlabelled-data.ts';
import { withHome } from './with-home.ts';

it(
  'detectors are judged by a label, and without one by what they flag',
  () =>
    withHome(async (mw, folder) => {
      const labelColumn = 'odd';
      const source = writePayments(folder, 400);
      await mw.train({ source, task: 'anomaly', labelColumn, contamination: 0.1, maxCandidates: 3, threads: 2 });
      const fresh = writePayments(folder, 600, 'fresh.csv');

      // The column that training named is the default; its anomalies are those of training even where they are many.
      const judged = await mw.evaluate({ model: 'payments', source: fresh });
      expect(judged).toMatchObject({ rows: 600, learned: 0, left: { missingTarget: 0 } });
      expect(Object.keys(judged.metrics)).toEqual(['roc_auc', 'pr_auc', 'precision', 'recall', 'f1']);
      expect(judged.metrics['roc_auc'].value).toBeGreaterThan(0.97);
      expect(judged.metrics['recall'].ci![0]).toBeGreaterThan(0.8);
      const { anomalies, clusters } = judged;
      expect(clusters).toBeUndefined();
      expect(anomalies).toMatchObject({
        contamination: 0.1,
        label: { column: 'odd', positive: 'fraud', rows: 600, anomalies: 30 },
      });
      expect(anomalies!.pValue).toBeGreaterThan(0.001);
      expect(Math.abs(anomalies!.stranger.value! - 0.5)).toBeLessThan(0.08);
      expect(judged.metrics['precision'].value! * anomalies!.flagged.value! * 600).toBeCloseTo(
        judged.metrics['recall'].value! * 30,
        9,
      );
      expect((await mw.evaluate({ model: 'payments', source })).learned).toBe(400);

      // Every amount is far from what was seen: without a label that is all there is to say.
      const strange = Array.from({ length: 80 }, (_, row) => `${900 + row},${20 + row / 10},0.5`);
      const later = await mw.evaluate({
        model: 'payments',
        source: write(folder, 'later.csv', 'amount,speed,noise', strange),
      });
      expect(later.metrics).toEqual({});
      expect(later.anomalies).toMatchObject({ flagged: { value: 1 } });
      expect(later.anomalies!.label).toBeUndefined();
      expect(later.anomalies!.pValue).toBeLessThan(1e-6);
      expect(later.anomalies!.stranger.ci![0]).toBeGreaterThan(0.9);

      // One class alone has no curve, and rows without a label are counted.
      const usual = Array.from({ length: 40 }, (_, row) => `${90 + row / 2},0.1,0.5,${row < 30 ? 'fine' : ''}`);
      const fine = await mw.evaluate({
        model: 'payments',
        source: write(folder, 'fine.csv', 'amount,speed,noise,odd', usual),
      });
      expect(fine).toMatchObject({ left: { missingTarget: 10 }, anomalies: { label: { rows: 30, anomalies: 0 } } });
      expect(fine.metrics['roc_auc']).toEqual({ value: null, ci: null });

      const refused = (options: object) =>
        mw.evaluate({ model: 'payments', source: fresh, ...options }).then(
          () => undefined,
          (error: { code: string; details: { name?: string } }) => [error.code, error.details.name],
        );
      expect(await refused({ labelColumn: 'missing' })).toEqual(['COLUMN_NOT_FOUND', undefined]);
      expect(await refused({ positiveClass: 'theft' })).toEqual(['PARAM_INVALID', 'positiveClass']);
      expect(await refused({ labelColumn: 'noise' })).toEqual(['VALUE_INVALID', undefined]);
      expect(await refused({ sensitive: ['odd'] })).toEqual(['TASK_UNLABELLED', undefined]);
      expect(await refused({ source: undefined, labelColumn })).toEqual(['PARAM_INVALID', 'labelColumn']);
    }),
  120_000,
);

it(
  'clusters are judged by their shape, their sizes and a column that knows better',
  () =>
    withHome(async (mw, folder) => {
      const source = writeGroups(folder, 240);
      const trained = await mw.train({ source, task: 'cluster', clusters: 3, exclude: ['colour'], maxCandidates: 1 });
      const fresh = writeGroups(folder, 300, 'fresh.csv');
      const judged = await mw.evaluate({ model: 'groups', source: fresh, labelColumn: 'colour' });
      expect(judged).toMatchObject({ rows: 300, left: { missingTarget: 0 }, clusters: { label: { classes: 4 } } });
      expect(judged.anomalies).toBeUndefined();
      const { silhouette, adjusted_rand, adjusted_mutual_information } = judged.metrics;
      expect(Math.abs(silhouette.value! - trained.metrics['silhouette'].value!)).toBeLessThan(0.05);
      // A tenth of the colours is grey at random.
      for (const score of [adjusted_rand, adjusted_mutual_information]) {
        expect(score.value).toBeGreaterThan(0.6);
        expect(score.ci![0]).toBeLessThan(score.value!);
        expect(score.ci![1]).toBeLessThan(1);
      }
      const { groups, pValue } = judged.clusters!;
      expect(groups.map(({ name }) => name)).toEqual(['0', '1', '2']);
      expect(groups.reduce((sum, { rows }) => sum + rows, 0)).toBe(300);
      for (const { share, trained: before } of groups) {
        expect(Math.abs(before - 1 / 3)).toBeLessThan(0.05);
        expect(share.ci![0]).toBeLessThan(before);
        expect(share.ci![1]).toBeGreaterThan(before);
      }
      expect(pValue).toBeGreaterThan(0.05);

      const one = Array.from({ length: 60 }, (_, row) => `${(row % 7) / 3},${row % 11}`);
      const skewed = await mw.evaluate({ model: 'groups', source: write(folder, 'one.csv', 'width,weight', one) });
      expect(skewed.clusters!.pValue).toBeLessThan(1e-6);
      // All in one cluster: there is no next one to be apart from.
      expect(skewed.metrics['silhouette']).toEqual({ value: null, ci: null });
      await expect(mw.evaluate({ model: 'groups', source: fresh, positiveClass: 'red' })).rejects.toMatchObject({
        code: 'PARAM_INVALID',
      });
    }),
  120_000,
);
