/** A model as an ONNX file: preprocessing, model and labels for ONNX runtimes. */
import { ModelwrightError } from '../../core/errors.ts';
import type { InputColumn } from '../../table/task.ts';
import type { ExportLabel, ExportPlan } from '../export-plan.ts';
import { answeredCodes } from './answers.ts';
import { Graph } from './graph.ts';
import { modelOutputs } from './outputs.ts';
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

/**
 * Bytes of the file. Inputs are the model's columns, nRows x 1, doubles or strings; outputs are `prediction` (one value or
 * class per row) and, for classes, `probabilities`. The same model gives the same bytes.
 *
 * @throws EXPORT_UNSUPPORTED for a model without inputs, a column without a name, and what the operators cannot say.
 */
export function onnxModel({ signature, steps, model, rule }: ExportPlan, label: ExportLabel): Uint8Array {
  const { inputs, target } = signature;
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
  const outputs = modelOutputs(graph, places, model, inputs[0].name);
  if (target.classes.length === 0) {
    graph.output('prediction', graph.op('Squeeze', [outputs, graph.indices([1])]), 'number');
  } else {
    const codes = answeredCodes(graph, outputs, rule);
    const names = graph.constant({ dims: [target.classes.length], values: target.classes });
    graph.output('prediction', graph.op('Gather', [names, codes], { axis: 0 }), 'string');
    graph.output('probabilities', outputs, 'number', target.classes.length);
  }
  return graph.bytes(label.name, {
    model: `${label.name}@${label.version}`,
    artifact: label.artifactHash,
    target: target.name,
    classes: JSON.stringify(target.classes),
    missingText,
  });
}

/** Strings of ONNX are never missing: the empty text says so, or where that is a category, a text that is none. */
function missingTextOf(steps: ExportPlan['steps']): string {
  const categories = new Set(steps.flatMap((step) => ('categories' in step ? step.categories : [])));
  let text = '';
  while (categories.has(text)) text = text === '' ? '(missing)' : `${text}_`;
  return text;
}
