import { describe, expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import { numberColumn } from '../table/build.ts';
import { tableOf } from '../table/table.ts';
import type { Prepared } from './prepare.ts';
import { outerFoldsOf } from './search-folds.ts';

const n = 120;
const rows = Int32Array.from({ length: n }, (_, row) => row);

function outerFolds(times: (row: number) => number) {
  const values = Float64Array.from(rows, (row) => row % 7);
  const prepared: Prepared = {
    table: tableOf([numberColumn('x', Array.from(values))]),
    target: { name: 'y', task: 'regression', classes: [], values },
    roles: [],
    features: [],
    times: Float64Array.from(rows, times),
    timeMissing: 0,
    earlierRows: 0,
    bundles: rows,
  };
  return outerFoldsOf(prepared, rows, 5, createRng(1));
}

describe('outer folds', () => {
  it('are all there where each learns from several instants', () => {
    expect(outerFolds((row) => row)).toHaveLength(5);
  });

  it('leave out those that learn from one instant, which no inner folds could part', () => {
    const folds = outerFolds((row) => row % 3);
    expect(folds).toHaveLength(1);
    expect([...folds[0].train]).toEqual([...rows.filter((row) => row % 3 < 2)]);
  });

  it('are a single one where the first instant holds nearly all rows', () => {
    const [fold, ...more] = outerFolds((row) => (row < 110 ? 1 : row < 115 ? 2 : 3));
    expect(more).toEqual([]);
    expect([fold.train.length, fold.valid.length]).toEqual([115, 5]);
  });
});
