/** A model without a target as an ONNX file. */
import type { RankScale } from '../../estimators/anomaly/rank-scale.ts';
import type { ExportLabel } from '../export-plan.ts';
import type { PlanDetector, PlanUnlabelled, UnlabelledPlan } from '../export-unlabelled.ts';
import { treeMeans } from './forest-scores.ts';
import type { Graph } from './graph.ts';
import { heightsAt } from './line.ts';
import { type Tensor, wholeType } from './messages.ts';
import { preparedGraph, properties } from './prepared-graph.ts';
import { matrixOf, type Places } from './row-values.ts';

/**
 * Bytes of the file. Inputs are those of every exported model; outputs are `prediction` (`usual` or `anomaly`, or the number of the
 * cluster as text) and `anomaly_score` or `cluster_distance`, one per row. The same model gives the same bytes.
 *
 * @throws EXPORT_UNSUPPORTED as `preparedGraph`.
 */
export function onnxUnlabelledModel({ signature, steps, model }: UnlabelledPlan, label: ExportLabel): Uint8Array {
  const { graph, places, missingText } = preparedGraph({ signature, steps });
  const { inputs, target } = signature;
  const { codes, measure } =
    model.kind === 'centres' ? nearest(graph, places, model) : detected(graph, places, model, inputs[0].name);
  const names = graph.constant({ dims: [target.classes.length], values: target.classes });
  const column = graph.indices([1]);
  graph.output('prediction', graph.op('Gather', [names, codes], { axis: 0 }), 'string');
  graph.output(measure.name, graph.op('Squeeze', [measure.tensor, column]), 'number');
  return graph.bytes(label.name, properties(label, signature, missingText));
}

interface Answer {
  /** nRows whole numbers. */
  readonly codes: Tensor;
  /** nRows x 1 numbers. */
  readonly measure: { readonly name: string; readonly tensor: Tensor };
}

function nearest(graph: Graph, places: Places, model: Extract<PlanUnlabelled, { kind: 'centres' }>): Answer {
  const { features, means, scales, bound, centres, nClusters } = model;
  const row = (values: Float64Array) => graph.constant({ dims: [1, values.length], values });
  const plain = matrixOf(graph, places, features);
  const scaled = scales.length > 0 ? graph.op('Div', [graph.op('Sub', [plain, row(means)]), row(scales)]) : plain;
  const points = graph.op('Clip', [scaled, graph.number(-bound), graph.number(bound)]);
  const squares = Array.from({ length: nClusters }, (_, c) => {
    const centre = centres.slice(c * features.length, (c + 1) * features.length);
    const apart = graph.op('Sub', [points, row(centre)]);
    return graph.op('ReduceSum', [graph.op('Mul', [apart, apart]), graph.indices([1])], { keepdims: 1 });
  });
  const all = squares.length === 1 ? squares[0] : graph.op('Concat', squares, { axis: 1 });
  return {
    codes: graph.op('ArgMin', [all], { axis: 1, keepdims: 0 }),
    measure: {
      name: 'cluster_distance',
      tensor: graph.op('Sqrt', [graph.op('ReduceMin', [all], { axes: [1], keepdims: 1 })]),
    },
  };
}

function detected(
  graph: Graph,
  places: Places,
  { members, scale, contamination }: Extract<PlanUnlabelled, { kind: 'detectors' }>,
  anyInput: Tensor,
): Answer {
  const shares = members.map((member) => shareBelow(graph, strangeness(graph, places, member, anyInput), member.scale));
  const mean =
    shares.length === 1 ? shares[0] : graph.op('Div', [graph.op('Sum', shares), graph.number(shares.length)]);
  const score = scale === null ? mean : shareBelow(graph, mean, scale);
  const flags = graph.op('Greater', [score, graph.number(1 - contamination)]);
  const codes = graph.op('Squeeze', [graph.op('Cast', [flags], { to: wholeType }), graph.indices([1])]);
  return { codes, measure: { name: 'anomaly_score', tensor: score } };
}

/** What a detector says of each row, nRows x 1. */
function strangeness(graph: Graph, places: Places, member: PlanDetector, anyInput: Tensor): Tensor {
  const { features } = member;
  if (member.kind === 'isolation') {
    const { forest, unit } = member;
    const trees = { kind: 'averagedTrees', features, forest, shares: new Float64Array(), nOutputs: 1 } as const;
    const exponent = treeMeans(graph, places, { ...trees, unit, link: 'value' }, anyInput);
    return graph.op('Pow', [graph.number(2), exponent]);
  }
  const { medians, scales, bound, aggregate } = member;
  const row = (values: Float64Array) => graph.constant({ dims: [1, values.length], values });
  const apart = graph.op('Abs', [graph.op('Sub', [matrixOf(graph, places, features), row(medians)])]);
  const deviations = graph.op('Min', [graph.op('Div', [apart, row(scales)]), graph.number(bound)]);
  if (aggregate === 'max') return graph.op('ReduceMax', [deviations], { axes: [1], keepdims: 1 });
  const squares = graph.op('Mul', [deviations, deviations]);
  const sum = graph.op('ReduceSum', [squares, graph.indices([1])], { keepdims: 1 });
  return graph.op('Sqrt', [graph.op('Div', [sum, graph.number(features.length)])]);
}

/** The numbers next to 0 and 1, within which shares lie. */
const [leastShare, mostShare] = [Number.MIN_VALUE, 1 - Number.EPSILON / 2];

/** The place of each score on a scale: the line between what was seen, and beyond it ever nearer to 0 and 1. */
function shareBelow(graph: Graph, score: Tensor, { scores, shares, reach }: RankScale): Tensor {
  const last = scores.length - 1;
  const number = (value: number) => graph.number(value);
  const beyond = (distance: Tensor, left: number) => {
    const steps = graph.op('Div', [graph.op('Max', [distance, number(0)]), number(reach)]);
    return graph.op('Div', [number(left), graph.op('Add', [steps, number(1)])]);
  };
  const below = beyond(graph.op('Sub', [number(scores[0]), score]), shares[0]);
  const above = graph.op('Sub', [number(1), beyond(graph.op('Sub', [score, number(scores[last])]), 1 - shares[last])]);
  const outside = graph.op('Where', [graph.op('LessOrEqual', [score, number(scores[0])]), below, above]);
  if (last === 0) return graph.op('Clip', [outside, number(leastShare), number(mostShare)]);
  const inside = heightsAt(graph, score, { knots: [...scores], heights: [...shares] });
  const isInside = graph.op('And', [
    graph.op('Greater', [score, number(scores[0])]),
    graph.op('Less', [score, number(scores[last])]),
  ]);
  const share = graph.op('Where', [isInside, inside, outside]);
  return graph.op('Clip', [share, number(leastShare), number(mostShare)]);
}
