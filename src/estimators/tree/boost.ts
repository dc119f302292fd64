/** The boosting loop: each iteration adds a tree per output that follows the gradient of the loss (Friedman 2001). */
import type { Rng } from '../../math/rng.ts';
import type { FitContext, FitInput } from '../estimator.ts';
import { binTable } from './binned-table.ts';
import { drawDropped, scaledForest } from './dropped-trees.ts';
import { neverStop, stopAfter } from './early-stopping.ts';
import { type Forest, joinForests } from './forest.ts';
import type { GbdtParams } from './gbdt-params.ts';
import { type RowSample, sampleByGradient } from './gradient-sampling.ts';
import type { GrownTree } from './grow-tree.ts';
import { chooseObjective, type ObjectiveName } from './loss-choice.ts';
import { nearestFinite } from './nearest-finite.ts';
import { specOf } from './objective-spec.ts';
import { createObjective } from './objectives.ts';
import { sampleOf } from './sample-of.ts';
import { addTree, type ScoredRows, startScores, targetOf } from './scored-rows.ts';
import { openTeam, TreeFit } from './tree-fit.ts';
import { type TreeParams, treeParams } from './tree-params.ts';
import { startOf } from './warm-start.ts';
import { watchedScore } from './watched-score.ts';

export interface Boosted {
  readonly objective: ObjectiveName;
  /** Scores before the first tree, one per output. */
  readonly baseline: Float64Array;
  /** Tree t belongs to output t modulo nOutputs. */
  readonly forest: Forest;
  /** Total gain of the splits on each column. */
  readonly gains: Float64Array;
}

/** What the steps of a fit share. */
interface Fit {
  readonly trees: TreeFit;
  readonly params: TreeParams;
  readonly rng: Rng;
  readonly nOutputs: number;
  readonly training: ScoredRows;
  readonly watched: ScoredRows | undefined;
}

/** Learns a forest. */
export function boost(input: FitInput, given: GbdtParams, ctx: FitContext): Boosted {
  const name = chooseObjective(input, given, ctx.objective);
  const params = treeParams(given, name);
  // A function of the caller cannot go to other threads.
  const threads = ctx.objective ? 1 : (ctx.threads ?? 1);
  // First, so that the helpers start while the leader prepares their work.
  const team = openTeam(threads, input.X.nRows, input.X.columns.length);
  try {
    const spec = specOf(input, params, name, ctx);
    const objective = createObjective(spec);
    const start = startOf(input, objective, name);
    const scoreOf = watchedScore(input, params, objective, name);
    const table = binTable(input.X, params.maxBins, input.valid?.X, team, true);
    const trees = new TreeFit(table, params, spec, { team, objective });
    const nOutputs = objective.initialScores.length;
    const training = { X: input.X, ...spec.target, scores: trees.scores };
    const watched = input.valid && { X: input.valid.X, ...targetOf(input.valid), scores: trees.watchedScores };
    for (const rows of watched ? [training, watched] : [training]) startScores(rows, start.constants, start.forest);
    const fit = { trees, params, rng: ctx.rng, nOutputs, training, watched };
    const grown = iterate(fit, start.iterations, scoreOf, ctx);
    return {
      objective: name,
      baseline: start.constants.map((score) => nearestFinite(score * objective.unit + (objective.shift ?? 0))),
      forest: joinForests([start.forest, ...grown.map(({ tree }) => tree)], objective.unit),
      gains: totalGains(start.gains, grown),
    };
  } finally {
    team.close();
  }
}

/** All iterations; returns the trees that are kept. */
function iterate(
  fit: Fit,
  first: number,
  scoreOf: (rows: ScoredRows) => number,
  { onIteration, progressOnly }: FitContext,
): GrownTree[] {
  const { params, nOutputs, training, watched } = fit;
  const { earlyStoppingRounds: patience, earlyStoppingMinDelta } = params;
  const stopper = watched && patience > 0 ? stopAfter(patience, earlyStoppingMinDelta) : neverStop();
  const { subsample, featureFraction, extraTrees, randomStrength = 0, boosting } = params;
  const isRandom = subsample < 1 || featureFraction < 1 || extraTrees || randomStrength > 0 || boosting !== 'gbdt';
  const trees: GrownTree[] = [];
  for (let i = 0; i < params.nEstimators; i++) {
    const rng = fit.rng.split(`iteration-${first + i}`);
    const dropped = params.boosting === 'dart' ? drop(fit, trees, rng.split('drop')) : [];
    const grown = growIteration(fit, first + i, rng, 1 / (1 + dropped.length));
    // Nothing changed, so that all further iterations would be the same.
    if (!isRandom && grown.every(({ gains }) => gains.length === 0)) break;
    if (dropped.length > 0) takeBack(fit, trees, dropped);
    trees.push(...grown);
    const isScored = watched !== undefined || (onIteration && !progressOnly);
    const score = isScored ? scoreOf(watched ?? training) : Number.NaN;
    const enough = stopper.add(score);
    if (onIteration?.(i, score) === false || enough) break;
  }
  return trees.slice(0, stopper.kept() * nOutputs);
}

/** A tree for each output. */
function growIteration(fit: Fit, iteration: number, rng: Rng, shrink: number): GrownTree[] {
  const { trees, nOutputs } = fit;
  trees.begin();
  const sample = sampleRows(fit, iteration, rng);
  return Array.from({ length: nOutputs }, (_, k) =>
    trees.grow(k, sample, rng.split(`columns-${k}`), iteration, shrink),
  );
}

/** The rows to learn an iteration from; undefined: all. */
function sampleRows({ trees, params, training, rng }: Fit, iteration: number, own: Rng): RowSample | undefined {
  const { boosting, learningRate, subsample, subsampleFreq, topRate, otherRate } = params;
  if (boosting === 'goss') {
    // The first gradients say little about which rows are hard (LightGBM begins as late).
    if (iteration < Math.floor(1 / learningRate) || topRate + otherRate >= 1) return undefined;
    return sampleByGradient(trees.gradientSizes(), topRate, otherRate, own.split('rows'));
  }
  if (subsample === 1) return undefined;
  const drawn = iteration - (iteration % subsampleFreq);
  return { rows: sampleOf(training.y.length, subsample, rng.split(`iteration-${drawn}`).split('rows')) };
}

/** Takes some earlier iterations out of the training scores; returns their numbers. */
function drop({ params, nOutputs, training }: Fit, trees: readonly GrownTree[], rng: Rng): number[] {
  const dropped = drawDropped(trees.length / nOutputs, params, rng);
  for (const t of treesOf(dropped, nOutputs)) addTree(training, t % nOutputs, scaledForest(trees[t].tree, -1));
  return dropped;
}

/** Puts dropped trees back, smaller by the part that the new ones take over. */
function takeBack({ nOutputs, training, watched }: Fit, trees: GrownTree[], dropped: readonly number[]): void {
  const kept = dropped.length / (1 + dropped.length);
  for (const t of treesOf(dropped, nOutputs)) {
    const tree = scaledForest(trees[t].tree, kept);
    addTree(training, t % nOutputs, tree);
    if (watched) addTree(watched, t % nOutputs, scaledForest(trees[t].tree, kept - 1));
    trees[t] = { ...trees[t], tree };
  }
}

function treesOf(iterations: readonly number[], nOutputs: number): number[] {
  return iterations.flatMap((iteration) => Array.from({ length: nOutputs }, (_, k) => iteration * nOutputs + k));
}

function totalGains(start: Float64Array, trees: readonly GrownTree[]): Float64Array {
  const total = start.slice();
  for (const { gains } of trees) for (const { feature, gain } of gains) total[feature] += gain;
  return total;
}
