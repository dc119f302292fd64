/** The boosting loop: each iteration adds a tree per output that follows the gradient of the loss (Friedman 2001). */
import type { Rng } from '../../math/rng.ts';
import type { Table } from '../../table/table.ts';
import type { FitContext, FitInput } from '../estimator.ts';
import { binTable } from './binned-table.ts';
import { neverStop, stopAfter } from './early-stopping.ts';
import { nearestFinite, tamingFactor } from './exponent.ts';
import { type Forest, joinForests } from './forest.ts';
import { addForest } from './forest-scores.ts';
import type { GbdtParams } from './gbdt-params.ts';
import type { GrownTree } from './grow-tree.ts';
import { chooseObjective, lossOf, type ObjectiveName } from './loss-choice.ts';
import type { Objective, WeightedTarget } from './objective.ts';
import { createObjective, type ObjectiveSpec } from './objectives.ts';
import { sampleOf } from './sample-of.ts';
import { TreeFit } from './tree-fit.ts';

export interface Boosted {
  readonly objective: ObjectiveName;
  /** Scores before the first tree, one per output. */
  readonly baseline: Float64Array;
  /** Tree t belongs to output t modulo nOutputs. */
  readonly forest: Forest;
  /** Total gain of the splits on each column. */
  readonly gains: Float64Array;
}

/** Rows whose scores are kept up to date with the trees. */
interface ScoredRows extends WeightedTarget {
  readonly X: Table;
  readonly scores: Float64Array;
}

/** Learns a forest. */
export function boost(input: FitInput, params: GbdtParams, ctx: FitContext): Boosted {
  const name = chooseObjective(input, params);
  const spec = { ...specOf(input, ctx.threads ?? 1), loss: lossOf(name, params) };
  const table = binTable(input.X, params.maxBins);
  const fit = new TreeFit(table, params, spec, { threads: ctx.threads ?? 1 });
  try {
    return { objective: name, ...boostWith(fit, createObjective(spec), input, params, ctx) };
  } finally {
    fit.close();
  }
}

function boostWith(
  fit: TreeFit,
  objective: Objective,
  input: FitInput,
  params: GbdtParams,
  { rng, onIteration, progressOnly }: FitContext,
): Omit<Boosted, 'objective'> {
  const nOutputs = objective.initialScores.length;
  const training: ScoredRows = { X: input.X, ...targetOf(input), scores: fit.scores };
  const watched = input.valid && scored(input.valid.X, targetOf(input.valid), objective);
  const stopper = watched && params.earlyStoppingRounds > 0 ? stopAfter(params.earlyStoppingRounds) : neverStop();
  const isRandom = params.subsample < 1 || params.featureFraction < 1;
  const trees: GrownTree[] = [];
  for (let iteration = 0; iteration < params.nEstimators; iteration++) {
    const grown = growIteration(fit, training, nOutputs, params, rng.split(`iteration-${iteration}`));
    // Nothing changed, so that all further iterations would be the same.
    if (!isRandom && grown.every(({ gains }) => gains.length === 0)) break;
    trees.push(...grown);
    let score = Number.NaN;
    if (watched) for (const [k, { tree }] of grown.entries()) addForest(tree, watched.X, scoresOf(watched, k), 1);
    if (watched || (onIteration && !progressOnly))
      score = objective.loss((watched ?? training).scores, watched ?? training);
    const enough = stopper.add(score);
    if (onIteration?.(iteration, score) === false || enough) break;
  }
  const kept = trees.slice(0, stopper.kept() * nOutputs);
  return {
    baseline: objective.initialScores.map((score) => nearestFinite(score * objective.unit + (objective.shift ?? 0))),
    forest: joinForests(
      kept.map(({ tree }) => tree),
      objective.unit,
    ),
    gains: gainsOf(kept, input.X.columns.length),
  };
}

/** A tree for each output, added to the training scores. */
function growIteration(
  fit: TreeFit,
  training: ScoredRows,
  nOutputs: number,
  params: GbdtParams,
  rng: Rng,
): GrownTree[] {
  const nRows = training.y.length;
  fit.begin();
  const rows = params.subsample < 1 ? sampleOf(nRows, params.subsample, rng.split('rows')) : undefined;
  return Array.from({ length: nOutputs }, (_, k) => {
    const grown = fit.grow(k, rows, rng.split(`columns-${k}`));
    // The tree did not see all rows, so every row walks through it.
    if (rows && grown.gains.length > 0) addForest(grown.tree, training.X, scoresOf(training, k), 1);
    return grown;
  });
}

function scoresOf({ scores, y }: ScoredRows, k: number): Float64Array {
  return scores.subarray(k * y.length, (k + 1) * y.length);
}

function scored(X: Table, target: WeightedTarget, { initialScores }: Objective): ScoredRows {
  const scores = new Float64Array(initialScores.length * X.nRows);
  for (const [k, score] of initialScores.entries()) scores.fill(score, k * X.nRows, (k + 1) * X.nRows);
  return { X, ...target, scores };
}

function targetOf({ y, sampleWeight }: Pick<FitInput, 'y' | 'sampleWeight'>): WeightedTarget {
  if (!sampleWeight) return { y: y!, weights: new Float64Array(y!.length).fill(1) };
  const factor = tamingFactor(sampleWeight);
  return { y: y!, weights: factor === 1 ? sampleWeight : sampleWeight.map((weight) => weight * factor) };
}

/** The objective as data; with several threads its arrays are on shared memory. */
function specOf(input: FitInput, threads: number): ObjectiveSpec {
  const { y, weights } = targetOf(input);
  const { task, nClasses } = input;
  const nWork = task === 'multiclass' ? nClasses * y.length : 0;
  const shared = threads > 1 ? sharedCopy : (values: Float64Array) => values;
  const work = threads > 1 ? new Float64Array(new SharedArrayBuffer(nWork * 8)) : new Float64Array(nWork);
  return { task: task!, nClasses, target: { y: shared(y), weights: shared(weights) }, work };
}

function sharedCopy(values: Float64Array): Float64Array {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const copy = new Float64Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

function gainsOf(trees: readonly GrownTree[], nFeatures: number): Float64Array {
  const total = new Float64Array(nFeatures);
  for (const { gains } of trees) for (const { feature, gain } of gains) total[feature] += gain;
  return total;
}
