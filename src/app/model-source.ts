/** A source as a model needs it: its input columns, texts as their own text, recorded derivations made again where they are absent. */
import { ModelwrightError } from '../core/errors.ts';
import { resolveSource, type SourcePlan } from '../data/source.ts';
import { nativeOf } from '../native/native-model.ts';
import { listed } from '../table/table.ts';
import { isTrainedHere, recordedDerivations } from '../train/recorded.ts';
import type { OpenedModel } from './opened-model.ts';

export interface ModelSource {
  readonly plan: SourcePlan;
  /** Names of the model's inputs; all are in the plan. */
  readonly inputs: readonly string[];
  /** True when the plan holds the target as well. */
  readonly hasTarget: boolean;
}

/**
 * Looks at a source for a model. The target is looked for only when asked: scoring needs none.
 *
 * @throws SOURCE_SCHEMA_MISMATCH naming the inputs that are absent, MODEL_TENSORS_ONLY, and the errors of reading.
 */
export async function sourceForModel(
  { version, model }: OpenedModel,
  source: string,
  options: { readonly target: boolean },
): Promise<ModelSource> {
  const native = nativeOf(model);
  if (native && !native.plan) {
    throw new ModelwrightError('MODEL_TENSORS_ONLY', { model: `${version.name}@${version.version}` });
  }
  const { inputs, target } = model.signature;
  const names = inputs.map(({ name }) => name);
  const textColumns = inputs.filter(({ type }) => type === 'string').map(({ name }) => name);
  if (target.task !== 'regression') textColumns.push(target.name);
  const wanted = options.target ? [...names, target.name] : names;
  const plain = await resolveSource(source, { textColumns });
  const recorded = isTrainedHere(version) ? recordedDerivations(version) : [];
  const absent = wanted.filter((name) => !holds(plain, name));
  const derive = recorded.filter(
    ({ name, sources }) => absent.includes(name) && sources.every((one) => holds(plain, one)),
  );
  const plan =
    derive.length === 0
      ? plain
      : await resolveSource(source, {
          textColumns,
          derive: derive.map(({ name, expression }) => `${name} = ${expression}`),
        });
  const lacking = names.filter((name) => !holds(plan, name));
  if (lacking.length > 0) {
    const problem = `it lacks the column(s) ${listed(lacking)}`;
    throw new ModelwrightError('SOURCE_SCHEMA_MISMATCH', { source, problem });
  }
  return { plan, inputs: names, hasTarget: options.target && holds(plan, target.name) };
}

function holds({ columns, derive }: SourcePlan, name: string): boolean {
  return columns.some((column) => column.name === name) || derive.some((column) => column.name === name);
}
