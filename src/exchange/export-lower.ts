/** A model's signature and fitted pipeline as an export plan. */
import { ModelwrightError } from '../core/errors.ts';
import type { FittedEstimator } from '../estimators/estimator.ts';
import type { PipelineState } from '../estimators/pipeline.ts';
import { listed } from '../table/table.ts';
import type { InputColumn, Signature } from '../table/task.ts';
import { type PlanColumn, planBuilder } from './export-columns.ts';
import { modelLowerings } from './export-models.ts';
import type { ExportPlan } from './export-plan.ts';
import { transformerLowerings } from './export-transformers.ts';

const kindOfInput = {
  number: 'number',
  integer: 'number',
  string: 'string',
  boolean: 'boolean',
  datetime: 'datetime',
} as const satisfies Record<InputColumn['type'], PlanColumn['kind']>;

/**
 * Follows the columns through the fitted steps. A step or model that the exporters do not know is refused by name.
 *
 * @param format The asked format, for messages.
 * @throws EXPORT_UNSUPPORTED, COLUMN_NOT_FOUND
 */
export function exportPlan(signature: Signature, fitted: FittedEstimator, format: string): ExportPlan {
  const steps = stepsOf(fitted);
  const builder = planBuilder(signature.inputs.length);
  let columns: PlanColumn[] = signature.inputs.map(({ name, type }, slot) => ({ name, kind: kindOfInput[type], slot }));
  for (const step of steps.slice(0, -1)) {
    columns = found(transformerLowerings, step, format).lower(step.state as never, columns, builder);
  }
  const last = steps[steps.length - 1];
  const model = found(modelLowerings, last, format).lower(last.state as never, columns);
  return { signature, steps: builder.steps, nSlots: builder.nSlots(), model };
}

/** Steps of a pipeline, also of pipelines within it; any other estimator is its own only step. */
function stepsOf(fitted: FittedEstimator): readonly FittedEstimator[] {
  if (fitted.name !== 'pipeline') return [fitted];
  return (fitted.state as PipelineState).steps.flatMap(stepsOf);
}

function found<Lowering extends { readonly version: number }>(
  lowerings: Readonly<Record<string, Lowering>>,
  { name, version }: FittedEstimator,
  format: string,
): Lowering {
  const lowering = Object.hasOwn(lowerings, name) ? lowerings[name] : undefined;
  if (lowering?.version === version) return lowering;
  const problem = lowering
    ? `the export knows version ${lowering.version} of ${name}, not ${version}`
    : `${name} has no translation; those that have one are ${listed(Object.keys(lowerings))}`;
  throw new ModelwrightError('EXPORT_UNSUPPORTED', { format, problem });
}
