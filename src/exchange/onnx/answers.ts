/** Corrected probabilities and decided classes as operators. */
import { ModelwrightError } from '../../core/errors.ts';
import type { Calibrator } from '../../estimators/calibration/calibrator.ts';
import { leastProbability } from '../../estimators/calibration/log-probability.ts';
import type { PlanRule } from '../export-plan.ts';
import type { Graph } from './graph.ts';
import type { Tensor } from './messages.ts';
import { numbersAt, type Places } from './row-values.ts';

/** nRows x nClasses probabilities, corrected. @throws EXPORT_UNSUPPORTED for curves with corners. */
export function recalibrated(graph: Graph, probabilities: Tensor, calibrator: Calibrator): Tensor {
  const log = (p: Tensor) => graph.op('Log', [graph.op('Max', [p, graph.number(leastProbability)])]);
  switch (calibrator.method) {
    case 'none':
      return probabilities;
    case 'temperature': {
      const scores = graph.op('Div', [log(probabilities), graph.number(calibrator.temperature)]);
      return graph.op('Softmax', [scores], { axis: 1 });
    }
    case 'platt': {
      const { slopes, intercepts } = calibrator;
      const ofBoth = slopes.length === 1;
      const p = ofBoth ? graph.op('Gather', [probabilities, graph.indices([1])], { axis: 1 }) : probabilities;
      const odds = graph.op('Sub', [log(p), log(graph.op('Sub', [graph.number(1), p]))]);
      const row = (values: Float64Array) => graph.constant({ dims: [1, values.length], values });
      const scores = graph.op('Add', [graph.op('Mul', [odds, row(slopes)]), row(intercepts)]);
      const heights = graph.op('Sigmoid', [scores]);
      if (ofBoth) return graph.op('Concat', [graph.op('Sub', [graph.number(1), heights]), heights], { axis: 1 });
      return graph.op('Div', [heights, graph.op('ReduceSum', [heights, graph.indices([1])], { keepdims: 1 })]);
    }
    case 'isotonic': {
      const problem = 'isotonic calibration can be exported as esm alone; train with --calibrate platt or none';
      throw new ModelwrightError('EXPORT_UNSUPPORTED', { format: 'onnx', problem });
    }
  }
}

/** nRows codes of the answered classes. */
export function answeredCodes(graph: Graph, places: Places, probabilities: Tensor, rule: PlanRule | undefined): Tensor {
  const largest = (scores: Tensor) => graph.op('ArgMax', [scores], { axis: 1, keepdims: 0 });
  switch (rule?.by) {
    case 'threshold': {
      // The threshold itself stands in the place of the first class's probability: the second wins above it alone.
      const row = graph.constant({ dims: [1, 2], values: Float64Array.of(rule.threshold, 0) });
      const first = graph.constant({ dims: [1, 2], values: Float64Array.of(0, 1) });
      return largest(graph.op('Add', [graph.op('Mul', [probabilities, first]), row]));
    }
    case 'slot': {
      const second = graph.op('Gather', [probabilities, graph.indices([1])], { axis: 1 });
      return largest(graph.op('Concat', [numbersAt(graph, places, rule.slot), second], { axis: 1 }));
    }
    case 'weights': {
      const row = graph.constant({ dims: [1, rule.weights.length], values: rule.weights });
      return largest(graph.op('Mul', [probabilities, row]));
    }
    case 'costs': {
      const n = Math.sqrt(rule.costs.length);
      const costs = graph.constant({ dims: [n, n], values: rule.costs });
      return graph.op('ArgMin', [graph.op('MatMul', [probabilities, costs])], { axis: 1, keepdims: 0 });
    }
    default:
      return largest(probabilities);
  }
}
