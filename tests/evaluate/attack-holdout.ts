/**
 * The classic attack on a holdout: random predictors are scored, those that seem better than a coin are kept as they are, the others
 * turned around, and their sum is submitted last. The labels are noise, so every AUC is 0.5 in truth.
 */
import { closedInterval } from '../../src/evaluate/closed-interval.ts';
import type { Score } from '../../src/evaluate/evaluation.ts';
import { afterLook, type HoldoutState, unseenHoldout } from '../../src/evaluate/sealed/holdout-state.ts';
import { lookBudget } from '../../src/evaluate/sealed/look-budget.ts';
import { plainCost, widened } from '../../src/evaluate/sealed/plain-look.ts';
import { ordinaryReach } from '../../src/evaluate/sealed/reach.ts';
import { scoreLook } from '../../src/evaluate/sealed/score-look.ts';
import { createRng } from '../../src/math/philox.ts';
import { sum } from '../../src/math/reduce.ts';
import type { Rng } from '../../src/math/rng.ts';
import { metricByName } from '../../src/metrics/index.ts';

/**
 * `open`: a plain holdout. `plain`: reports of trainings. `noise`: scores. `claims`: scores that are claimed to be 0.5. `edge`: claims
 * so far below that about every second one is contradicted, which tells the asker on which side the score is.
 */
export type Door = 'open' | 'plain' | 'noise' | 'claims' | 'edge';

export interface Attack {
  /** The last answer: of the combined predictor. */
  readonly last: Score;
  readonly lastHolds: boolean;
  /** Whether 0.5 lies inside every interval that was told. */
  readonly allHold: boolean;
  readonly answered: number;
}

/** Asks until `questions` are answered or the budget has one answer left, and spends that on the combination. */
export function attackHoldout(attack: {
  readonly seed: number;
  readonly door: Door;
  readonly questions?: number;
  /** Even; half of the labels are positive. */
  readonly rows?: number;
}): Attack {
  const { seed, door, questions = 1000, rows = 2000 } = attack;
  const rng = createRng(seed).split('attack');
  const budget = lookBudget(rows);
  let state = unseenHoldout;
  let allHold = true;
  let answered = 0;
  let last: Score = { value: null, ci: null };
  /** True when the score seems to be above one half. */
  const ask = (score: Score): boolean => {
    const { outcome, next, ...told } = answerAt(door, state, score, budget, rng);
    last = told.score;
    state = next;
    allHold &&= holds(last);
    answered++;
    return door === 'edge' && state.looks > 10 ? outcome !== 'confirmed' : last.value! > 0.5;
  };
  const predictors = rng.split('predictors');
  const predictor = new Uint8Array(rows);
  const combined = new Float64Array(rows);
  // A contradicted claim may cost two.
  const mayAsk = () => door === 'open' || state.spent + 2 < budget;
  while (answered < questions - 1 && mayAsk()) {
    draw(predictor, predictors);
    const sign = ask(quickScore(predictor)) ? 1 : -1;
    for (let row = 0; row < rows; row++) combined[row] += sign * predictor[row];
  }
  ask(scoreOf(combined));
  return { last, lastHolds: holds(last), allHold, answered };
}

const bounds = [0, 1] as const;

function answerAt(door: Door, state: HoldoutState, score: Score, budget: number, rng: Rng) {
  if (door === 'open') return { score, outcome: 'plain', next: state };
  if (door === 'plain') {
    const look = { outcome: 'plain', cost: plainCost } as const;
    return { score: widened(state, score, bounds), ...look, next: afterLook(state, look) };
  }
  const told = scoreLook(state, {
    score,
    bounds,
    claim: claimAt(door, score),
    budget,
    rng: rng.split(`look-${state.looks}`),
  });
  return { ...told, next: afterLook(state, told) };
}

function claimAt(door: Door, { ci }: Score): number | undefined {
  if (door === 'claims') return 0.5;
  // The asker knows how wide an interval of so many rows is.
  return door === 'edge' ? 0.5 - (4 * (ci![1] - ci![0])) / (2 * ordinaryReach) : undefined;
}

/** Random scores from 0 to 15: four bits for each row. */
function draw(predictor: Uint8Array, rng: Rng): void {
  let bits = 0;
  for (let row = 0; row < predictor.length; row++) {
    if (row % 8 === 0) bits = rng.uint32();
    predictor[row] = bits & 15;
    bits >>>= 4;
  }
}

const levels = 16;

/** AUC with DeLong's interval, counted by levels, so that a thousand questions take a moment; even rows are negative, odd ones positive. */
function quickScore(predictor: Uint8Array): Score {
  const [negative, positive] = [new Float64Array(levels), new Float64Array(levels)];
  for (let row = 0; row < predictor.length; row += 2) {
    negative[predictor[row]]++;
    positive[predictor[row + 1]]++;
  }
  const rows = predictor.length / 2;
  const [above, below] = [placements(positive, negative), placements(negative, positive)];
  const auc = above.mean;
  const error = Math.sqrt((above.variance + below.variance) / rows);
  return { value: auc, ci: [auc - ordinaryReach * error, auc + ordinaryReach * error] };
}

/** Of `these` rows: the share of `others` that each stands above, its mean and its variance. */
function placements(these: Float64Array, others: Float64Array): { mean: number; variance: number } {
  const rows = sum(these);
  let passed = 0;
  let total = 0;
  let squares = 0;
  for (let level = 0; level < levels; level++) {
    const place = (passed + others[level] / 2) / sum(others);
    passed += others[level];
    total += these[level] * place;
    squares += these[level] * place * place;
  }
  return { mean: total / rows, variance: (squares - (total * total) / rows) / (rows - 1) };
}

const rocAuc = metricByName('roc_auc');

/** As `quickScore`, by the product's own metric. */
function scoreOf(predictor: Float64Array): Score {
  const outcomes = {
    yTrue: predictor.map((_, row) => row % 2),
    nClasses: 2,
    predictions: { values: predictor, probabilities: [predictor, predictor] },
  };
  return { value: rocAuc.compute(outcomes), ci: closedInterval(rocAuc, outcomes) ?? null };
}

function holds({ ci }: Score): boolean {
  return ci === null || (ci[0] <= 0.5 && ci[1] >= 0.5);
}
