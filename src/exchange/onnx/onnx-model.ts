/** A model as an ONNX file: preprocessing, model and labels for ONNX runtimes. */
import type { ExportLabel, ExportPlan } from '../export-plan.ts';
import { answeredCodes } from './answers.ts';
import { modelOutputs } from './outputs.ts';
import { preparedGraph, properties } from './prepared-graph.ts';

/**
 * Bytes of the file. Inputs are the model's columns, nRows x 1, doubles or strings; outputs are `prediction` (one value or
 * class per row) and, for classes, `probabilities`. The same model gives the same bytes.
 *
 * @throws EXPORT_UNSUPPORTED for a model without inputs, a column without a name, and what the operators cannot say.
 */
export function onnxModel({ signature, steps, model, rule }: ExportPlan, label: ExportLabel): Uint8Array {
  const { inputs, target } = signature;
  const { graph, places, missingText } = preparedGraph({ signature, steps });
  const outputs = modelOutputs(graph, places, model, inputs[0].name);
  if (target.classes.length === 0) {
    graph.output('prediction', graph.op('Squeeze', [outputs, graph.indices([1])]), 'number');
  } else {
    const codes = answeredCodes(graph, places, outputs, rule);
    const names = graph.constant({ dims: [target.classes.length], values: target.classes });
    graph.output('prediction', graph.op('Gather', [names, codes], { axis: 0 }), 'string');
    graph.output('probabilities', outputs, 'number', target.classes.length);
  }
  return graph.bytes(label.name, properties(label, signature, missingText));
}
