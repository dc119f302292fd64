/** How a run goes about its search: which rows and folds, whether the folds' models are kept, and what each part of the time is for. */
import { monotonicMs } from '../core/clock.ts';
import type { Finding } from '../data/findings/index.ts';
import type { Fold } from '../estimators/estimator.ts';
import { createRng } from '../math/philox.ts';
import type { Limits } from './ensemble-selection.ts';
import type { Prepared } from './prepare.ts';
import { type Preset, presets } from './preset.ts';
import type { TrainRequest } from './request.ts';
import { searchFolds } from './search-folds.ts';
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

/** Beyond this many rows a fit takes long, and fewer folds say enough. */
const manyRows = 50_000;
const foldsOfMany = 3;

/**
 * Folds' models are kept where each fold learns from nearly all there is: not by time, where the first fold knows the distant
 * past alone, nor where the search sees a sample of the rows.
 */
export function planOf(prepared: Prepared, train: Int32Array, request: TrainRequest): Plan {
  const preset = presets[request.preset];
  const rows = searchRows(train, createRng(request.seed).split('folds').split('rows'));
  const askedFolds = rows.length > manyRows ? Math.min(foldsOfMany, preset.folds) : preset.folds;
  return {
    preset,
    rows,
    askedFolds,
    folds: searchFolds(prepared, rows, askedFolds, request.seed),
    bags: preset.bags && prepared.times === undefined && rows.length === train.length,
  };
}

/** Shares of a wall-clock budget until whose end the search and, where there is one, the judging by outer folds may go on. */
export function timeShares(sealed: boolean, refit: boolean): { readonly search: number; readonly judge: number } {
  if (!sealed) return { search: 0.2, judge: 0.85 };
  return refit ? { search: 0.6, judge: 1 } : { search: 0.8, judge: 1 };
}

/** What a run says whose search finished nothing. */
export function budgetTooSmall({ budgetMs }: TrainRequest): Finding {
  const message = `No candidate could be fitted within ${Math.round(budgetMs / 100) / 10} s, so the model is the baseline. Give more time (--budget 5m) or fewer rows (--sample 10000).`;
  return { code: 'budget_too_small', severity: 'warning', message };
}

/** What the model may cost: by the request, else by the preset; and fits by the time that is left, where time counts. */
export function limitsOf(
  { request, startedMs }: { readonly request: TrainRequest; readonly startedMs: number },
  preset: Preset,
  sealed: boolean,
): Limits {
  const leftMs = startedMs + request.budgetMs * (sealed ? 0.85 : 0.3) - monotonicMs();
  return {
    maxBytes: request.maxBytes ?? preset.maxBytes ?? Number.POSITIVE_INFINITY,
    maxLatencyUs: request.maxLatencyUs ?? preset.maxLatencyUs ?? Number.POSITIVE_INFINITY,
    maxFitMs: Math.max(0, leftMs) * request.threads,
  };
}

/** Fits that making the model still takes, as a multiple of a member's time in the search; these grow with the rows. */
export function fitsToCome({ bags, folds, rows }: Plan, trainRows: number, refits: boolean): number {
  const perFold = 1 / (folds.length - 1);
  const once = (perFold * trainRows) / rows.length;
  if (bags) return refits ? 1.25 : 0;
  return refits ? once * 2.25 : once;
}
