/** Sums over trees as the tree operator. It compares thresholds and adds leaves as doubles, and hands its sums on as float32. */
import { type Forest, nodeKinds } from '../../estimators/tree/forest.ts';
import { forestOutputs } from '../../estimators/tree/forest-outputs.ts';
import type { PlanModel, Slot } from '../export-plan.ts';
import { type Graph, mlDomain } from './graph.ts';
import type { Tensor } from './messages.ts';
import { matrixOf, type Places, repeated } from './row-values.ts';
import { onnxNodes } from './tree-nodes.ts';

/** Scores of boosted trees, nRows x nOutputs. */
export function boostedScores(
  graph: Graph,
  places: Places,
  { features, baseline, forest }: Extract<PlanModel, { kind: 'forest' }>,
  anyInput: Tensor,
): Tensor {
  if (features.length === 0 || forest.roots.length === 0) return repeated(graph, baseline, anyInput);
  const sums = treeSums(graph, places, features, forest, baseline.length);
  return graph.op('Add', [sums, graph.constant({ dims: [1, baseline.length], values: baseline })]);
}

/**
 * Means over trees times their unit, nRows x nOutputs. Each class has its own copy of every tree: with several weights in a leaf
 * onnxruntime gave 1 row of 100,000 another class than the same tree with one weight in each.
 */
export function treeMeans(
  graph: Graph,
  places: Places,
  model: Extract<PlanModel, { kind: 'averagedTrees' }>,
  anyInput: Tensor,
): Tensor {
  const { features, nOutputs } = model;
  const { forest } = forestOutputs(model);
  // What lies around zero loses less of its digits in float32.
  const centre = nOutputs === 1 ? middleOfLeaves(forest) : 0;
  const values = forest.values.map((value, node) => (forest.kinds[node] === nodeKinds.leaf ? value - centre : value));
  const start = new Float64Array(nOutputs).fill(centre * model.forest.roots.length);
  // Without features every tree is a leaf.
  if (features.length === 0) {
    for (const [tree, root] of forest.roots.entries()) start[tree % nOutputs] += values[root];
    return repeated(graph, start, anyInput);
  }
  const sums = treeSums(graph, places, features, { ...forest, values }, nOutputs);
  return graph.op('Add', [sums, graph.constant({ dims: [1, nOutputs], values: start })]);
}

/** Sums of leaves: tree t adds to output t modulo their number. */
function treeSums(graph: Graph, places: Places, features: readonly Slot[], forest: Forest, nOutputs: number): Tensor {
  const nodes = onnxNodes(forest);
  const leaves = nodes.filter(({ mode }) => mode === 'LEAF');
  const attributes = {
    n_targets: nOutputs,
    nodes_treeids: nodes.map(({ tree }) => tree),
    nodes_nodeids: nodes.map(({ id }) => id),
    nodes_modes: nodes.map(({ mode }) => mode),
    nodes_featureids: nodes.map(({ feature }) => feature),
    nodes_values_as_tensor: doubles(nodes.map(({ mode, value }) => (mode === 'LEAF' ? 0 : value))),
    nodes_truenodeids: nodes.map(({ whenTrue }) => whenTrue),
    nodes_falsenodeids: nodes.map(({ whenFalse }) => whenFalse),
    nodes_missing_value_tracks_true: nodes.map(({ missingTrue }) => Number(missingTrue)),
    target_treeids: leaves.map(({ tree }) => tree),
    target_nodeids: leaves.map(({ id }) => id),
    target_ids: leaves.map(({ tree }) => tree % nOutputs),
    target_weights_as_tensor: doubles(leaves.map(({ value }) => value)),
  };
  return graph.double(graph.op('TreeEnsembleRegressor', [matrixOf(graph, places, features)], attributes, mlDomain));
}

/** The mean value of the leaves. */
function middleOfLeaves({ kinds, values }: Forest): number {
  const leaves = values.filter((_, node) => kinds[node] === nodeKinds.leaf);
  return leaves.reduce((middle, value) => middle + value / leaves.length, 0);
}

function doubles(values: readonly number[]) {
  return { dims: [values.length], values: Float64Array.from(values) };
}
