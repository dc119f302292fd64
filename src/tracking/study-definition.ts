/** What a study is: two of one name must be the same search, else their trials would not belong together. */
import { canonicalJson, type Json } from '../core/canonical-json.ts';
import { ModelwrightError } from '../core/errors.ts';

/** A declared parameter with its name. */
export type StoredParameter = { readonly name: string } & Readonly<Record<string, Json | undefined>>;

/** All that the sequence of trials depends on besides the objective. */
export interface StudyDefinition {
  /** Declared parameters in their order, each with its name; null where trials declare them as they run. */
  readonly space: readonly StoredParameter[] | null;
  /** Name and options. */
  readonly sampler: Readonly<Record<string, Json>>;
  readonly pruner: Readonly<Record<string, Json>> | null;
  readonly seed: number;
  /** `minimize` or `maximize`, one for each value of a trial. */
  readonly directions: readonly string[];
  /** How many constraint values each trial tells; absent: none. */
  readonly constraints?: number;
  readonly generation: number;
}

const mostShown = 200;

/** @throws STUDY_DIFFERS naming the first field in which they differ, down to the parameter */
export function requireSameStudy(study: string, stored: StudyDefinition, given: StudyDefinition): void {
  const before = fieldsOf(stored);
  const now = fieldsOf(given);
  const order = 'order of parameters';
  // The order comes last, so that a changed parameter is named first.
  const fields = [...new Set([...before.keys(), ...now.keys()])].filter((field) => field !== order);
  for (const field of [...fields, order]) {
    const [was, is] = [shown(before.get(field)), shown(now.get(field))];
    if (was !== is) throw new ModelwrightError('STUDY_DIFFERS', { study, field, stored: cut(was), given: cut(is) });
  }
}

function fieldsOf({ space, ...others }: StudyDefinition): Map<string, Json> {
  const fields = new Map<string, Json>(Object.entries(others));
  fields.set('space', space === null ? 'declared by the trials' : 'declared');
  for (const parameter of space ?? []) fields.set(`space.${parameter.name}`, parameter);
  fields.set('order of parameters', (space ?? []).map(({ name }) => name).join(', '));
  return fields;
}

function shown(value: Json | undefined): string {
  if (value === undefined) return 'none';
  return typeof value === 'string' ? value : canonicalJson(value);
}

function cut(text: string): string {
  return text.length > mostShown ? `${text.slice(0, mostShown)}...` : text;
}
