/** The formats that models are exported in. */
import type { FittedEstimator } from '../estimators/estimator.ts';
import { labelledSignature, type Signature } from '../table/task.ts';
import { exportPlan } from './export-lower.ts';
import type { ExportLabel } from './export-plan.ts';

export const exportFormats = ['esm', 'onnx'] as const;

export type ExportFormat = (typeof exportFormats)[number];

/** Ending of a file in this format. */
export const exportEndings: Readonly<Record<ExportFormat, string>> = { esm: '.mjs', onnx: '.onnx' };

/**
 * A model in a format, as the content of a file. The same model gives the same bytes.
 *
 * @throws EXPORT_UNSUPPORTED when the format cannot say what the model does, TASK_UNLABELLED when it learned no target.
 */
export async function exportedModel(
  { signature, fitted }: { readonly signature: Signature; readonly fitted: FittedEstimator },
  label: ExportLabel,
  format: ExportFormat,
): Promise<string | Uint8Array> {
  const plan = exportPlan(labelledSignature(signature, 'be exported'), fitted, format);
  if (format === 'esm') return (await import('./esm/esm-module.ts')).esmModule(plan, label);
  return (await import('./onnx/onnx-model.ts')).onnxModel(plan, label);
}
