/**
 * One training of ours in a process of its own: `node train-ours.mjs <settings.json>`. Prints seconds (binning and growing apart),
 * the score on the test rows, and resident bytes: before training, and at their peak while training.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fitEstimator, predictWith } from '../dist/estimators/fit.js';
import '../dist/estimators/index.js';
import { createRng } from '../dist/math/philox.js';
import { metricByName } from '../dist/metrics/index.js';
import { readTableFile } from './data/table-file.mjs';

const { path, estimator, params, threads } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { task, train, test, rawBytes } = readTableFile(path);
const nClasses = task === 'regression' ? 0 : 2;
globalThis.gc?.();
const startBytes = restartPeak();

const stamps = [];
const startedMs = performance.now();
const fitted = fitEstimator(
  { name: estimator, params },
  { ...train, task, nClasses },
  {
    rng: createRng(7),
    threads,
    progressOnly: true,
    onIteration: () => {
      stamps.push(performance.now());
      return true;
    },
  },
);
const seconds = (performance.now() - startedMs) / 1000;
const peakBytes = residentBytes('VmHWM');
// The first round is not seen to begin, so it counts as long as the others are on average.
const n = stamps.length;
const growSeconds = n > 1 ? ((stamps[n - 1] - stamps[0]) / 1000) * (n / (n - 1)) : undefined;

const metric = metricByName(task === 'regression' ? 'rmse' : 'roc_auc');
const predictions = predictWith(fitted, test.X);
const score = test.y.length > 0 ? metric.compute({ yTrue: test.y, predictions, nClasses }) : undefined;
const { user, system } = process.cpuUsage();
const cpuSeconds = (user + system) / 1e6;
console.log(JSON.stringify({ seconds, growSeconds, score, startBytes, peakBytes, rawBytes, cpuSeconds }));

/** Lets the peak of resident memory begin anew where the system can; the bytes resident now. */
function restartPeak() {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Elsewhere the peak is that of the whole process.
  }
  return residentBytes('VmRSS');
}

function residentBytes(field) {
  try {
    const [, kilobytes] = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'));
    return Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
