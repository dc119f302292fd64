/** Naive Bayes as operators. */
import type { BayesCategory, BayesNumber, PlanModel } from '../export-plan.ts';
import type { Graph } from './graph.ts';
import { type Tensor, wholeType } from './messages.ts';
import { numbersAt, type Places, repeated } from './row-values.ts';

/** nRows x nClasses probabilities. */
export function bayesOutputs(
  graph: Graph,
  places: Places,
  { logPriors, numbers, categories }: Extract<PlanModel, { kind: 'bayes' }>,
  anyInput: Tensor,
): Tensor {
  const terms = [
    repeated(graph, logPriors, anyInput),
    ...numbers.map((column) => logDensities(graph, numbersAt(graph, places, column.slot), column)),
    ...categories.map((column) => logSharesOf(graph, numbersAt(graph, places, column.slot), column)),
  ];
  return graph.op('Softmax', [terms.length === 1 ? terms[0] : graph.op('Sum', terms)], { axis: 1 });
}

/** Logarithm of each class's density, nRows x nClasses; 0 where the value is missing. */
function logDensities(graph: Graph, x: Tensor, column: BayesNumber): Tensor {
  const { mean, scale, bound, means, variances, logVariances } = column;
  const row = (values: Float64Array) => graph.constant({ dims: [1, values.length], values });
  const centred = graph.op('Sub', [x, graph.number(mean)]);
  const inScales = graph.op('Div', [centred, graph.number(scale)]);
  const held = graph.op('Clip', [inScales, graph.number(-bound), graph.number(bound)]);
  const away = graph.op('Sub', [held, row(means)]);
  const square = graph.op('Div', [graph.op('Mul', [away, away]), row(variances)]);
  const density = graph.op('Mul', [graph.op('Add', [square, row(logVariances)]), graph.number(-0.5)]);
  const unknown = graph.op('Or', [graph.op('IsNaN', [x]), graph.op('IsInf', [x])]);
  return graph.op('Where', [unknown, graph.number(0), density]);
}

/** Logarithm of the category's share in each class, nRows x nClasses; 0 for what is no known code. */
function logSharesOf(graph: Graph, x: Tensor, { cardinality, logShares }: BayesCategory): Tensor {
  const nClasses = logShares.length / cardinality;
  const table = new Float64Array((cardinality + 1) * nClasses);
  for (let value = 0; value < cardinality; value++) {
    for (let code = 0; code < nClasses; code++) table[value * nClasses + code] = logShares[code * cardinality + value];
  }
  const isWhole = graph.op('Equal', [graph.op('Floor', [x]), x]);
  const isBelow = graph.op('Less', [x, graph.number(cardinality)]);
  const isAbove = graph.op('GreaterOrEqual', [x, graph.number(0)]);
  const isCode = graph.op('And', [isWhole, graph.op('And', [isBelow, isAbove])]);
  const place = graph.op('Where', [isCode, x, graph.number(cardinality)]);
  const places = graph.op('Squeeze', [graph.op('Cast', [place], { to: wholeType }), graph.indices([1])]);
  const rows = graph.constant({ dims: [cardinality + 1, nClasses], values: table });
  return graph.op('Gather', [rows, places], { axis: 0 });
}
