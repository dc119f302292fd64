/** How a run goes about its search: which rows and folds, whether the folds' models are kept, and what each part of the time is for. */
import { monotonicMs } from '../core/clock.ts';
import type { Finding } from '../data/findings/index.ts';
import type { Fold } from '../estimators/estimator.ts';
import { createRng } from '../math/philox.ts';
import { formatDuration } from '../report/number-format.ts';
import type { Limits } from './ensemble-selection.ts';
import type { Prepared } from './prepare.ts';
import { type Preset, presets } from './preset.ts';
import type { TrainRequest } from './request.ts';
import { type Foldable, searchFolds } from './search-folds.ts';
import { searchRows } from './search-rows.ts';

export interface Plan {
  readonly preset: Preset;
  /** Rows that candidates are compared on. */
  readonly rows: Int32Array;
  readonly folds: readonly Fold[];
  /** Folds that were asked for; few rows give fewer. */
  readonly askedFolds: number;
  /** The model is made of the folds' models, and nothing is fitted after the search. */
  readonly bags: boolean;
}

/** Beyond these a fit takes long, and fewer folds say enough: rows, and rows and numbers (for each class) per second of the budget. */
const many = { rows: 50_000, rowsPerSecond: 500, numbersPerSecond: 40_000 };
const foldsOfMany = 3;

/** Parts of the budget, by whose ends the search with all fits, and the judging by outer folds, are to be done. */
const ends = { search: 0.85, searchBeforeJudging: 0.4, judge: 0.87 };

/** A search inside an outer fold has fewer folds of fewer rows: its time as a share of the whole one's. */
const innerShare = 0.5;

/**
 * Folds' models are kept where each fold learns from nearly all there is: not by time, where the first fold knows the distant
 * past alone, nor where the search sees a sample of the rows.
 */
export function planOf(
  prepared: Foldable & Pick<Prepared, 'features'>,
  train: Int32Array,
  request: Pick<TrainRequest, 'preset' | 'seed' | 'budgetMs'>,
): Plan {
  const preset = presets[request.preset];
  const rows = searchRows(train, createRng(request.seed).split('folds').split('rows'));
  const numbers = rows.length * prepared.features.length * Math.max(1, prepared.target.classes.length - 1);
  const seconds = request.budgetMs / 1000;
  const isLong =
    rows.length > many.rows || rows.length / seconds > many.rowsPerSecond || numbers / seconds > many.numbersPerSecond;
  const askedFolds = isLong ? Math.min(foldsOfMany, preset.folds) : preset.folds;
  return {
    preset,
    rows,
    askedFolds,
    folds: searchFolds(prepared, rows, askedFolds, request.seed),
    bags: preset.bags && prepared.times === undefined && rows.length === train.length,
  };
}

/** A run's clock: what was asked, and the reading of the monotonic clock from which its budget counts. */
interface Timed {
  readonly request: Pick<TrainRequest, 'budgetMs' | 'maxCandidates'>;
  readonly startedMs: number;
}

/** Reading of the monotonic clock by which the search and all fits of its choice are to be done. */
export function endOfFits({ request, startedMs }: Timed, sealed: boolean): number {
  return startedMs + request.budgetMs * (sealed ? ends.search : ends.searchBeforeJudging);
}

/** Reading of the monotonic clock by which outer folds have judged. */
export function endOfJudging({ request, startedMs }: Timed): number {
  return startedMs + request.budgetMs * ends.judge;
}

/** How often outer folds judge every row: twice, unless the time is better spent on searches as thorough as the one judged. */
export function judgingRepeats(timed: Timed, searchMs: number, outerFolds: number): number {
  const wantedMs = 2 * outerFolds * innerShare * searchMs;
  const isBound = timed.request.maxCandidates === undefined;
  return isBound && wantedMs > endOfJudging(timed) - monotonicMs() ? 1 : 2;
}

/** What a run says whose search finished nothing. */
export function budgetTooSmall({ budgetMs }: TrainRequest): Finding {
  const message = `No candidate could be fitted within ${formatDuration(budgetMs)}, so the model is the baseline. Give more time (--budget 5m) or fewer rows (--sample 10000).`;
  return { code: 'budget_too_small', severity: 'warning', message };
}

/** What the model may cost: by the request, else by the preset; and fits by the time that is left, where time counts. */
export function limitsOf(
  timed: Timed & { readonly request: Pick<TrainRequest, 'maxBytes' | 'maxLatencyUs' | 'threads'> },
  preset: Preset,
  sealed: boolean,
): Limits {
  const { request } = timed;
  return {
    maxBytes: request.maxBytes ?? preset.maxBytes ?? Number.POSITIVE_INFINITY,
    maxLatencyUs: request.maxLatencyUs ?? preset.maxLatencyUs ?? Number.POSITIVE_INFINITY,
    maxFitMs: Math.max(0, endOfFits(timed, sealed) - monotonicMs()) * request.threads,
  };
}

/** Fits that making the model still takes, as a multiple of a member's time in the search; these grow with the rows. */
export function fitsToCome({ bags, folds, rows }: Plan, trainRows: number, refits: boolean): number {
  const perFold = 1 / (folds.length - 1);
  const once = (perFold * trainRows) / rows.length;
  if (bags) return refits ? 1.25 : 0;
  return refits ? once * 2.25 : once;
}
