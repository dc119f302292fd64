/** One row at a time in the process that holds an ensemble of networks, boosting and linear models, each once per fold. */
import { openModelwright } from 'modelwright';
import { dataFile } from '../data/folder-sets.mjs';
import { ensembles, fitEnsemble } from '../ensembles.mjs';
import { median, quantile } from '../measure.mjs';
import { registerFitted } from '../register-fitted.mjs';
import { withFolder } from '../tree-model.mjs';

export const title = 'single row in process, ensembles of members fitted on five folds';

const [mostRows, passes, warming] = [200, 12, 4];

export const measure = async () => {
  const rows = [];
  const notes = [];
  for (const ensemble of ensembles) {
    const { path, reason } = dataFile(ensemble.file);
    if (path) rows.push(await rowOf(path, ensemble));
    else notes.push(reason);
  }
  return { columns: ['set', 'columns', 'members x folds', 'median', '99th percentile', 'goal'], rows, notes };
};

function rowOf(path, ensemble) {
  return withFolder(async (folder) => {
    const { fitted, X, target } = await fitEnsemble(path, ensemble);
    const { home } = await registerFitted(folder, { name: 'ensemble', fitted, X, target });
    const mw = await openModelwright({ home });
    const times = timesOf(await mw.load('ensemble'), X);
    await mw.close();
    const microseconds = (value) => `${value.toFixed(0)} microseconds`;
    const size = `${ensemble.members.length} x 5`;
    const [middle, late] = [median(times), quantile(times, 0.99)];
    return [ensemble.file, X.columns.length, size, microseconds(middle), microseconds(late), 'under 1000 microseconds'];
  });
}

/** Microseconds of single rows after some passes that warm up, row after row. */
function timesOf(model, X) {
  const cell = (value) => (Number.isNaN(value) ? null : value);
  const rows = Array.from({ length: Math.min(mostRows, X.nRows) }, (_, row) => [
    Object.fromEntries(X.columns.map(({ name, values }) => [name, cell(values[row])])),
  ]);
  const times = [];
  for (let pass = 0; pass < passes; pass++) {
    for (const row of rows) {
      const startedMs = performance.now();
      model.predict(row);
      if (pass >= warming) times.push((performance.now() - startedMs) * 1000);
    }
  }
  return times;
}
