/** Boosting on a small real set. */
import { dataFile, writeCsvSet } from './data/folder-sets.mjs';
import { boostingCase } from './training-table.mjs';
import { withFolder } from './tree-model.mjs';

export function measureSmall(options, file, set) {
  const { path: source, reason } = dataFile(file);
  if (reason) return [{ name: 'not run', value: reason }];
  return withFolder((folder) =>
    boostingCase({
      folder,
      options,
      task: set.task,
      rounds: 500,
      leaves: 31,
      goals: () => ({ lightgbm: '1.0' }),
      write: (path) => writeCsvSet(path, source, set),
    }),
  );
}
