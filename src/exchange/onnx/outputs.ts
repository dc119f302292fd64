/** The model of a plan as operators: scores, then a value or probabilities. */
import { ModelwrightError } from '../../core/errors.ts';
import type { PlanLink, PlanModel } from '../export-plan.ts';
import { type Graph, mlDomain } from './graph.ts';
import type { Tensor } from './messages.ts';
import { matrixOf, type Places } from './row-values.ts';
import { onnxNodes } from './tree-nodes.ts';

/**
 * nRows x 1 values, or nRows x nClasses probabilities, as doubles. `anyInput` tells how many rows there are.
 *
 * @throws EXPORT_UNSUPPORTED for means over trees and models.
 */
export function modelOutputs(graph: Graph, places: Places, model: PlanModel, anyInput: Tensor): Tensor {
  switch (model.kind) {
    case 'constant':
      return repeated(graph, model.outputs, anyInput);
    case 'linear':
      return linked(graph, linearScores(graph, places, model, anyInput), model.intercepts.length, model.link);
    case 'forest':
      return linked(graph, forestScores(graph, places, model, anyInput), model.baseline.length, model.link);
    default:
      throw new ModelwrightError('EXPORT_UNSUPPORTED', {
        format: 'onnx',
        problem: 'ensembles have no translation; --format esm has one, and --preset fast trains a model that has',
      });
  }
}

function linearScores(
  graph: Graph,
  places: Places,
  { features, coefficients, intercepts }: Extract<PlanModel, { kind: 'linear' }>,
  anyInput: Tensor,
): Tensor {
  if (features.length === 0) return repeated(graph, intercepts, anyInput);
  const nOutputs = intercepts.length;
  const byFeature = features.flatMap((_, j) =>
    Array.from({ length: nOutputs }, (_, k) => coefficients[k * features.length + j]),
  );
  const weights = graph.constant({ dims: [features.length, nOutputs], values: Float64Array.from(byFeature) });
  const product = graph.op('MatMul', [matrixOf(graph, places, features), weights]);
  return graph.op('Add', [product, graph.constant({ dims: [1, nOutputs], values: intercepts })]);
}

/** Thresholds are compared as doubles and leaves added as doubles; the operator hands its sums on as float32. */
function forestScores(
  graph: Graph,
  places: Places,
  { features, baseline, forest }: Extract<PlanModel, { kind: 'forest' }>,
  anyInput: Tensor,
): Tensor {
  if (features.length === 0 || forest.roots.length === 0) return repeated(graph, baseline, anyInput);
  const nodes = onnxNodes(forest);
  const leaves = nodes.filter(({ mode }) => mode === 'LEAF');
  const attributes = {
    n_targets: baseline.length,
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
    target_ids: leaves.map(({ tree }) => tree % baseline.length),
    target_weights_as_tensor: doubles(leaves.map(({ value }) => value)),
  };
  const sums = graph.op('TreeEnsembleRegressor', [matrixOf(graph, places, features)], attributes, mlDomain);
  return graph.op('Add', [graph.double(sums), graph.constant({ dims: [1, baseline.length], values: baseline })]);
}

function linked(graph: Graph, scores: Tensor, nOutputs: number, link: PlanLink): Tensor {
  if (link === 'value') return scores;
  if (link === 'exp') return graph.op('Exp', [scores]);
  if (nOutputs > 1) return graph.op('Softmax', [scores], { axis: 1 });
  const both = [graph.op('Neg', [scores]), scores].map((side) => graph.op('Sigmoid', [side]));
  return graph.op('Concat', both, { axis: 1 });
}

/** The same numbers in every row. */
function repeated(graph: Graph, values: Float64Array, anyInput: Tensor): Tensor {
  const nRows = graph.op('Shape', [anyInput], { start: 0, end: 1 });
  const shape = graph.op('Concat', [nRows, graph.indices([values.length])], { axis: 0 });
  return graph.op('Expand', [graph.constant({ dims: [1, values.length], values }), shape]);
}

function doubles(values: readonly number[]) {
  return { dims: [values.length], values: Float64Array.from(values) };
}
