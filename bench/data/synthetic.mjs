/** Made-up tables from a seed. */
import { exp } from '../../dist/math/exp.js';
import { createRng } from '../../dist/math/philox.js';
import { sigmoid } from '../../dist/math/sigmoid.js';
import { writeTableFile } from './table-file.mjs';

const nFeatures = 28;

/**
 * Two classes from 28 dense columns: normal, uniform and long-tailed ones, of which ten matter alone, in pairs and by thresholds.
 *
 * @param options.missing share of the values that are taken away, by chance.
 */
export function writeDense(path, { trainRows, testRows, missing = 0, seed = 1 }) {
  const rng = createRng(seed).split('dense');
  const rows = trainRows + testRows;
  const columns = Array.from({ length: nFeatures }, (_, j) => ({ name: `x${j}` }));
  const values = columns.map((_, j) => drawColumn(rng.split(`column-${j}`), rows, j % 4));
  const noise = rng.split('label');
  const labels = new Float32Array(rows);
  for (let i = 0; i < rows; i++) labels[i] = noise.uniform() < sigmoid(signal(values, i)) ? 1 : 0;
  const gone = rng.split('missing');
  if (missing > 0)
    for (const column of values) for (let i = 0; i < rows; i++) if (gone.uniform() < missing) column[i] = Number.NaN;
  const valuesOf = (j) => (j < nFeatures ? values[j] : labels);
  return writeTableFile(path, { columns, trainRows, rows, task: 'binary', valuesOf });
}

function drawColumn(rng, rows, kind) {
  const draw = [
    () => rng.normal(),
    () => rng.uniform() * 2 - 1,
    () => rng.normal() + rng.normal() * 0.5,
    () => exp(rng.normal() * 0.7) - 1,
  ][kind];
  return Float32Array.from({ length: rows }, draw);
}

function signal(x, i) {
  const alone = 0.6 * x[0][i] - 0.5 * x[1][i] + 0.4 * Math.abs(x[2][i]) + 0.3 * Math.min(x[3][i], 2);
  const pairs = 0.5 * x[4][i] * x[5][i] + 0.5 * x[6][i] * x[8][i] - 0.4 * x[0][i] * x[9][i];
  const steps = (x[10][i] > 0.5 ? 0.6 : -0.2) + (x[11][i] > 0 && x[12][i] < 0 ? 0.7 : 0);
  return 1.5 * (alone + pairs + steps - 0.6);
}

/**
 * Two classes from 5,000 columns, nearly all values zero: 25 groups of 100 columns of which a row has one set, as one-hot codes
 * are, and 2,500 counts that are above zero in one row of a hundred.
 */
export function writeWide(path, { trainRows, testRows, seed = 2 }) {
  const rng = createRng(seed).split('wide');
  const rows = trainRows + testRows;
  const [groups, levels, counts] = [25, 100, 2500];
  const columns = Array.from({ length: groups * levels + counts }, (_, j) => ({ name: `x${j}` }));
  const score = new Float64Array(rows);
  const chosen = Array.from({ length: groups }, (_, g) => {
    const stream = rng.split(`group-${g}`);
    const effects = Float64Array.from({ length: levels }, () => stream.normal() * 0.4);
    return Uint8Array.from({ length: rows }, (_, i) => {
      // Squares make some levels common and others rare.
      const level = Math.floor(levels * stream.uniform() ** 2);
      score[i] += effects[level];
      return level;
    });
  });
  const countColumns = Array.from({ length: counts }, (_, c) => {
    const stream = rng.split(`count-${c}`);
    const effect = c % 10 === 0 ? stream.normal() * 0.7 : 0;
    return Uint8Array.from({ length: rows }, (_, i) => {
      const count = stream.uniform() < 0.01 ? 1 + stream.integer(9) : 0;
      score[i] += effect * Math.min(count, 3);
      return count;
    });
  });
  const noise = rng.split('label');
  const labels = score.map((value) => (noise.uniform() < sigmoid(value) ? 1 : 0));
  const valuesOf = (j) => {
    if (j === columns.length) return labels;
    if (j >= groups * levels) return countColumns[j - groups * levels];
    const level = j % levels;
    return chosen[Math.floor(j / levels)].map((value) => (value === level ? 1 : 0));
  };
  return writeTableFile(path, { columns, trainRows, rows, task: 'binary', dtype: 'u8', valuesOf });
}

/**
 * Two classes that no column tells anything about on its own: the label follows the signs of the products of three pairs of the 28
 * normal columns.
 */
export function writePairs(path, { trainRows, testRows, seed }) {
  const rng = createRng(seed).split('pairs');
  const rows = trainRows + testRows;
  const columns = Array.from({ length: nFeatures }, (_, j) => ({ name: `x${j}` }));
  const values = columns.map((_, j) => {
    const stream = rng.split(`column-${j}`);
    return Float32Array.from({ length: rows }, () => stream.normal());
  });
  const noise = rng.split('label');
  const labels = Float32Array.from({ length: rows }, (_, i) => {
    const pair = (a) => Math.sign(values[a][i] * values[a + 1][i]);
    const score = 0.7 * pair(0) + 0.5 * pair(2) + 0.4 * pair(4);
    return noise.uniform() < sigmoid(score) ? 1 : 0;
  });
  const valuesOf = (j) => (j < nFeatures ? values[j] : labels);
  return writeTableFile(path, { columns, trainRows, rows, task: 'binary', valuesOf });
}
