/** The boosting loop: each iteration adds a tree per output that follows the gradient of the loss (Friedman 2001). */
import type { Table } from '../../table/table.ts';
import type { FitContext, FitInput } from '../estimator.ts';
import { type BinnedTable, binTable } from './binned-table.ts';
import { neverStop, stopAfter } from './early-stopping.ts';
import { toExactGrid } from './exact-sums.ts';
import { nearestFinite, tamingFactor } from './exponent.ts';
import { type Forest, joinForests } from './forest.ts';
import { addForest } from './forest-scores.ts';
import type { GbdtParams } from './gbdt-params.ts';
import { type GrownTree, TreeGrower } from './grow-tree.ts';
import { logisticLoss } from './logistic-loss.ts';
import type { Objective, WeightedTarget } from './objective.ts';
import { sampleOf } from './sample-of.ts';
import { softmaxLoss } from './softmax-loss.ts';
import { squaredError } from './squared-error.ts';

export interface Boosted {
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
export function boost(input: FitInput, params: GbdtParams, { rng, onIteration }: FitContext): Boosted {
  const target = targetOf(input);
  const objective = objectiveFor(input, target);
  const nOutputs = objective.initialScores.length;
  const training = scored(input.X, target, objective);
  const watched = input.valid && scored(input.valid.X, targetOf(input.valid), objective);
  const stopper = watched && params.earlyStoppingRounds > 0 ? stopAfter(params.earlyStoppingRounds) : neverStop();
  const table = binTable(input.X, params.maxBins);
  const step = iterationOf(table, training, objective, params);
  const isRandom = params.subsample < 1 || params.featureFraction < 1;
  const trees: GrownTree[] = [];
  for (let iteration = 0; iteration < params.nEstimators; iteration++) {
    const grown = step(rng.split(`iteration-${iteration}`));
    // Nothing changed, so that all further iterations would be the same.
    if (!isRandom && grown.every(({ gains }) => gains.length === 0)) break;
    trees.push(...grown);
    let score = Number.NaN;
    if (watched) for (const [k, { tree }] of grown.entries()) addForest(tree, watched.X, scoresOf(watched, k), 1);
    if (watched || onIteration) score = objective.loss((watched ?? training).scores, watched ?? training);
    const enough = stopper.add(score);
    if (onIteration?.(iteration, score) === false || enough) break;
  }
  const kept = trees.slice(0, stopper.kept() * nOutputs);
  return {
    baseline: objective.initialScores.map((score) => nearestFinite(score * objective.unit)),
    forest: joinForests(
      kept.map(({ tree }) => tree),
      objective.unit,
    ),
    gains: gainsOf(kept, input.X.columns.length),
  };
}

/** The function that makes an iteration's trees and adds them to the training scores. */
function iterationOf(table: BinnedTable, training: ScoredRows, objective: Objective, params: GbdtParams) {
  const { nRows, columns } = table;
  const grower = new TreeGrower(table, params);
  const gradient = new Float64Array(nRows);
  const hessian = new Float64Array(nRows);
  return (rng: FitContext['rng']): GrownTree[] => {
    objective.begin(training.scores);
    const rows = sampleOf(nRows, params.subsample, rng.split('rows'));
    return Array.from(objective.initialScores, (_, k) => {
      objective.derivatives(k, gradient, hessian);
      const derivatives = {
        gradient,
        hessian,
        gradientUnit: toExactGrid(gradient),
        hessianUnit: toExactGrid(hessian),
      };
      const chosen = objective.learns(k)
        ? sampleOf(columns.length, params.featureFraction, rng.split(`columns-${k}`))
        : new Int32Array();
      const grown = grower.grow(rows.slice(), chosen, derivatives);
      addToTraining(grown, training, k);
      return grown;
    });
  };
}

/** Rows that the tree saw are known by leaf; if it did not see all, every row walks through the tree. */
function addToTraining({ tree, leaves, gains }: GrownTree, training: ScoredRows, k: number): void {
  if (gains.length === 0) return;
  const scores = scoresOf(training, k);
  const seen = leaves.reduce((sum, { rows }) => sum + rows.length, 0);
  if (seen < scores.length) {
    addForest(tree, training.X, scores, 1);
    return;
  }
  for (const { rows, value } of leaves) for (let i = 0; i < rows.length; i++) scores[rows[i]] += value;
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

function objectiveFor({ task, nClasses }: FitInput, target: WeightedTarget): Objective {
  if (task === 'regression') return squaredError(target);
  return task === 'binary' ? logisticLoss(target) : softmaxLoss(target, nClasses);
}

function gainsOf(trees: readonly GrownTree[], nFeatures: number): Float64Array {
  const total = new Float64Array(nFeatures);
  for (const { gains } of trees) for (const { feature, gain } of gains) total[feature] += gain;
  return total;
}
