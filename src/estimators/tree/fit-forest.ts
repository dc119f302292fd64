/** Learning a forest: bins, targets, then trees that do not depend on each other (Breiman 2001). */
import { ModelwrightError } from '../../core/errors.ts';
import type { NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import type { FitContext, FitInput } from '../estimator.ts';
import { type BinnedTable, binTable } from './binned-table.ts';
import { growInOrder } from './forest-crew.ts';
import type { ForestPlace, ForestPlan } from './forest-grower.ts';
import { type GrowthRules, planForest, writeForestTable } from './forest-memory.ts';
import { type ForestParams, featuresTried } from './forest-params.ts';
import type { ForestState } from './forest-state.ts';
import { outputsOf, rowWeights, writeTargets } from './forest-targets.ts';
import type { EdgedColumn, ForestTree } from './forest-tree-builder.ts';
import { joinTrees } from './join-trees.ts';
import { kernelFunctions, mostKernelBytes, openKernel } from './kernel.ts';
import { MemoryPlan } from './memory-plan.ts';
import { outOfBagOf } from './out-of-bag.ts';
import { Team } from './team.ts';
import { viewsOf } from './training-memory.ts';
import { watchForest } from './watch-forest.ts';

/** Rows times trees for which a further thread is worth its start. */
const rowsPerThread = 200_000;

/** Rows times columns for which a further thread is worth its start when a table is binned. */
const cellsPerThread = 5_000_000;

/** @param name of the estimator, for errors. */
export function fitForest(
  input: FitInput,
  params: ForestParams,
  ctx: FitContext,
  {
    name,
    randomSplits,
    shuffled,
  }: { readonly name: string; readonly randomSplits: boolean; readonly shuffled: boolean },
): ForestState {
  if (params.outOfBag && !params.bootstrap) {
    throw new ModelwrightError('PARAM_INVALID', {
      name: `${name}.outOfBag`,
      law: 'bootstrap',
      value: 'true without it',
    });
  }
  const { X } = input;
  const table = binnedBy(ctx.threads ?? 1, X, params.maxBins);
  const nOutputs = outputsOf(input);
  const rules: GrowthRules = {
    nOutputs,
    maxFeatures: featuresTried(params.maxFeatures, X.columns.length, input.task === 'regression'),
    minSamplesLeaf: params.minSamplesLeaf,
    minSamplesSplit: params.minSamplesSplit,
    maxDepth: params.maxDepth > 0 ? params.maxDepth : -1,
    randomSplits,
    shuffled: shuffled || params.maxFeatures !== 'all',
    catSmooth: params.catSmooth,
  };
  const useful = Math.ceil((X.nRows * params.nEstimators) / rowsPerThread);
  const memory = new MemoryPlan(mostKernelBytes());
  const layout = planForest(table, rules, memory, Math.min(ctx.threads ?? 1, params.nEstimators, useful));
  const source = openKernel(memory.bytes);
  const views = viewsOf(source.buffer);
  writeForestTable(table, layout, rules, views);
  const plan: ForestPlan = {
    layout,
    columns: edgedColumns(table, X),
    nFeatures: X.columns.length,
    leafRule: writeTargets(input, rowWeights(input, params.classWeight === 'balanced'), nOutputs, layout, views),
    nDrawn: params.bootstrap ? Math.max(1, Math.round(params.maxSamples * X.nRows)) : 0,
    keys: keysOf(params.nEstimators, ctx),
  };
  const place: ForestPlace = { plan, kernel: kernelFunctions(source), views, thread: 0 };
  const trees: ForestTree[] = [];
  const watch = watchForest(input, nOutputs, 1 / plan.leafRule.factor, ctx);
  growInOrder(place, source, params.nEstimators, (grown, t) => {
    trees.push(grown);
    return watch(grown, t) !== false;
  });
  const state = {
    features: X.columns.map((column) => column.name),
    task: input.task!,
    nOutputs,
    unit: 1 / plan.leafRule.factor,
    ...joinTrees(trees, nOutputs),
  };
  return params.outOfBag ? { ...state, outOfBag: outOfBagOf(place, trees, input, state) } : state;
}

/** Bins a table with helpers of its own, where they are worth their start. */
function binnedBy(threads: number, X: Table, maxBins: number): BinnedTable {
  const team = new Team(Math.min(threads, Math.ceil((X.nRows * X.columns.length) / cellsPerThread)));
  try {
    return binTable(X, maxBins, undefined, team);
  } finally {
    team.close();
  }
}

function keysOf(n: number, { rng }: FitContext): Uint32Array {
  const keys = new Uint32Array(2 * n);
  for (let t = 0; t < n; t++) {
    const ofTree = rng.split(`tree-${t}`);
    keys.set([ofTree.uint32(), ofTree.uint32()], 2 * t);
  }
  return keys;
}

/** The smallest and largest training value of each bin. */
function edgedColumns({ columns, codes }: BinnedTable, X: Table): EdgedColumn[] {
  return columns.map(({ feature, bins }, j) => {
    const n = bins.kind === 'numeric' ? bins.nBins : 0;
    const lows = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
    const highs = new Float64Array(n).fill(Number.NEGATIVE_INFINITY);
    const { values } = X.columns[feature] as NumberColumn;
    const ofColumn = codes[j];
    for (let row = 0; n > 0 && row < values.length; row++) {
      const bin = ofColumn[row];
      if (bin >= n) continue;
      if (values[row] < lows[bin]) lows[bin] = values[row];
      if (values[row] > highs[bin]) highs[bin] = values[row];
    }
    return { feature, bins, lows, highs };
  });
}
