/** What XGBoost's objectives mean for predictions, and the scores before the first tree. */
import type { Link } from '../estimators/tree/imported-links.ts';
import { log } from '../math/log.ts';
import type { Task } from '../table/task.ts';
import { invalidFile, shown, unsupportedModel } from './model-file-error.ts';

const outcomes: Readonly<Record<string, readonly [Task, Link]>> = {
  'reg:squarederror': ['regression', 'identity'],
  'reg:linear': ['regression', 'identity'],
  'reg:squaredlogerror': ['regression', 'identity'],
  'reg:absoluteerror': ['regression', 'identity'],
  'reg:pseudohubererror': ['regression', 'identity'],
  'reg:quantileerror': ['regression', 'identity'],
  'reg:logistic': ['regression', 'logistic'],
  'reg:gamma': ['regression', 'exp'],
  'reg:tweedie': ['regression', 'exp'],
  'count:poisson': ['regression', 'exp'],
  'rank:pairwise': ['regression', 'identity'],
  'rank:ndcg': ['regression', 'identity'],
  'rank:map': ['regression', 'identity'],
  'binary:logitraw': ['regression', 'identity'],
  'binary:logistic': ['binary', 'logistic'],
  'multi:softprob': ['multiclass', 'softmax'],
  'multi:softmax': ['multiclass', 'softmax'],
};

/** Bound of base scores that are probabilities, from both ends (since XGBoost 3.1; smaller ones were refused before). */
const smallestShare = Math.fround(1e-6);
const number = /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/;

/** @throws MODEL_FILE_UNSUPPORTED for objectives that are not known */
export function xgboostOutcome(objective: string, nOutputs: number): { readonly task: Task; readonly link: Link } {
  const found = Object.hasOwn(outcomes, objective) ? outcomes[objective] : undefined;
  if (!found) throw unsupportedModel(`objective ${shown(objective)} of XGBoost`);
  const [task, link] = found;
  if ((task === 'multiclass') === nOutputs > 1) return { task, link };
  throw unsupportedModel(`objective ${shown(objective)} of XGBoost with ${nOutputs} outputs`);
}

/**
 * Scores before the first tree, float32.
 *
 * @param text The model's `base_score`: a number, or since 3.1 a list in brackets with one number per output; in the
 *   unit of predictions where the link is logistic or exp.
 * @throws MODEL_FILE_INVALID
 */
export function xgboostBaseline(text: string, link: Link, nOutputs: number): Float64Array {
  const [, list = text] = /^\[(.*)\]$/.exec(text) ?? [];
  const scores = list.split(',', nOutputs + 1).map((item) => {
    if (!number.test(item.trim())) throw invalidFile('base_score must be numbers');
    return marginOf(Math.fround(Number(item)), link);
  });
  if (scores.length === 1) return new Float64Array(nOutputs).fill(scores[0]);
  if (scores.length === nOutputs) return Float64Array.from(scores);
  throw invalidFile(`base_score must be 1 or ${nOutputs} numbers`);
}

function marginOf(score: number, link: Link): number {
  const { fround } = Math;
  let margin = score;
  if (link === 'exp') margin = fround(log(score));
  if (link === 'logistic') {
    const share = Math.min(Math.max(score, smallestShare), fround(1 - smallestShare));
    margin = -fround(log(fround(fround(1 / share) - 1)));
  }
  if (!Number.isFinite(margin)) throw invalidFile('base_score is outside the range of its objective');
  return margin;
}
