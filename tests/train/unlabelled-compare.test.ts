/** Two models without a target beside each other: on the rows of training and of a source, by a label and without, in every format. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Modelwright } from '../../src/index.ts';
import { write, writeGroups, writePayments } from './unlabelled-data.ts';
import { withHome } from './with-home.ts';

const common = { maxCandidates: 1, threads: 1 } as const;

/** The answer about models without a target. */
async function compared(mw: Modelwright, request: Parameters<Modelwright['models']['compare']>[0]) {
  const answer = await mw.models.compare(request);
  if (answer.format !== 'modelwright-unlabelled-comparison') throw new Error(answer.format);
  return answer;
}

async function refused(mw: Modelwright, request: Parameters<Modelwright['models']['compare']>[0]) {
  return await mw.models.compare(request).then(
    () => undefined,
    (error: { code: string; details: { name?: string } }) => [error.code, error.details.name],
  );
}

it(
  'clusters: the same, others, and beside a label',
  () =>
    withHome(async (mw, folder) => {
      const source = writeGroups(folder, 240);
      const settings = { ...common, source, task: 'cluster', idColumns: ['id'], name: 'groups' } as const;
      await mw.train({ ...settings, clusters: 3 });
      await mw.train({ ...settings, clusters: 2, exclude: ['colour'] });
      await mw.train({ ...settings, clusters: 3, seed: 8 });
      const output = join(folder, 'any.html');

      const same = await compared(mw, { a: 'groups@1', b: 'groups@3', output });
      expect(same).toMatchObject({
        task: 'cluster',
        rows: 240,
        verdict: null,
        clusters: { adjustedRand: { value: 1, ci: null } },
      });
      expect(same.judgedOn).toBe('the 240 training rows of groups@1');
      expect(same.figures.map(({ name }) => name)).toEqual(['silhouette', 'davies_bouldin', 'calinski_harabasz']);
      for (const { first, second } of same.figures) expect(second).toEqual(first);
      expect(same.notes.join(' ')).toMatch(
        /240 of 240 rows equal rows that groups@1 learned from.*on the scale of groups@1/,
      );

      const other = await compared(mw, { a: 'groups@1', b: 'groups@2', labelColumn: 'colour', output });
      const { adjustedRand, counts } = other.clusters!;
      expect(adjustedRand.ci![0]).toBeLessThan(adjustedRand.value!);
      expect(adjustedRand.ci![1]).toBeLessThan(0.9);
      expect(counts.flat().reduce((sum, rows) => sum + rows, 0)).toBe(240);
      expect([counts.length, counts[0].length]).toEqual([3, 2]);
      expect(other.notes.join(' ')).toContain('learned from different columns');
      expect(other.label).toMatchObject({ column: 'colour', rows: 240 });
      const [rand] = other.label!.figures!;
      expect(rand.first.value).toBeGreaterThan(rand.second.value!);

      const fresh = writeGroups(folder, 90, 'fresh.csv');
      for (const format of ['html', 'md', 'json'] as const) {
        const files = await Promise.all(
          ['one', 'two'].map(async (name) => {
            const path = join(folder, name);
            const { bytes } = await mw.models.compare({
              a: 'groups@1',
              b: 'groups@2',
              source: fresh,
              format,
              output: path,
            });
            const content = readFileSync(path, 'utf8');
            expect(Buffer.byteLength(content)).toBe(bytes);
            return content;
          }),
        );
        expect(files[1]).toBe(files[0]);
        expect(files[0]).toMatch(/adjusted ?rand/i);
      }
      expect(await refused(mw, { a: 'groups@1', b: 'groups@2', metric: 'roc_auc', output })).toEqual([
        'PARAM_INVALID',
        'metric',
      ]);
      expect(await refused(mw, { a: 'groups@1', b: 'groups@1', output })).toEqual(['PARAM_INVALID', 'b']);
      const bare = write(folder, 'bare.csv', 'width,weight', ['1,2', '3,4']);
      expect(await refused(mw, { a: 'groups@1', b: 'groups@2', source: bare, output })).toEqual([
        'SOURCE_SCHEMA_MISMATCH',
        undefined,
      ]);
    }),
  120_000,
);

it(
  'detectors: their order and flags, and by a label which is better',
  () =>
    withHome(async (mw, folder) => {
      const source = writePayments(folder, 2200);
      const settings = { ...common, source, task: 'anomaly', name: 'payments', labelColumn: 'odd' } as const;
      await mw.train({ ...settings, contamination: 0.06 });
      await mw.train({ ...settings, contamination: 0.06, exclude: ['speed', 'amount'] });
      const output = join(folder, 'any.html');

      const found = await compared(mw, { a: 'payments@1', b: 'payments@2', output });
      expect(found).toMatchObject({ task: 'anomaly', verdict: 'better', label: { column: 'odd', positive: 'fraud' } });
      expect(found.judgedOn).toMatch(/^\d+ rows that (both trainings|the training of payments@1) set aside$/);
      expect(found.notes.filter((note) => note.includes('payments@1'))).toEqual([]);
      const { rankCorrelation, both, onlyFirst, onlySecond, neither, scores } = found.detectors!;
      expect(Math.abs(rankCorrelation.value!)).toBeLessThan(0.7);
      expect(both + onlyFirst + onlySecond + neither).toBe(found.rows);
      expect(scores.length).toBe(Math.min(1000, found.rows));
      const [auc] = found.label!.metrics!;
      expect([auc.name, auc.verdict]).toEqual(['roc_auc', 'better']);
      const back = await compared(mw, { a: 'payments@2', b: 'payments@1', metric: 'pr_auc', output });
      expect([back.verdict, back.label!.metrics![0].name]).toEqual(['worse', 'pr_auc']);

      const lines = Array.from({ length: 60 }, (_, row) => `${95 + row / 6},${(row % 7) / 3 - 1},${(row % 5) / 4}`);
      const plain = write(folder, 'plain.csv', 'amount,speed,noise', lines);
      const open = await compared(mw, { a: 'payments@1', b: 'payments@2', source: plain, output });
      expect([open.verdict, open.label, open.rows]).toEqual([null, undefined, 60]);
      expect(readFileSync(output, 'utf8')).toContain('nothing tells which of the two is better');
      expect(await refused(mw, { a: 'payments@1', b: 'payments@2', source: plain, metric: 'pr_auc', output })).toEqual([
        'PARAM_INVALID',
        'metric',
      ]);

      await mw.train({ source, task: 'cluster', exclude: ['odd'], clusters: 2, name: 'lumps', ...common });
      expect(await refused(mw, { a: 'payments@1', b: 'lumps', output })).toEqual(['TASK_UNFIT', undefined]);
    }),
  120_000,
);
