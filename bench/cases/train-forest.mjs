/** A random forest of fully grown trees, beside scikit-learn's. */
import { join } from 'node:path';
import '../../dist/estimators/index.js';
import { findEstimator } from '../../dist/estimators/registry.js';
import { writeDense } from '../data/synthetic.mjs';
import { trainingColumns, trainingRows } from '../training-table.mjs';
import { withFolder } from '../tree-model.mjs';

export const title = 'training a random forest, 50000 x 28 made-up numbers, 100 fully grown trees';

const rounds = 100;

export function measure(options) {
  try {
    findEstimator('random_forest');
  } catch {
    return [{ name: 'not run', value: 'there is no estimator random_forest yet' }];
  }
  return withFolder(async (folder) => {
    const path = await writeDense(join(folder, 'table'), {
      trainRows: options.rows(50_000),
      testRows: options.rows(50_000),
    });
    const tables = [];
    for (const threads of [1, 2]) {
      const engines = [
        {
          name: 'modelwright',
          settings: { path, threads, estimator: 'random_forest', params: { nEstimators: rounds } },
        },
        { name: 'scikit-learn', goal: '1.0', settings: { path, threads, engine: 'scikit', rounds, params: {} } },
      ];
      tables.push(await trainingRows(engines, { threads, folder, ...options }));
    }
    return {
      columns: trainingColumns,
      rows: tables.flatMap(({ rows }) => rows),
      notes: tables.map(({ note }) => note),
    };
  });
}
