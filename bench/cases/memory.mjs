/** The peak of memory while training, beside LightGBM with the layout it chooses itself. */
import { join } from 'node:path';
import { compareTraining } from '../compare-training.mjs';
import { dataFile, writeLateFlights } from '../data/folder-sets.mjs';
import { peerPython } from '../measure.mjs';
import { boosters } from '../training-table.mjs';
import { withFolder } from '../tree-model.mjs';

export const title = 'peak memory, training on 3000000 flights x 7, 20 trees x 63 leaves, 2 threads';

export function measure(options) {
  const { path: source, reason: noData } = dataFile('flights_3m.parquet');
  if (noData) return [{ name: 'not run', value: noData }];
  return withFolder(async (folder) => {
    const { python, reason } = peerPython();
    const path = await writeLateFlights(join(folder, 'table'), source, {
      trainRows: options.rows(3_000_000),
      testRows: 0,
    });
    const [ours, rowWise] = boosters({ path, rounds: 20, leaves: 63, threads: 2, goals: {} });
    const { force_row_wise, ...params } = rowWise.settings.params;
    const lightgbm = { name: 'LightGBM', settings: { ...rowWise.settings, params } };
    const repeats = Math.min(3, options.repeats);
    const {
      engines,
      load,
      repeats: done,
    } = await compareTraining([ours, lightgbm], { ...options, folder, python, repeats });
    const less = ({ peakBytes, rawBytes }) => peakBytes - rawBytes;
    const rows = engines.map((engine, i) => {
      if (engine.runs === 0) return [engine.name, `not run: ${reason}`];
      const { rawBytes, startBytes, peakBytes } = engine;
      const sizes = [rawBytes, startBytes, peakBytes, less(engine), peakBytes - startBytes].map((bytes) =>
        (bytes / 1e6).toFixed(0),
      );
      const ratio = i > 0 ? (less(engines[0]) / less(engine)).toFixed(2) : '';
      return [engine.name, ...sizes, ratio, i > 0 ? 'at most 1.5' : ''];
    });
    return {
      columns: [
        'MB',
        'raw table',
        'resident before',
        'peak',
        'peak less raw table',
        'peak less before',
        'ours / peer',
        'goal',
      ],
      rows,
      notes: [
        `raw table: float64 columns (ours), a float32 matrix (LightGBM), with the target; ${done} repeats, load ${load.toFixed(2)} before`,
      ],
    };
  });
}
