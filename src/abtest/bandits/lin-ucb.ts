/** LinUCB: a contextual bandit whose rewards are linear in the context, with a model for each arm. */
import { checkParam } from '../../core/check-param.ts';
import { greedyShares, withLeastShare } from './arm-shares.ts';
import { checkArm, mostArms } from './arm-stats.ts';

/** Most features of a context. */
const mostFeatures = 256;

/** Of one arm: ridge regression of rewards on contexts. */
interface LinearArm {
  /** Lower triangle, row by row, of the Cholesky factor of ridge I + sum of x xᵀ. */
  readonly factor: readonly number[];
  /** Sum of reward times x. */
  readonly moments: readonly number[];
}

/** Plain data: travels as JSON and comes back equal. */
export interface LinUcbState {
  readonly features: number;
  readonly arms: readonly LinearArm[];
}

export interface LinUcbOptions {
  /** Times the standard error that is added to an arm's expected reward; default 1. */
  readonly exploration?: number;
  /** No arm is drawn with less than this chance; default 0.01. With 0, as published, the propensity of what is drawn is 1. */
  readonly leastShare?: number;
}

/**
 * Arms that know nothing yet.
 *
 * @param arms 2 to 100; @param features of a context, 1 to 256: add a constant one for an intercept; @param ridge above 0.
 * @throws PARAM_INVALID for others.
 */
export function startLinUcb(arms: number, features: number, ridge = 1): LinUcbState {
  checkParam(Number.isInteger(arms) && arms >= 2 && arms <= mostArms, 'arms', `2 to ${mostArms}`, arms);
  const isFine = Number.isInteger(features) && features >= 1 && features <= mostFeatures;
  checkParam(isFine, 'features', `1 to ${mostFeatures}`, features);
  checkParam(ridge > 0 && ridge < Number.POSITIVE_INFINITY, 'ridge', 'a number > 0', ridge);
  const factor: number[] = [];
  for (let i = 0; i < features; i++) {
    for (let j = 0; j < i; j++) factor.push(0);
    factor.push(Math.sqrt(ridge));
  }
  const arm = { factor, moments: new Array<number>(features).fill(0) };
  return { features, arms: new Array<LinearArm>(arms).fill(arm) };
}

/**
 * The chances of disjoint LinUCB (Li, Chu, Langford, Schapire 2010, algorithm 1) in a context.
 *
 * @param context finite numbers, one per feature. @throws PARAM_INVALID for others, or options out of range.
 */
export function linUcbShares(
  state: LinUcbState,
  context: readonly number[],
  { exploration = 1, leastShare = 0.01 }: LinUcbOptions = {},
): number[] {
  checkContext(context, state.features);
  checkParam(exploration >= 0, 'exploration', 'a number >= 0', exploration);
  const scores = state.arms.map(({ factor, moments }) => {
    // With A = L Lᵀ: xᵀ A⁻¹ b = (L⁻¹ x) (L⁻¹ b), and xᵀ A⁻¹ x = |L⁻¹ x|².
    const x = solveLower(factor, context);
    const b = solveLower(factor, moments);
    let expected = 0;
    let variance = 0;
    for (let i = 0; i < x.length; i++) {
      expected += x[i] * b[i];
      variance += x[i] * x[i];
    }
    return expected + exploration * Math.sqrt(variance);
  });
  return withLeastShare(greedyShares(scores), leastShare);
}

/**
 * One reward more: the factor is updated in place of being made anew (rank-one update by rotations; Gill, Golub, Murray, Saunders 1974).
 *
 * @param reward a finite number. @throws PARAM_INVALID for others, or an arm or context that does not fit.
 */
export function recordLinUcbReward(
  state: LinUcbState,
  arm: number,
  context: readonly number[],
  reward: number,
): LinUcbState {
  checkArm(arm, state.arms.length);
  checkContext(context, state.features);
  checkParam(Number.isFinite(reward), 'reward', 'a finite number', reward);
  const { factor, moments } = state.arms[arm];
  const changed = {
    factor: withOuterProduct(factor, context),
    moments: moments.map((moment, i) => moment + reward * context[i]),
  };
  return { ...state, arms: state.arms.with(arm, changed) };
}

function checkContext(context: readonly number[], features: number): void {
  checkParam(context.length === features, 'context', `${features} numbers`, `${context.length} numbers`);
  checkParam(
    context.every((value) => Math.abs(value) <= 1e100),
    'context',
    'numbers of at most 1e100',
    'another',
  );
}

function solveLower(factor: readonly number[], right: readonly number[]): number[] {
  const x: number[] = [];
  let at = 0;
  for (const value of right) {
    let rest = value;
    for (const known of x) rest -= factor[at++] * known;
    x.push(rest / factor[at++]);
  }
  return x;
}

function withOuterProduct(factor: readonly number[], vector: readonly number[]): number[] {
  const L = [...factor];
  const x = [...vector];
  const place = (i: number, j: number) => (i * (i + 1)) / 2 + j;
  for (let j = 0; j < x.length; j++) {
    const before = L[place(j, j)];
    const after = Math.sqrt(before * before + x[j] * x[j]);
    const cosine = after / before;
    const sine = x[j] / before;
    L[place(j, j)] = after;
    for (let i = j + 1; i < x.length; i++) {
      const at = place(i, j);
      L[at] = (L[at] + sine * x[i]) / cosine;
      x[i] = cosine * x[i] - sine * L[at];
    }
  }
  return L;
}
