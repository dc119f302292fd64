/** A graph with the inputs of a model and its preprocessing: what every exported model begins with. */
import { ModelwrightError } from '../../core/errors.ts';
import type { InputColumn, Signature } from '../../table/task.ts';
import type { ExportLabel, ExportPlan } from '../export-plan.ts';
import { Graph } from './graph.ts';
import { type Places, placeNumbers } from './row-values.ts';
import { addStep } from './steps.ts';

/** How each type of input is given, for the reader of the file. */
const notes: Readonly<Record<InputColumn['type'], string>> = {
  number: 'number; NaN when missing',
  integer: 'whole number; NaN when missing',
  boolean: '1 for true, 0 for false; NaN when missing',
  datetime: 'milliseconds since 1970-01-01T00:00:00Z; NaN when missing',
  string: 'text',
};

export interface PreparedGraph {
  readonly graph: Graph;
  readonly places: Places;
  /** What stands for a text that is missing. */
  readonly missingText: string;
}

/** @throws EXPORT_UNSUPPORTED for a model without inputs, a column without a name, and steps that the operators cannot say. */
export function preparedGraph({ signature, steps }: Pick<ExportPlan, 'signature' | 'steps'>): PreparedGraph {
  const { inputs } = signature;
  const problem = inputs.length === 0 ? 'it has no inputs' : 'one of its columns has no name';
  if (inputs.length === 0 || inputs.some(({ name }) => name === '')) {
    throw new ModelwrightError('EXPORT_UNSUPPORTED', { format: 'onnx', problem });
  }
  const missingText = missingTextOf(steps);
  const graph = new Graph();
  const places: Places = new Map();
  for (const [slot, { name, type }] of inputs.entries()) {
    if (type !== 'string') placeNumbers(places, slot, graph.input(name, 'number', notes[type]));
    else {
      const note = `${notes.string}; ${JSON.stringify(missingText)} when missing`;
      places.set(slot, { kind: 'texts', tensor: graph.input(name, 'string', note) });
    }
  }
  for (const step of steps) addStep(graph, places, step, missingText);
  return { graph, places, missingText };
}

/** Where a file comes from, and what its reader has to know. */
export function properties(
  { name, version, artifactHash }: ExportLabel,
  { target }: Signature,
  missingText: string,
): Readonly<Record<string, string>> {
  return {
    model: `${name}@${version}`,
    artifact: artifactHash,
    target: target.name,
    classes: JSON.stringify(target.classes),
    missingText,
  };
}

/** Strings of ONNX are never missing: the empty text says so, or where that is a category, a text that is none. */
function missingTextOf(steps: ExportPlan['steps']): string {
  const categories = new Set(steps.flatMap((step) => ('categories' in step ? step.categories : [])));
  let text = '';
  while (categories.has(text)) text = text === '' ? '(missing)' : `${text}_`;
  return text;
}
