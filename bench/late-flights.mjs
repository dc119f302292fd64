/** Boosting on real flights, two of whose seven columns are categories. */
import { dataFile, writeLateFlights } from './data/folder-sets.mjs';
import { boostingCase } from './training-table.mjs';
import { withFolder } from './tree-model.mjs';

export function measureFlights(options, { trainRows, testRows }) {
  const { path: source, reason } = dataFile('flights_3m.parquet');
  if (reason) return [{ name: 'not run', value: reason }];
  return withFolder((folder) =>
    boostingCase({
      folder,
      options,
      rounds: 100,
      leaves: 63,
      goals: (threads) => ({ lightgbm: `${threads === 1 ? 1.2 : 1.1} (pass 1.0)`, quantised: '1.0', xgboost: '1.5' }),
      write: (path) =>
        writeLateFlights(path, source, { trainRows: options.rows(trainRows), testRows: options.rows(testRows) }),
    }),
  );
}
