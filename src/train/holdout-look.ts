/** The door between a training and its sealed holdout: every look is counted, and later looks get wider intervals or none. */
import { sha256 } from '../core/hash.ts';
import { pack } from '../core/pack.ts';
import { toldReport } from '../evaluate/fairness/told-report.ts';
import { holdoutId } from '../evaluate/sealed/holdout-id.ts';
import type { HoldoutState } from '../evaluate/sealed/holdout-state.ts';
import { lookBudget } from '../evaluate/sealed/look-budget.ts';
import { gainBounds, plainCost, widened, widenedGain, widenedScores } from '../evaluate/sealed/plain-look.ts';
import type { Metric } from '../metrics/metric.ts';
import type { HoldoutFacts, HoldoutRecord } from '../store/holdouts/holdouts.ts';
import type { Store } from '../store/open-store.ts';
import type { Predictions } from '../table/task.ts';
import type { Assessment } from './assess.ts';
import type { Judged } from './judge.ts';
import type { Prepared } from './prepare.ts';
import type { TrainRequest } from './request.ts';

/** Which look at a holdout some figures come from. */
export interface Look {
  readonly holdoutId: string;
  /** 1 for the first. */
  readonly look: number;
  /** True when the same answers were judged before; nothing new was given away. */
  readonly again: boolean;
  /** What the holdout has given away of its budget so far, this look included. */
  readonly spent: number;
  readonly budget: number;
}

/** A training's figures as they may be told. */
export interface Looked {
  readonly assessment: Assessment;
  readonly look: Look;
  /** What the holdout had given away before. */
  readonly before: HoldoutState;
}

/** The holdout of a split: whoever trains on the same data with the same seed asks the same one. */
export function holdoutOf(
  { dataHash, request, prepared }: { dataHash: string; request: TrainRequest; prepared: Prepared },
  rows: Int32Array,
): HoldoutFacts {
  const units = prepared.groups ? new Set(rows.map((row) => prepared.groups![row])).size : rows.length;
  return {
    holdoutId: holdoutId({ dataHash, ...request }),
    dataHash,
    source: request.plan.source,
    target: request.target,
    rows: rows.length,
    budget: lookBudget(units),
  };
}

/** Counts the look that a training's report is, and widens its figures by the looks before. @throws HOLDOUT_SPENT */
export async function lookAtHoldout(
  store: Store,
  job: {
    readonly holdout: HoldoutFacts;
    readonly judged: Judged;
    readonly assessment: Assessment;
    readonly metric: Metric;
    /** What mistakes cost, where that was said. */
    readonly costs?: Metric;
    readonly subject: string;
    readonly actor: string;
  },
): Promise<Looked> {
  const { holdout, judged, assessment, metric, costs, subject, actor } = job;
  const looked = await store.holdouts.look({
    holdout,
    question: plainQuestion(judged.model[0]),
    subject,
    actor,
    answer: (before) => ({
      outcome: 'plain',
      cost: plainCost,
      answer: { assessment: widenedAssessment(before, assessment, metric, costs), before },
    }),
  });
  return { ...looked.answer, look: lookOf(looked) };
}

/** Names the question for everything about these answers. */
export function plainQuestion({ values, probabilities }: Predictions): string {
  return `plain ${sha256(pack({ values, probabilities: probabilities && [...probabilities] }))}`;
}

/** A counted look as it is told. */
export function lookOf(looked: { look: number; again: boolean; holdout: HoldoutRecord }): Look {
  const { holdoutId: id, spent, budget } = looked.holdout;
  return { holdoutId: id, look: looked.look, again: looked.again, spent, budget };
}

/** What stands beside the figures: "look 3 of this holdout". */
export function lookWords({ look, again, spent, budget }: Look): string {
  const repeated = again ? ', told again' : '';
  const wider = look > 1 ? '; intervals are widened by the looks before' : '';
  return `look ${look} of this holdout${repeated}${wider} (${Number(spent.toFixed(2))} of ${budget} spent)`;
}

function widenedAssessment(
  before: HoldoutState,
  assessment: Assessment,
  metric: Metric,
  costs: Metric | undefined,
): Assessment {
  const { fairness } = assessment;
  return {
    ...assessment,
    holdout: widened(before, assessment.holdout, metric.bounds),
    metrics: widenedScores(before, assessment.metrics, costs),
    fairness: fairness && toldReport(fairness, (score, bounds) => widened(before, score, bounds)),
    lift: widenedGain(before, assessment.lift, gainBounds(metric)),
  };
}
