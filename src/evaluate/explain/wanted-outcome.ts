/** The outcome that a counterfactual is to have, and how near predictions come to it. */
import { ModelwrightError } from '../../core/errors.ts';
import type { Predictions } from '../../table/task.ts';

/** Code of a class, or bounds of a number (both included). */
export type Wanted = { readonly classCode: number } | { readonly min?: number; readonly max?: number };

export interface Aim {
  /** Per row >= 0 exactly when the model's own prediction is as wanted; below 0, the nearer to 0 the better. */
  nearness(predictions: Predictions): Float64Array;
}

/**
 * @param now what the model says of the row; without `wanted`, any other class is.
 * @throws PARAM_INVALID for an outcome that does not fit the model, or that the row already has.
 */
export function aimFor(now: Predictions, wanted: Wanted | undefined): Aim {
  const nClasses = now.probabilities?.length ?? 0;
  const refuse = (law: string, value: string) => new ModelwrightError('PARAM_INVALID', { name: 'wanted', law, value });
  const aim = nClasses === 0 ? boundsAim(wanted, refuse) : classAim(now, wanted, nClasses, refuse);
  if (aim.nearness(now)[0] >= 0) throw refuse('an outcome that the row does not have', 'the one it has');
  return aim;
}

type Refuse = (law: string, value: string) => ModelwrightError;

function boundsAim(wanted: Wanted | undefined, refuse: Refuse): Aim {
  if (!wanted || 'classCode' in wanted) throw refuse('bounds, for a regression', wanted ? 'a class' : 'none');
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = wanted;
  if (!(min <= max)) throw refuse('min <= max', 'others');
  return {
    nearness: ({ values }) =>
      values.map((value) => (value >= min && value <= max ? 0 : -Math.max(min - value, value - max))),
  };
}

function classAim(now: Predictions, wanted: Wanted | undefined, nClasses: number, refuse: Refuse): Aim {
  const current = now.values[0];
  if (wanted && !('classCode' in wanted)) throw refuse('a class', 'bounds');
  const code = wanted?.classCode;
  if (code !== undefined && !(Number.isSafeInteger(code) && code >= 0 && code < nClasses)) {
    throw refuse(`a class code, 0 to ${nClasses - 1}`, `${code}`);
  }
  return {
    // What is predicted decides; the probabilities say only how far it is to there.
    nearness: ({ values, probabilities }) =>
      values.map((value, row) => {
        const isWanted = code === undefined ? value !== current : value === code;
        if (isWanted) return 1;
        const share = code === undefined ? 1 - probabilities![current][row] : probabilities![code][row];
        return share - 1 - Number.EPSILON;
      }),
  };
}
