/** Steps of a plan as operators on doubles and strings. */
import { ModelwrightError } from '../../core/errors.ts';
import type { PlanStep } from '../export-plan.ts';
import { datePart } from './date-part.ts';
import type { Graph } from './graph.ts';
import { heightsAt } from './line.ts';
import { numbersAt, type Place, type Places, placeNumbers } from './row-values.ts';
import { codesOf, numbersOfPairs } from './texts.ts';

/**
 * Adds a step and notes where its results are.
 *
 * @throws EXPORT_UNSUPPORTED when texts are to be read as numbers, truth values or instants.
 */
export function addStep(graph: Graph, places: Places, step: PlanStep, missingText: string): void {
  const { from, to } = step;
  const place = places.get(from)!;
  const numbers = () => numbersAt(graph, places, from);
  switch (step.op) {
    case 'cast':
      addCast(graph, places, step);
      break;
    case 'datePart': {
      const part = datePart(graph, numbers(), step.part);
      if (step.text) places.set(to, { kind: 'texts', tensor: part, spelled: 'number' });
      else placeNumbers(places, to, part);
      break;
    }
    case 'fill': {
      const x = numbers();
      placeNumbers(places, to, graph.op('Where', [graph.op('IsNaN', [x]), graph.number(step.value), x]));
      break;
    }
    case 'isMissing':
      placeNumbers(places, to, graph.double(graph.op('IsNaN', [numbers()])));
      break;
    case 'scale': {
      const centred = graph.op('Sub', [numbers(), graph.number(step.mean)]);
      const scaled = graph.op('Div', [centred, graph.number(step.scale)]);
      placeNumbers(places, to, graph.op('Clip', [scaled, graph.number(-step.bound), graph.number(step.bound)]));
      break;
    }
    case 'oneHot': {
      const { categories, other, missing } = step;
      const codes = codesOf(graph, place as TextPlace, { categories, missing: -1, unknown: -2 }, missingText);
      const columns = [...categories.keys(), ...(other ? [-2] : []), ...(missing ? [-1] : [])];
      if (columns.length === 0) break;
      const row = graph.constant({ dims: [1, columns.length], values: Float64Array.from(columns) });
      placeNumbers(places, to, graph.double(graph.op('Equal', [codes, row])), columns.length);
      break;
    }
    case 'ordinal': {
      const { categories, other } = step;
      const coding = { categories, missing: Number.NaN, unknown: other ? categories.length : Number.NaN };
      placeNumbers(places, to, codesOf(graph, place as TextPlace, coding, missingText));
      break;
    }
    case 'categoryNumber':
      placeNumbers(places, to, codesOf(graph, place as TextPlace, step, missingText));
      break;
    case 'line':
      placeNumbers(places, to, heightsAt(graph, numbers(), step));
      break;
    case 'side': {
      const x = numbers();
      const scaled = graph.op('Div', [graph.op('Sub', [x, graph.number(step.mean)]), graph.number(step.scale)]);
      const held = graph.op('Clip', [scaled, graph.number(step.low), graph.number(step.high)]);
      // What limits make of a missing value is up to the program that runs the graph.
      placeNumbers(places, to, graph.op('Where', [graph.op('IsNaN', [x]), x, held]));
      break;
    }
    case 'above':
      placeNumbers(places, to, graph.double(graph.op('Greater', [numbers(), graph.number(step.threshold)])));
      break;
    case 'below':
      placeNumbers(places, to, graph.double(graph.op('LessOrEqual', [numbers(), graph.number(step.threshold)])));
      break;
    case 'combine': {
      const pair = [numbers(), numbersAt(graph, places, step.other)];
      if (step.form === 'product') placeNumbers(places, to, graph.op('Mul', pair));
      else if (step.form === 'ratio') placeNumbers(places, to, graph.op('Div', pair));
      else placeNumbers(places, to, graph.op('Abs', [graph.op('Sub', pair)]));
      break;
    }
    case 'pairNumber':
      placeNumbers(places, to, numbersOfPairs(graph, numbers(), numbersAt(graph, places, step.other), step));
      break;
  }
}

type TextPlace = Extract<Place, { kind: 'texts' }>;

function addCast(graph: Graph, places: Places, { from, to, source, role }: Extract<PlanStep, { op: 'cast' }>): void {
  if (source === 'string') {
    if (role !== 'categorical') throw unsupported(`it reads texts as ${role} values`);
    places.set(to, places.get(from)!);
    return;
  }
  const x = numbersAt(graph, places, from);
  if (role === 'categorical') {
    places.set(to, { kind: 'texts', tensor: x, spelled: source });
    return;
  }
  if (role === 'datetime' && source === 'boolean') throw unsupported('it reads truth values as instants');
  const missing = graph.number(Number.NaN);
  if (role === 'boolean') {
    const isTruth = graph.op('Or', [graph.op('Equal', [x, graph.number(0)]), graph.op('Equal', [x, graph.number(1)])]);
    placeNumbers(places, to, graph.op('Where', [isTruth, x, missing]));
  } else {
    placeNumbers(places, to, graph.op('Where', [graph.op('IsInf', [x]), missing, x]));
  }
}

function unsupported(problem: string): ModelwrightError {
  return new ModelwrightError('EXPORT_UNSUPPORTED', { format: 'onnx', problem });
}
