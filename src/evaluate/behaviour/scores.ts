/** What a behavioural test looks at in predictions. */
import { ModelwrightError } from '../../core/errors.ts';
import type { Predictions, Signature } from '../../table/task.ts';

type ModelTarget = Signature['target'];

/**
 * The number that must move or stay: the probability of a class, or the predicted number.
 *
 * @param name a class; default the positive one of two. @throws PARAM_INVALID for a class that is unknown or must be named.
 */
export function scoresOf({ values, probabilities }: Predictions, target: ModelTarget, what: string, name?: string) {
  if (target.task === 'regression') {
    if (name === undefined) return values;
    throw new ModelwrightError('PARAM_INVALID', {
      name: `${what}, class`,
      law: 'no class for regression',
      value: name,
    });
  }
  const code = name === undefined ? positiveCode(target, what) : codeOf(name, target, what);
  return probabilities![code];
}

/** @throws PARAM_INVALID for a class that the model does not know. */
export function codeOf(name: string, { classes }: ModelTarget, what: string): number {
  const code = classes.indexOf(name);
  if (code >= 0) return code;
  const law = `one of ${classes.slice(0, 20).join(', ') || 'no class: the model predicts a number'}`;
  throw new ModelwrightError('PARAM_INVALID', { name: `${what}, class`, law, value: name });
}

function positiveCode({ task, classes }: ModelTarget, what: string): number {
  if (task === 'binary') return 1;
  const law = `a class whose probability is meant, one of ${classes.slice(0, 20).join(', ')}`;
  throw new ModelwrightError('PARAM_INVALID', { name: `${what}, class`, law, value: 'none' });
}

/** The answer for a row in words: `yes (0.71)` or `12.5`. */
export function answerWords(
  { values, probabilities }: Predictions,
  row: number,
  { task, classes }: ModelTarget,
): string {
  if (task === 'regression') return String(Number(values[row].toPrecision(6)));
  const code = values[row];
  return `${classes[code]} (${probabilities![code][row].toPrecision(3)})`;
}
