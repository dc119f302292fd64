/** How a run goes about its search: which rows and folds, whether the folds' models are kept, and what each part of the time is for. */
import { monotonicMs } from '../core/clock.ts';
import type { Finding } from '../data/findings/index.ts';
import type { Fold } from '../estimators/estimator.ts';
import { createRng } from '../math/philox.ts';
import { formatDuration } from '../report/number-format.ts';
import type { ChoiceLimits } from './choose.ts';
import {
  type Closing,
  closingMs,
  endBeforeClosing,
  type Optional,
  optionalShare,
  optionalWork,
  pagesMs,
} from './closing.ts';
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

/**
 * Parts of the budget, by whose ends the search with all fits, and the judging by outer folds, are to be done where there is time
 * for everything; and the part that choosing an ensemble may take.
 */
const ends = { search: 0.85, searchBeforeJudging: 0.4, judge: 0.87 };
const selectionShare = 0.05;

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

/** True where the clock has a say in what is done after the search: candidates are not counted. */
function isTimed({ request }: Timed): boolean {
  return request.maxCandidates === undefined;
}

/** Reading of the monotonic clock at which the budget ends. */
function endOfBudget({ request, startedMs }: Timed): number {
  return startedMs + request.budgetMs;
}

/** Reading of the monotonic clock by which the search and all fits of its choice are to be done. Asked when the search begins. */
export function endOfFits(timed: Timed, sealed: boolean, closing: Closing): number {
  const { request, startedMs } = timed;
  const usualEndMs = startedMs + request.budgetMs * (sealed ? ends.search : ends.searchBeforeJudging);
  const optional = selectionShare + (sealed ? optionalShare : 0);
  return endBeforeClosing({
    nowMs: monotonicMs(),
    endMs: endOfBudget(timed),
    usualEndMs,
    closingMs: closingMs(closing) + optional * request.budgetMs,
  });
}

/** Of the time until the pages, what a search may wait for a first candidate that outer folds are to judge afterwards. */
const waitingShare = 0.7;

/** Reading of the monotonic clock until which the search waits for a first candidate: later than for more, and without what is optional. */
export function endOfWaiting(timed: Timed, sealed: boolean, closing: Closing): number {
  const lastMs = endOfJudgingWait(timed, closing);
  const nowMs = monotonicMs();
  return sealed ? lastMs : nowMs + waitingShare * (lastMs - nowMs);
}

/** The same for the searches inside outer folds. */
export function endOfJudgingWait(timed: Timed, closing: Closing): number {
  return endOfBudget(timed) - pagesMs(closing);
}

/** Reading of the monotonic clock by which outer folds have judged. Asked when they begin. */
export function endOfJudging(timed: Timed, closing: Closing): number {
  const usualEndMs = timed.startedMs + timed.request.budgetMs * ends.judge;
  return endBeforeClosing({
    nowMs: monotonicMs(),
    endMs: endOfBudget(timed),
    usualEndMs,
    closingMs: closingMs(closing),
  });
}

/** Reading of the monotonic clock by which an ensemble is to be chosen; infinite where candidates are counted. */
export function endOfSelection(timed: Timed): number {
  if (!isTimed(timed)) return Number.POSITIVE_INFINITY;
  return monotonicMs() + selectionShare * timed.request.budgetMs;
}

/** What optional parts of the assessment may take that begins now, so that the pages can be drawn in time. */
export function optionalTime(timed: Timed, closing: Closing): Optional | undefined {
  if (!isTimed(timed)) return undefined;
  const mustMs = pagesMs(closing) + (closing.figuresMs ?? 0);
  return optionalWork(timed.request.budgetMs, endOfBudget(timed) - monotonicMs() - mustMs);
}

/** How often outer folds judge every row until `endMs`: twice, unless the time is better spent on searches as thorough as the one judged. */
export function judgingRepeats(timed: Timed, endMs: number, searchMs: number, outerFolds: number): number {
  const wantedMs = 2 * outerFolds * innerShare * searchMs;
  return isTimed(timed) && wantedMs > endMs - monotonicMs() ? 1 : 2;
}

/** What a run says whose search finished nothing. */
export function budgetTooSmall({ budgetMs }: TrainRequest): Finding {
  const message = `No candidate could be fitted within ${formatDuration(budgetMs)}, so the model is the baseline. Give more time (--budget 5m) or fewer rows (--sample 10000).`;
  return { code: 'budget_too_small', severity: 'warning', message };
}

/** Milliseconds that fits may take in any case: no choice is made for less, and a budget is kept within seconds. */
const leastFitsMs = 500;

/** What the model may cost: by the request, else by the preset; and fits by the time that is left, where time counts. */
export function limitsOf(
  request: Pick<TrainRequest, 'maxBytes' | 'maxLatencyUs' | 'maxCandidates' | 'refit' | 'threads'>,
  plan: Plan,
  endOfFitsMs: number,
): ChoiceLimits {
  const { preset } = plan;
  return {
    areAsked: request.maxBytes !== undefined || request.maxLatencyUs !== undefined,
    maxBytes: request.maxBytes ?? preset.maxBytes ?? Number.POSITIVE_INFINITY,
    maxLatencyUs: request.maxLatencyUs ?? preset.maxLatencyUs ?? Number.POSITIVE_INFINITY,
    usualLatencyUs: usualLatencyUs(request, plan),
    maxFitMs: Math.max(leastFitsMs, endOfFitsMs - monotonicMs()) * request.threads,
  };
}

/**
 * In microseconds, of the judged model: less than the preset's by what a refit adds to its folds. No clock has a say where candidates
 * are counted.
 */
function usualLatencyUs(
  request: Pick<TrainRequest, 'maxBytes' | 'maxLatencyUs' | 'maxCandidates' | 'refit'>,
  plan: Plan,
): number {
  const { usualLatencyUs: usual } = plan.preset;
  if (usual === undefined || request.maxLatencyUs !== undefined || request.maxCandidates !== undefined) {
    return Number.POSITIVE_INFINITY;
  }
  const { onFolds, wholeFits } = refitOf(plan, request);
  const added = request.refit === 'all' && onFolds ? wholeFits : 0;
  return (usual * plan.folds.length) / (plan.folds.length + added);
}

/** How `--refit all` fits again what is made of the models of folds. */
export interface Refit {
  /** On folds of all rows. */
  readonly onFolds: boolean;
  /** On all rows, so many times for each member. */
  readonly wholeFits: number;
}

/** From so many rows on, two fits on all of them do as well as with those on five folds, in less than half of the time. */
const enoughRows = 10_000;

/**
 * Models of three folds each leave out a third of the rows, and fits on all rows do better in as much time. Of fewer rows, the models
 * of more folds do best together with such fits, which make the model larger: not where its size or time is bounded.
 */
export function refitOf({ folds, rows }: Plan, request: Pick<TrainRequest, 'maxBytes' | 'maxLatencyUs'>): Refit {
  const onFolds = folds.length > foldsOfMany && rows.length < enoughRows;
  const isBounded = request.maxBytes !== undefined || request.maxLatencyUs !== undefined;
  return { onFolds, wholeFits: onFolds && isBounded ? 0 : 2 };
}

/** The rows of a fit again as a multiple of those of the search, where a holdout was sealed. */
const withHoldout = 1.25;

/**
 * Fits that making the model still takes, as a multiple of a member's time in the search; these grow with the rows. What may become
 * a stack is left time for folds, the only models that its final estimator knows.
 *
 * @param refit present where the choice is fitted again on all rows.
 * @param idle threads that are bound by fitting the choice once more, one after the other, to compare with.
 */
export function fitsToCome(plan: Plan, trainRows: number, refit: Refit | undefined, idle = 0): number {
  const { bags, folds, rows, preset } = plan;
  const perFold = 1 / (folds.length - 1);
  const once = (perFold * trainRows) / rows.length;
  if (!bags) return once * ((refit ? 1 + withHoldout : 1) + idle);
  if (!refit) return idle;
  return withHoldout * (Number(refit.onFolds || preset.stacks) + perFold * refit.wholeFits) + idle;
}
