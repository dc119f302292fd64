/** Runs the engines of a training case and lays its figures out as a table. */
import { join } from 'node:path';
import { compareTraining } from './compare-training.mjs';
import { peerPython } from './measure.mjs';
import { twoThreadScaling } from './two-threads.mjs';

/** The same settings in the words of each side; how categories are treated is spelt out, because LightGBM's defaults are not ours. */
function settingsOf({ rounds, leaves }) {
  return {
    ours: { nEstimators: rounds, numLeaves: leaves, learningRate: 0.1, catSmooth: 10, minDataPerGroup: 100 },
    lightgbm: { num_leaves: leaves, learning_rate: 0.1 },
    xgboost: {
      tree_method: 'hist',
      grow_policy: 'lossguide',
      max_leaves: leaves,
      max_depth: 0,
      learning_rate: 0.1,
      max_bin: 256,
    },
  };
}

/**
 * The engines of a boosting case: ours, LightGBM with either layout, LightGBM quantised and XGBoost.
 *
 * @param options.goals what a peer's time over ours should be: `lightgbm`, `quantised`, `xgboost`; a peer without is left out.
 */
export function boosters({ path, task, rounds, leaves, threads, goals, layout }) {
  const { ours, lightgbm, xgboost } = settingsOf({ rounds, leaves });
  const common = { path, rounds, threads, layout };
  const objective = task === 'regression' ? 'l2' : 'binary';
  const peer = (name, goal, params) => ({
    name,
    goal,
    settings: { ...common, engine: 'lightgbm', params: { ...lightgbm, objective, ...params } },
  });
  const reg = task === 'regression' ? 'reg:squarederror' : 'binary:logistic';
  return [
    { name: 'modelwright', settings: { path, threads, estimator: 'gbdt', params: ours } },
    peer('LightGBM, row-wise', goals.lightgbm, { force_row_wise: true }),
    peer('LightGBM, column-wise', goals.lightgbm, { force_col_wise: true }),
    ...(goals.quantised ? [peer('LightGBM, quantised', goals.quantised, { use_quantized_grad: true })] : []),
    ...(goals.xgboost
      ? [
          {
            name: 'XGBoost hist',
            goal: goals.xgboost,
            settings: { ...common, engine: 'xgboost', params: { ...xgboost, objective: reg } },
          },
        ]
      : []),
  ];
}

export const trainingColumns = [
  '',
  'seconds',
  'of it binning',
  'growing',
  'test score',
  'peer / ours',
  'growing alone',
  'goal',
];

/** Runs the engines and gives the rows of the table and what is to say beneath it. */
export async function trainingRows(engines, { threads, folder, repeats, deadlineMs }) {
  const { python, reason } = peerPython();
  const place = `${threads} thread${threads > 1 ? 's' : ''}`;
  const found = await compareTraining(engines, { folder, python, repeats, deadlineMs });
  const [ours] = found.engines;
  const rows = found.engines.map((engine, i) => {
    const name = `${place}: ${engine.name}`;
    if (engine.runs === 0) return [name, `not run: ${reason}`];
    const ratios = engine.isPeer ? ratiosOf(engine, ours) : ['', ''];
    const binning = engine.growSeconds === undefined ? undefined : engine.seconds - engine.growSeconds;
    const parts = [engine.seconds, binning, engine.growSeconds].map((value) => value?.toFixed(3) ?? '');
    return [name, ...parts, scoreText(engine.score), ...ratios, fastest(found.engines, engine) ? engines[i].goal : ''];
  });
  if (threads === 2)
    rows.push([`${place}: a plain loop does`, `${(await twoThreadScaling()).toFixed(2)} times one thread's work`]);
  const others = Math.max(...found.engines.map(({ others: share }) => share ?? 0));
  return {
    rows,
    note: `${place}: ${found.repeats} repeats, load ${found.load.toFixed(2)} before, other programs took ${others.toFixed(2)} processors`,
  };
}

/** True unless another layout of the same peer was faster: the goal is about the best one. */
function fastest(engines, { name, seconds }) {
  return !engines.some(
    (other) => other.name !== name && isLayout(other.name) && isLayout(name) && other.seconds < seconds,
  );
}

function isLayout(name) {
  return name.endsWith('-wise');
}

function ratiosOf(peer, ours) {
  const grow = peer.growSeconds === undefined ? '' : (peer.growSeconds / ours.growSeconds).toFixed(2);
  return [(peer.seconds / ours.seconds).toFixed(2), grow];
}

function scoreText(score) {
  if (score === undefined) return '';
  return score < 10 ? score.toFixed(5) : score.toFixed(1);
}

/** A case that trains one table on one and on two threads; `write` makes the table below the folder that it is given. */
export async function boostingCase({ folder, options, task = 'binary', rounds, leaves, layout, goals, write }) {
  const path = await write(join(folder, 'table'));
  const tables = [];
  for (const threads of [1, 2]) {
    const engines = boosters({ path, task, rounds, leaves, threads, layout, goals: goals(threads) });
    tables.push(await trainingRows(engines, { threads, folder, ...options }));
  }
  return { columns: trainingColumns, rows: tables.flatMap(({ rows }) => rows), notes: tables.map(({ note }) => note) };
}
