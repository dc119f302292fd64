/** The boosting loop: each iteration adds a tree per output that follows the gradient of the loss (Friedman 2001). */
import type { Rng } from '../../math/rng.ts';
import type { FitContext, FitInput } from '../estimator.ts';
import { binTable } from './binned-table.ts';
import { neverStop, stopAfter } from './early-stopping.ts';
import { nearestFinite, tamingFactor } from './exponent.ts';
import { type Forest, joinForests } from './forest.ts';
import type { GbdtParams } from './gbdt-params.ts';
import type { GrownTree } from './grow-tree.ts';
import type { Objective, WeightedTarget } from './objective.ts';
import { createObjective, type ObjectiveSpec } from './objectives.ts';
import { sampleOf } from './sample-of.ts';
import { TreeFit } from './tree-fit.ts';

export interface Boosted {
  /** Scores before the first tree, one per output. */
  readonly baseline: Float64Array;
  /** Tree t belongs to output t modulo nOutputs. */
  readonly forest: Forest;
  /** Total gain of the splits on each column. */
  readonly gains: Float64Array;
}

/** Learns a forest. */
export function boost(input: FitInput, params: GbdtParams, ctx: FitContext): Boosted {
  const spec = specOf(input, ctx.threads ?? 1);
  const table = binTable(input.X, params.maxBins, input.valid?.X);
  const fit = new TreeFit(table, params, spec, { threads: ctx.threads ?? 1 });
  try {
    return boostWith(fit, createObjective(spec), input, params, ctx);
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
): Boosted {
  const nOutputs = objective.initialScores.length;
  const training = targetOf(input);
  const watched = input.valid && targetOf(input.valid);
  const stopper = watched && params.earlyStoppingRounds > 0 ? stopAfter(params.earlyStoppingRounds) : neverStop();
  const isRandom = params.subsample < 1 || params.featureFraction < 1;
  const trees: GrownTree[] = [];
  for (let iteration = 0; iteration < params.nEstimators; iteration++) {
    const grown = growIteration(fit, training.y.length, nOutputs, params, rng.split(`iteration-${iteration}`));
    // Nothing changed, so that all further iterations would be the same.
    if (!isRandom && grown.every(({ gains }) => gains.length === 0)) break;
    trees.push(...grown);
    let score = Number.NaN;
    if (watched || (onIteration && !progressOnly)) {
      score = objective.loss(watched ? fit.watchedScores : fit.scores, watched ?? training);
    }
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

/** A tree for each output. */
function growIteration(fit: TreeFit, nRows: number, nOutputs: number, params: GbdtParams, rng: Rng): GrownTree[] {
  fit.begin();
  const rows = params.subsample < 1 ? sampleOf(nRows, params.subsample, rng.split('rows')) : undefined;
  return Array.from({ length: nOutputs }, (_, k) => fit.grow(k, rows, rng.split(`columns-${k}`)));
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
