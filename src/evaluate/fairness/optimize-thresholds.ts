/** Thresholds per group under which decisions satisfy a parity constraint and are as good as they can be. */
import { ModelwrightError } from '../../core/errors.ts';
import { completeGrouping } from './complete-grouping.ts';
import { type FairnessConstraint, fairnessConstraints } from './fairness-constraint.ts';
import type { RowGroup, Sensitive } from './groups.ts';
import { outcomesOf } from './outcomes.ts';
import { type Counts, type Mix, onCurve, type Point, tradeoffCurve } from './tradeoff.ts';

export interface ThresholdsRequest {
  /** 1 for the positive class and 0 for the other; rows that the model was not fitted to. */
  readonly yTrue: ArrayLike<number>;
  /** The probability of class 1 of each row. */
  readonly probabilities: ArrayLike<number>;
  /** One array per sensitive column, or a table of them; several columns make groups together. No value may be missing. */
  readonly sensitive: Sensitive;
  readonly constraint: FairnessConstraint;
  /** What is maximized over all rows. Default `accuracy`. */
  readonly objective?: 'accuracy' | 'balanced_accuracy';
}

/** How a group is decided: by `constant` with the chance `ignore`, else by its thresholds. */
export interface GroupThresholds extends Mix {
  readonly values: readonly string[];
  /** Chance that the score is ignored, in [0, 1]; 0 under demographic parity. */
  readonly ignore: number;
  /** Chance to be positive when the score is ignored. */
  readonly constant: number;
}

/** Plain data. Decisions come from `decideFairly`. */
export interface FairThresholds {
  readonly columns: readonly string[];
  readonly groups: readonly GroupThresholds[];
  /** The objective on the given rows, in expectation. */
  readonly value: number;
}

/**
 * Finds them (Hardt, Price, Srebro 2016; Fairlearn's ThresholdOptimizer without its grid: the optimum is exact). On the given rows
 * the constraint is satisfied in expectation over the chances in the result.
 *
 * @throws PARAM_INVALID for another constraint or objective; VALUE_INVALID for a missing sensitive value, when a class is absent from
 *   the rows or, where the constraint needs it, from a group; and what `fairness` throws for its input.
 */
export function optimizeThresholds(request: ThresholdsRequest): FairThresholds {
  const { constraint, objective = 'accuracy' } = request;
  checkChoice('constraint', constraint, fairnessConstraints);
  checkChoice('objective', objective, ['accuracy', 'balanced_accuracy']);
  const { yTrue, predictions } = outcomesOf({ yTrue: request.yTrue, probabilities: request.probabilities });
  const { columns, groups } = completeGrouping(request.sensitive, yTrue.length);
  const scores = predictions.probabilities![1];
  const positives = yTrue.reduce((count, code) => count + code, 0);
  checkClasses([positives, yTrue.length - positives], 'both classes among the rows');
  const worth = worthOf(objective, positives, yTrue.length - positives);
  const curves = (x: (counts: Counts) => number, y: (counts: Counts) => number) =>
    groups.map(({ rows }) => {
      const group = {
        yTrue: Float64Array.from(rows, (row) => yTrue[row]),
        scores: Float64Array.from(rows, (row) => scores[row]),
      };
      return tradeoffCurve(group, x, y);
    });
  for (const { rows } of groups) {
    const own = rows.reduce((count, row) => count + yTrue[row], 0);
    const needed = neededRows(constraint, { positives: own, negatives: rows.length - own });
    checkClasses(needed, constraint === 'equalized_odds' ? 'both classes in every group' : 'the class in every group');
  }
  if (constraint !== 'equalized_odds') {
    const found = curves(rateOf[constraint], (counts) => worth(counts.truePositives, counts.falsePositives));
    return { columns, ...equalRate(groups, found, worth(0, 0)) };
  }
  const found = curves(falsePositiveShare, truePositiveShare);
  return { columns, ...equalOdds(groups, found, (x, y) => worth(y * positives, x * (yTrue.length - positives))) };
}

type Found = Omit<FairThresholds, 'columns'>;

/** The sum of concave curves with corners is highest at a corner of one of them. */
function equalRate(groups: readonly RowGroup[], curves: readonly Point[][], ofNone: number): Found {
  const total = (x: number) => curves.reduce((sum, curve) => sum + onCurve(curve, x).y - ofNone, ofNone);
  const x = highest(cornersOf(curves), total);
  const decided = groups.map(({ values }, g) => ({ values, ...onCurve(curves[g], x).mix, ignore: 0, constant: 0 }));
  return { groups: decided, value: total(x) };
}

/** All groups are brought down to the lowest of their curves by ignoring scores now and then. */
function equalOdds(
  groups: readonly RowGroup[],
  curves: readonly Point[][],
  worth: (falsePositiveRate: number, truePositiveRate: number) => number,
): Found {
  const lowest = (x: number) => curves.reduce((least, curve) => Math.min(least, onCurve(curve, x).y), 1);
  const value = (x: number) => worth(x, lowest(x));
  const corners = cornersOf(curves);
  const best = corners.indexOf(highest(corners, value));
  // The lowest curve may have its own corner, where two curves cross, beside the best corner of a curve.
  const crossings = [best - 1, best]
    .filter((left) => left >= 0 && left + 1 < corners.length)
    .map((left) => peak(value, corners[left], corners[left + 1]));
  const x = highest([corners[best], ...crossings], value);
  const y = lowest(x);
  const decided = groups.map(({ values }, g) => {
    const own = onCurve(curves[g], x);
    const ignore = own.y > y ? (own.y - y) / (own.y - x) : 0;
    return { values, ...own.mix, ignore, constant: x };
  });
  return { groups: decided, value: value(x) };
}

/** The x of every corner, rising. */
function cornersOf(curves: readonly Point[][]): number[] {
  return [...new Set(curves.flatMap((curve) => curve.map(({ x }) => x)))].sort((a, b) => a - b);
}

/** The first candidate of the highest value. */
function highest(candidates: readonly number[], value: (x: number) => number): number {
  const values = candidates.map(value);
  return candidates[values.indexOf(Math.max(...values))];
}

/** Where a concave function is highest, by thirds. */
function peak(value: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let step = 0; step < 100; step++) {
    const third = (high - low) / 3;
    if (value(low + third) < value(high - third)) low += third;
    else high -= third;
  }
  return low / 2 + high / 2;
}

function worthOf(objective: string, positives: number, negatives: number) {
  const balanced = objective === 'balanced_accuracy';
  const ofPositive = balanced ? 0.5 / positives : 1 / (positives + negatives);
  const ofNegative = balanced ? 0.5 / negatives : 1 / (positives + negatives);
  return (truePositives: number, falsePositives: number) =>
    ofPositive * truePositives + ofNegative * (negatives - falsePositives);
}

const falsePositiveShare = (c: Counts) => c.falsePositives / c.negatives;
const truePositiveShare = (c: Counts) => c.truePositives / c.positives;

/** The rate that a constraint on one wants equal. */
const rateOf = {
  demographic_parity: (c: Counts) => (c.truePositives + c.falsePositives) / (c.positives + c.negatives),
  equal_opportunity: truePositiveShare,
  predictive_equality: falsePositiveShare,
};

/** The rates that a constraint wants equal, of one group's counts. */
export function constrainedRates(constraint: FairnessConstraint, counts: Counts): number[] {
  if (constraint === 'equalized_odds') return [falsePositiveShare(counts), truePositiveShare(counts)];
  return [rateOf[constraint](counts)];
}

/** Numbers of a group's rows that must not be 0 for the constraint to have a meaning. */
export function neededRows(
  constraint: FairnessConstraint,
  { positives, negatives }: Pick<Counts, 'positives' | 'negatives'>,
): number[] {
  switch (constraint) {
    case 'demographic_parity':
      return [];
    case 'equal_opportunity':
      return [positives];
    case 'predictive_equality':
      return [negatives];
    case 'equalized_odds':
      return [positives, negatives];
  }
}

function checkClasses(counts: readonly number[], law: string): void {
  if (counts.every((count) => count > 0)) return;
  throw new ModelwrightError('VALUE_INVALID', { what: 'yTrue', law, value: 'one class only' });
}

function checkChoice(name: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  throw new ModelwrightError('PARAM_INVALID', { name, law: `one of ${choices.join(', ')}`, value });
}
