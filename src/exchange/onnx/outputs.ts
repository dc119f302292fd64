/** The model of a plan as operators: scores, then a value or probabilities. */
import { ModelwrightError } from '../../core/errors.ts';
import { leastProbability } from '../../estimators/ensemble/log-probability.ts';
import type { PlanLink, PlanMix, PlanModel, PlanStack } from '../export-plan.ts';
import { recalibrated } from './answers.ts';
import { bayesOutputs } from './bayes-scores.ts';
import { boostedScores, treeMeans } from './forest-scores.ts';
import type { Graph } from './graph.ts';
import type { Tensor } from './messages.ts';
import { networkOutputs } from './network-scores.ts';
import { matrixOf, type Places, placeNumbers, repeated } from './row-values.ts';
import { addStep } from './steps.ts';

/** nRows x 1 values, or nRows x nClasses probabilities, as doubles. `anyInput` tells how many rows there are. */
export function modelOutputs(graph: Graph, places: Places, model: PlanModel, anyInput: Tensor): Tensor {
  switch (model.kind) {
    case 'constant':
      return repeated(graph, model.outputs, anyInput);
    case 'linear':
      return linked(graph, linearScores(graph, places, model, anyInput), model.intercepts.length, model.link);
    case 'forest':
      return linked(graph, boostedScores(graph, places, model, anyInput), model.baseline.length, model.link);
    case 'averagedTrees': {
      const means = treeMeans(graph, places, model, anyInput);
      if (model.link !== 'second') return means;
      return graph.op('Concat', [graph.op('Sub', [graph.number(1), means]), means], { axis: 1 });
    }
    case 'network':
      return networkOutputs(graph, places, model, anyInput);
    case 'bayes':
      return bayesOutputs(graph, places, model, anyInput);
    case 'neighbours':
      throw new ModelwrightError('EXPORT_UNSUPPORTED', { format: 'onnx', problem: 'it looks for training rows' });
    case 'mix':
      return mixed(graph, places, model, anyInput);
    case 'calibrated':
      return recalibrated(graph, modelOutputs(graph, places, model.model, anyInput), model.calibrator);
    case 'stack':
      return stacked(graph, places, model, anyInput);
  }
}

/** The weighted mean of models, in their order. */
function mixed(graph: Graph, places: Places, { parts }: PlanMix, anyInput: Tensor): Tensor {
  const terms = parts.map(({ weight, model }) => {
    const outputs = modelOutputs(graph, places, model, anyInput);
    return weight === 1 ? outputs : graph.op('Mul', [outputs, graph.number(weight)]);
  });
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  return graph.op('Div', [graph.op('Sum', terms), graph.number(total)]);
}

/** A final model over the numbers of its members. */
function stacked(graph: Graph, places: Places, model: PlanStack, anyInput: Tensor): Tensor {
  const { members, to, nClasses, steps, final } = model;
  let slot = to;
  for (const member of members) {
    const said = modelOutputs(graph, places, member, anyInput);
    const logs = () => graph.op('Log', [graph.op('Max', [said, graph.number(leastProbability)])]);
    const ofClass = (code: number) => graph.op('Gather', [logs(), graph.indices([code])], { axis: 1 });
    const width = nClasses === 0 || nClasses === 2 ? 1 : nClasses;
    const opinion = nClasses === 0 ? said : nClasses === 2 ? graph.op('Sub', [ofClass(1), ofClass(0)]) : logs();
    placeNumbers(places, slot, opinion, width);
    slot += width;
  }
  // Opinions are numbers, so no step meets a missing text.
  for (const step of steps) addStep(graph, places, step, '');
  return modelOutputs(graph, places, final, anyInput);
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

function linked(graph: Graph, scores: Tensor, nOutputs: number, link: PlanLink): Tensor {
  if (link === 'value') return scores;
  if (link === 'exp') return graph.op('Exp', [scores]);
  if (nOutputs > 1) return graph.op('Softmax', [scores], { axis: 1 });
  const both = [graph.op('Neg', [scores]), scores].map((side) => graph.op('Sigmoid', [side]));
  return graph.op('Concat', both, { axis: 1 });
}
