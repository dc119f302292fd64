/** Lines through points as operators. */
import type { PlanStep } from '../export-plan.ts';
import type { Graph } from './graph.ts';
import { type Tensor, wholeType } from './messages.ts';

type Line = Extract<PlanStep, { op: 'line' }>;

/** The arithmetic of `heightAt` on nRows x 1 numbers. */
export function heightsAt(graph: Graph, x: Tensor, { knots, heights }: Pick<Line, 'knots' | 'heights'>): Tensor {
  const last = knots.length - 1;
  const within = graph.op('Clip', [x, graph.number(knots[0]), graph.number(knots[last])]);
  const starts = graph.constant({ dims: [1, last], values: Float64Array.from(knots.slice(0, last)) });
  const passed = graph.op('Cast', [graph.op('GreaterOrEqual', [within, starts])], { to: wholeType });
  // The segment of the last knot that is not beyond x; a missing value is in none, and any will do.
  const count = graph.op('ReduceSum', [passed, graph.indices([1])], { keepdims: 1 });
  const at = graph.op('Max', [graph.op('Sub', [count, graph.indices([1])]), graph.indices([0])]);
  const pick = (values: readonly number[]) =>
    graph.op('Gather', [graph.constant({ dims: [values.length], values: Float64Array.from(values) }), at], { axis: 0 });
  const half = (tensor: Tensor) => graph.op('Div', [tensor, graph.number(2)]);
  const [left, right] = [pick(knots.slice(0, last)), pick(knots.slice(1))].map(half);
  const [low, high] = [pick(heights.slice(0, last)), pick(heights.slice(1))];
  const part = graph.op('Div', [graph.op('Sub', [half(within), left]), graph.op('Sub', [right, left])]);
  const rise = graph.op('Mul', [graph.op('Sub', [high, low]), part]);
  return graph.op('Where', [graph.op('IsNaN', [x]), graph.number(Number.NaN), graph.op('Add', [low, rise])]);
}
