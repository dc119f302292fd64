/** One space for all trials of a study, also where each trial declared its own. */
import type { Json } from '../../core/canonical-json.ts';
import type { StoredParameter } from '../../tracking/study-definition.ts';
import type { Parameter, StudySpace } from './space.ts';

/** A space as a list, for storage: canonical JSON sorts fields, and the order of parameters matters. */
export function listOfSpace(space: StudySpace): StoredParameter[] {
  return Object.entries(space).map(([name, parameter]) => ({ name, ...parameter }));
}

/** What `listOfSpace` made a list of. */
export function spaceOfList(list: readonly Json[]): StudySpace {
  return Object.fromEntries(
    list.map((item) => {
      const { name, ...parameter } = item as { readonly name: string };
      return [name, parameter as Parameter];
    }),
  );
}

/**
 * The declared space; without one, what the trials declared, each parameter wide enough for all of them. Of a parameter that
 * was declared as several types, the first stays.
 */
export function jointSpace(
  declared: readonly StoredParameter[] | null,
  trials: readonly { readonly space: readonly Json[] | null }[],
): StudySpace {
  if (declared !== null) return spaceOfList(declared as readonly Json[]);
  const joint: Record<string, Parameter> = {};
  for (const { space } of trials) {
    for (const [name, parameter] of Object.entries(spaceOfList(space ?? []))) {
      joint[name] = Object.hasOwn(joint, name) ? widened(joint[name], parameter) : parameter;
    }
  }
  return joint;
}

function widened(one: Parameter, other: Parameter): Parameter {
  if (one.type === 'choice' || other.type === 'choice') {
    if (one.type !== 'choice' || other.type !== 'choice') return one;
    return { ...one, values: [...new Set([...one.values, ...other.values])] };
  }
  if (one.type !== other.type) return one;
  const [low, high] = [Math.min(one.low, other.low), Math.max(one.high, other.high)];
  if (one.low === low && one.high === high && one.log === other.log && one.step === other.step) return one;
  // The steps of different ranges need not meet, so a changing range counts as continuous.
  return { type: one.type, low, high, ...(one.log && other.log ? { log: true } : {}) };
}
