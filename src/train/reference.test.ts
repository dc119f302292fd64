import { describe, expect, it } from 'vitest';
import { withHome } from '../../tests/store/with-home.ts';
import { pack } from '../core/pack.ts';
import { openStore } from '../store/open-store.ts';
import { numberColumn, stringColumn } from '../table/build.ts';
import { cell } from '../table/column.ts';
import { columnNames, tableOf } from '../table/table.ts';
import type { Judged } from './judge.ts';
import type { Prepared } from './prepare.ts';
import { keepReference, readReference } from './reference.ts';

/** Rows whose x is their number; the target is no feature. */
function job(nRows: number, trained: readonly number[]) {
  const row = Array.from({ length: nRows }, (_, i) => i);
  const table = tableOf([
    numberColumn(
      'x',
      row.map((i) => (i === 3 ? null : i)),
    ),
    stringColumn(
      'y',
      row.map(() => 'yes'),
    ),
    stringColumn(
      'colour',
      row.map((i) => ['red', null, 'blue'][i % 3]),
    ),
  ]);
  const features = [
    { name: 'x', role: 'numeric' },
    { name: 'colour', role: 'categorical' },
  ];
  const answers = {
    values: Float64Array.from(row, (i) => i % 2),
    probabilities: [Float64Array.from(row, (i) => i / nRows), Float64Array.from(row, (i) => 1 - i / nRows)],
  };
  return {
    prepared: { table, features } as unknown as Prepared,
    rows: Int32Array.from(trained),
    judged: { model: [answers, answers] } as unknown as Judged,
    metric: 'roc_auc',
    scores: { roc_auc: { value: 0.8, ci: [0.7, 0.9] as [number, number] }, f1: { value: null, ci: null } },
    seed: 7,
  };
}

describe('the reference of a model', () => {
  it('comes back as it was kept: features of the rows that were learned from, honest answers, scores', () =>
    withHome(async (home) => {
      const store = await openStore(home);
      const asked = job(30, [1, 2, 3, 8]);
      const kept = await readReference(store.blobs, await keepReference(store.blobs, asked));
      expect(columnNames(kept.table)).toEqual(['x', 'colour']);
      expect([0, 1, 2, 3].map((row) => kept.table.columns.map((column) => cell(column, row)))).toEqual([
        [1, null],
        [2, 'blue'],
        [null, 'red'],
        [8, 'blue'],
      ]);
      expect(kept.predictions).toEqual(asked.judged.model[0]);
      expect(kept.metric).toBe('roc_auc');
      expect(kept.scores).toEqual(asked.scores);
      await store.close();
    }));

  it('is a sample of long tables, the same each time', () =>
    withHome(async (home) => {
      const store = await openStore(home);
      const rows = Array.from({ length: 12_000 }, (_, i) => i + 500);
      const hash = await keepReference(store.blobs, job(13_000, rows));
      const { table, predictions } = await readReference(store.blobs, hash);
      expect([table.nRows, predictions.values.length]).toEqual([10_000, 10_000]);
      const x = Array.from({ length: table.nRows }, (_, row) => cell(table.columns[0], row) as number);
      expect(x.every((value, i) => i === 0 || value > x[i - 1])).toBe(true);
      expect([x[0] >= 500, x.at(-1)! < 12_500]).toEqual([true, true]);
      expect(await keepReference(store.blobs, job(13_000, rows))).toBe(hash);
      await store.close();
    }));

  it('is refused by name when it is something else', () =>
    withHome(async (home) => {
      const store = await openStore(home);
      for (const other of [
        pack({ table: 1 }),
        pack({ table: new Uint8Array(3), values: new Float64Array(1) }),
        Buffer.from('x'),
      ]) {
        const hash = await store.blobs.put(other);
        await expect(readReference(store.blobs, hash)).rejects.toMatchObject({
          code: 'ARTIFACT_DAMAGED',
          details: { hash },
        });
      }
      await store.close();
    }));
});
