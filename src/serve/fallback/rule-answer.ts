/** Rows answered by a declared rule, in the shape in which the model answers. */
import { stopwatch } from '../../core/clock.ts';
import { ModelwrightError } from '../../core/errors.ts';
import { newIdRange } from '../../core/ids.ts';
import { isUnlabelled, type Predictions, type Signature } from '../../table/task.ts';
import type { Predicted, ReadRows } from '../predictor.ts';
import type { Resolved } from '../resolver.ts';
import type { DeclaredRule } from './declared-fallback.ts';

/**
 * The rule's answer to the rows of a request. It is not in the prediction log, which says what versions answered.
 *
 * @throws what `read` throws, and CONFIG_INVALID for a rule that is no answer of the model.
 */
export function ruleAnswer(by: Resolved, read: ReadRows, rule: DeclaredRule): Predicted {
  const elapsed = stopwatch();
  const { target } = by.served.model.signature;
  checkRule(rule, target, by.version.name);
  const { table, warnings } = read(by.served);
  const { classes } = target;
  const constant = (value: number) => new Float64Array(table.nRows).fill(value);
  const shareOf = (text: string) =>
    rule.probabilities ? (rule.probabilities[text] ?? 0) : Number(text === rule.prediction);
  const predictions: Predictions =
    classes.length === 0
      ? { values: constant(Number(rule.prediction)) }
      : {
          values: constant(classes.indexOf(String(rule.prediction))),
          probabilities: classes.map((text) => constant(shareOf(text))),
        };
  const parts = table.nRows === 0 ? [] : [{ part: table, predictions }];
  const ids = newIdRange('prediction', table.nRows);
  return { by, parts, ids, warnings, latencyMs: elapsed(), fallback: 'rule' };
}

/** @throws CONFIG_INVALID for a rule that is no answer of a model with this target. */
export function checkRule(
  { prediction, probabilities }: DeclaredRule,
  target: Signature['target'],
  model: string,
): void {
  const fail = (problem: string) =>
    new ModelwrightError('CONFIG_INVALID', { file: `serving.models.${model}.fallback.rule`, problem });
  const { classes, task } = target;
  if (isUnlabelled(task)) throw fail('models without a target have none');
  if (classes.length === 0) {
    if (typeof prediction !== 'number') throw fail('prediction: expected a number');
    if (probabilities) throw fail('probabilities: the model predicts numbers');
    return;
  }
  if (!classes.includes(String(prediction))) throw fail(`prediction: expected one of ${classes.join(', ')}`);
  if (!probabilities) return;
  const strange = Object.keys(probabilities).find((text) => !classes.includes(text));
  if (strange !== undefined) throw fail(`probabilities: expected classes of the model: ${classes.join(', ')}`);
  const sum = Object.values(probabilities).reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) > 1e-9) throw fail('probabilities: expected a sum of 1');
}
