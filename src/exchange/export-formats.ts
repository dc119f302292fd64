/** The formats that models are exported in. */
import { ModelwrightError } from '../core/errors.ts';
import type { FittedEstimator } from '../estimators/estimator.ts';
import { isUnlabelled, type Signature } from '../table/task.ts';
import { exportPlan } from './export-lower.ts';
import type { ExportLabel } from './export-plan.ts';
import { unlabelledPlan } from './export-unlabelled.ts';

export const exportFormats = ['esm', 'onnx'] as const;

export type ExportFormat = (typeof exportFormats)[number];

/** Ending of a file in this format. */
export const exportEndings: Readonly<Record<ExportFormat, string>> = { esm: '.mjs', onnx: '.onnx' };

const onnxAlone = 'models without a target can be exported as onnx alone';

/**
 * A model in a format, as the content of a file. The same model gives the same bytes.
 *
 * @throws EXPORT_UNSUPPORTED when the format cannot say what the model does.
 */
export async function exportedModel(
  { signature, fitted }: { readonly signature: Signature; readonly fitted: FittedEstimator },
  label: ExportLabel,
  format: ExportFormat,
): Promise<string | Uint8Array> {
  if (isUnlabelled(signature.target.task)) {
    if (format !== 'onnx') throw new ModelwrightError('EXPORT_UNSUPPORTED', { format, problem: onnxAlone });
    const plan = unlabelledPlan(signature, fitted);
    return (await import('./onnx/unlabelled-model.ts')).onnxUnlabelledModel(plan, label);
  }
  const plan = exportPlan(signature, fitted, format);
  if (format === 'esm') return (await import('./esm/esm-module.ts')).esmModule(plan, label);
  return (await import('./onnx/onnx-model.ts')).onnxModel(plan, label);
}
