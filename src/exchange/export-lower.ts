/** A model's signature and fitted pipeline or ensemble as an export plan. */
import { ModelwrightError } from '../core/errors.ts';
import { type GroupThresholdedState, groupThresholded } from '../estimators/decision/group-thresholded.ts';
import { type ThresholdedState, thresholded } from '../estimators/decision/thresholded.ts';
import type { FittedEstimator } from '../estimators/estimator.ts';
import type { PipelineState } from '../estimators/pipeline.ts';
import { listed } from '../table/table.ts';
import type { InputColumn, Signature } from '../table/task.ts';
import { type PlanBuilder, type PlanColumn, type PlanContext, planBuilder } from './export-columns.ts';
import { ensembleLowerings } from './export-ensembles.ts';
import { modelLowerings } from './export-models.ts';
import type { ExportPlan, PlanModel, PlanRule } from './export-plan.ts';
import { transformerLowerings } from './export-transformers.ts';
import { thresholdSlot } from './group-steps.ts';

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
  const builder = planBuilder(signature.inputs.length);
  const columns = inputColumns(signature);
  const { rule, inner } = answerRule(fitted, columns, builder);
  const model = lowerFitted(inner, { columns, builder, format, nClasses: signature.target.classes.length, place: '' });
  return { signature, steps: builder.steps, nSlots: builder.nSlots(), model, ...(rule && { rule }) };
}

/** The inputs as columns, whose slots come first. */
export function inputColumns({ inputs }: Signature): PlanColumn[] {
  return inputs.map(({ name, type }, slot) => ({ name, kind: kindOfInput[type], slot }));
}

/** The rule by which the whole model answers, and what it gets its probabilities from. */
function answerRule(
  fitted: FittedEstimator,
  columns: readonly PlanColumn[],
  builder: PlanBuilder,
): { readonly rule?: PlanRule; readonly inner: FittedEstimator } {
  if (isOf(thresholded, fitted)) {
    const { model, rule } = fitted.state as ThresholdedState;
    return { rule, inner: model };
  }
  if (isOf(groupThresholded, fitted)) {
    const { model, rule } = fitted.state as GroupThresholdedState;
    return { rule: { by: 'slot', slot: thresholdSlot(rule, columns, builder) }, inner: model };
  }
  return { inner: fitted };
}

function isOf(definition: { readonly name: string; readonly version: number }, fitted: FittedEstimator): boolean {
  return fitted.name === definition.name && fitted.version === definition.version;
}

/** The steps of a pipeline go to the builder; the model that its last one becomes is the answer. */
function lowerFitted(fitted: FittedEstimator, context: PlanContext): PlanModel {
  const steps = stepsOf(fitted);
  const columns = lowerTransformers(steps.slice(0, -1), context);
  const last = steps[steps.length - 1];
  if (Object.hasOwn(ensembleLowerings, last.name)) {
    return found(ensembleLowerings, last, context).lower(last.state as never, { ...context, columns }, lowerFitted);
  }
  return found(modelLowerings, last, context).lower(last.state as never, columns);
}

/** The columns that transformers make, one after the other. @throws EXPORT_UNSUPPORTED, COLUMN_NOT_FOUND */
export function lowerTransformers(
  steps: readonly FittedEstimator[],
  context: Pick<PlanContext, 'columns' | 'builder' | 'format' | 'place'>,
): readonly PlanColumn[] {
  let { columns } = context;
  for (const step of steps) {
    columns = found(transformerLowerings, step, context).lower(step.state as never, columns, context.builder);
  }
  return columns;
}

/** Steps of a pipeline, also of pipelines within it; any other estimator is its own only step. */
function stepsOf(fitted: FittedEstimator): readonly FittedEstimator[] {
  if (fitted.name !== 'pipeline') return [fitted];
  return (fitted.state as PipelineState).steps.flatMap(stepsOf);
}

function found<Lowering extends { readonly version: number; readonly only?: string }>(
  lowerings: Readonly<Record<string, Lowering>>,
  { name, version }: FittedEstimator,
  { format, place }: Pick<PlanContext, 'format' | 'place'>,
): Lowering {
  const lowering = Object.hasOwn(lowerings, name) ? lowerings[name] : undefined;
  if (lowering?.version === version && (lowering.only ?? format) === format) return lowering;
  const lacking = lowering?.only
    ? `${name} can be exported as ${lowering.only} alone`
    : lowering
      ? `the export knows version ${lowering.version} of ${name}, not ${version}`
      : `${name} has no translation; those that have one are ${listed(Object.keys(lowerings))}`;
  const advice = place === '' ? '' : '; train with --preset fast for one model that can be exported';
  throw new ModelwrightError('EXPORT_UNSUPPORTED', { format, problem: `${place}${lacking}${advice}` });
}
