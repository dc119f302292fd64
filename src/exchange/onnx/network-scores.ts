/** Networks as operators. */
import type { PlanModel } from '../export-plan.ts';
import type { Graph } from './graph.ts';
import { singleType, type Tensor } from './messages.ts';
import { matrixOf, type Places, repeated } from './row-values.ts';

/** nRows x 1 values, or nRows x nClasses probabilities. */
export function networkOutputs(
  graph: Graph,
  places: Places,
  { features, inputs, bound, layers, nClasses, present, target }: Extract<PlanModel, { kind: 'network' }>,
  anyInput: Tensor,
): Tensor {
  const row = (values: Float64Array) => graph.constant({ dims: [1, values.length], values });
  let values: Tensor;
  if (features.length === 0) values = repeated(graph, new Float64Array(layers[0].inputs), anyInput);
  else {
    const centred = graph.op('Sub', [matrixOf(graph, places, features), row(inputs.means)]);
    const scaled = graph.op('Mul', [centred, row(inputs.scales)]);
    const held = graph.op('Clip', [scaled, graph.number(-bound), graph.number(bound)]);
    const shifted = inputs.shifts ? graph.op('Add', [held, row(inputs.shifts)]) : held;
    values = graph.double(graph.op('Cast', [shifted], { to: singleType }));
  }
  for (const [l, { inputs: width, outputs, weights, biases }] of layers.entries()) {
    // The first layer has room for more columns than there are.
    const used = l === 0 && features.length > 0 ? features.length : width;
    const dims = [used, outputs];
    const matrix = graph.constant({ dims, values: Float64Array.from(weights.subarray(0, used * outputs)) });
    values = graph.op('Add', [graph.op('MatMul', [values, matrix]), row(Float64Array.from(biases))]);
    if (l < layers.length - 1) values = graph.op('Max', [values, graph.number(0)]);
  }
  const wanted = Array.from({ length: Math.max(1, present.length) }, (_, k) => k);
  const outputs = graph.op('Gather', [values, graph.indices(wanted)], { axis: 1 });
  if (nClasses === 0) {
    const spread = graph.op('Mul', [outputs, graph.number(target.deviation)]);
    return graph.op('Add', [spread, graph.number(target.mean)]);
  }
  const shares = graph.op('Softmax', [outputs], { axis: 1 });
  if (present.length === nClasses) return shares;
  const toClass = new Float64Array(present.length * nClasses);
  for (const [k, code] of present.entries()) toClass[k * nClasses + code] = 1;
  return graph.op('MatMul', [shares, graph.constant({ dims: [present.length, nClasses], values: toClass })]);
}
