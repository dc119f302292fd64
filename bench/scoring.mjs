/** Cases that use trained trees: every side trains 100 trees of 63 leaves on the same made-up table once, and then works in turn. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fitEstimator } from '../dist/estimators/fit.js';
import '../dist/estimators/index.js';
import { createRng } from '../dist/math/philox.js';
import { writeDense } from './data/synthetic.mjs';
import { readTableFile } from './data/table-file.mjs';
import { loadNow } from './machine.mjs';
import { median, peerPython, timeProcess } from './measure.mjs';
import { registerFitted } from './register-fitted.mjs';
import { withFolder } from './tree-model.mjs';

const ours = fileURLToPath(new URL('./score-ours.mjs', import.meta.url));
const theirs = fileURLToPath(new URL('./peers/score.py', import.meta.url));
const [rounds, leaves] = [100, 63];

/**
 * Runs one kind of work on both sides, in turn, each time in new processes.
 *
 * @param work `row`, `batch` or `explain`.
 * @returns `{ figures, depths, peers, note }`: the median of each figure by name, of all sides.
 */
export function measureScoring(work, options) {
  return withFolder(async (folder) => {
    const { python, reason } = peerPython();
    const path = await writeDense(join(folder, 'table'), {
      trainRows: options.rows(200_000),
      testRows: options.rows(100_000),
    });
    const settings = join(folder, 'settings.json');
    const { home, file } = await trainOurs(folder, path);
    writeFileSync(settings, JSON.stringify({ path, rounds, leaves, folder, home, file, work }));
    if (python) await timeProcess(python, [theirs, settings, 'train']);
    const load = loadNow();
    const runs = [];
    for (
      let repeat = 0;
      repeat < options.repeats && (repeat === 0 || performance.now() < options.deadlineMs);
      repeat++
    ) {
      const sides = [[process.execPath, [ours, settings]], ...(python ? [[python, [theirs, settings, work]]] : [])];
      const found = {};
      for (const [program, args] of repeat % 2 === 0 ? sides : sides.reverse())
        Object.assign(found, JSON.parse((await timeProcess(program, args)).stdout));
      runs.push(found);
    }
    const names = Object.keys(runs[0]);
    const figures = Object.fromEntries(names.map((name) => [name, median(runs.map((run) => run[name]))]));
    const note = `${runs.length} repeats, each in new processes, load ${load.toFixed(2)} before`;
    return { figures, note, reason };
  });
}

/** Our model in a home (as `x`) and as the bytes of its artifact in a file. */
async function trainOurs(folder, path) {
  const { train } = readTableFile(path);
  const params = { nEstimators: rounds, numLeaves: leaves, learningRate: 0.1 };
  const fitted = fitEstimator(
    { name: 'gbdt', params },
    { ...train, task: 'binary', nClasses: 2 },
    { rng: createRng(7) },
  );
  const target = { name: 'y', task: 'binary', classes: ['no', 'yes'] };
  const { home, bytes } = await registerFitted(folder, { name: 'x', fitted, X: train.X, target });
  const file = join(folder, 'model.artifact');
  writeFileSync(file, bytes);
  return { home, file };
}

/** Lines of a table of what each side takes per piece of work: `sides` are `[figure, words, goal?]`, ours first. */
export function scoringTable({ figures, note, reason }, unit, sides, notes = []) {
  const [[first]] = sides;
  const rows = sides.map(([figure, words, goal = ''], i) => {
    const value = figures[figure];
    if (value === undefined) return [words, `not run: ${reason ?? 'the peer gave no figure'}`];
    return [
      words,
      value.toPrecision(4),
      i === 0 || figure.startsWith('ours') ? '' : (value / figures[first]).toFixed(2),
      goal,
    ];
  });
  const depths = [figures.oursDepth, figures.lightgbmDepth].filter(Boolean).map((depth) => depth.toFixed(2));
  return {
    columns: ['', unit, 'peer / ours', 'goal'],
    rows,
    notes: [
      `leaves lie ${depths.join(' (ours) and ')}${depths.length > 1 ? ' (LightGBM)' : ''} splits deep for a training row, on average`,
      note,
      ...notes,
    ],
  };
}
