/** From what a search found to the model that is kept: chosen, settled, fitted, and within the size that was asked for. */
import type { Finding } from '../data/findings/finding.ts';
import { formatBytes } from '../report/number-format.ts';
import type { Blobs } from '../store/blobs.ts';
import { type Choice, type ChoiceJob, chooseModel } from './choose.ts';
import type { FinalModel } from './final-model.ts';
import { fitChoice } from './fit-choice.ts';
import type { FoldPool } from './fold-pool.ts';
import { type KeptUncertainty, keepUncertainty } from './kept-uncertainty.ts';
import type { Prepared } from './prepare.ts';
import type { TrainRequest } from './request.ts';
import { singleRowUs } from './run-fold.ts';
import type { SearchResult } from './search.ts';
import { type Settled, settle } from './settle.ts';
import { thoroughly } from './time-rows.ts';

export interface MadeModel {
  /** Of candidates. */
  readonly choice: Choice;
  /** What was made of it. */
  readonly settled: Settled;
  readonly kept: KeptUncertainty;
  readonly final: FinalModel;
}

/**
 * Chooses and makes the model. What an artifact holds besides its members (golden rows, signature, scores of held-out rows) is known
 * when it is made: one that is larger than asked for is chosen again, from less, as long as there is less.
 */
export async function makeModel(
  job: Parameters<typeof fitChoice>[0] & {
    readonly request: TrainRequest;
    readonly store: { readonly blobs: Pick<Blobs, 'put'> };
    readonly folds: FoldPool;
  },
  of: {
    readonly found: SearchResult;
    readonly prepared: Prepared;
    readonly rows: Int32Array;
    readonly choice: ChoiceJob;
  },
): Promise<MadeModel> {
  const { request, store } = job;
  const { found, prepared, rows } = of;
  const { data, folds, metric } = of.choice;
  // A baseline's probabilities are the shares of its rows: nothing of them could be corrected.
  const isPlain = found.baselineOnly && (request.calibrate ?? 'auto') === 'auto';
  const settings = isPlain ? { ...request, calibrate: 'none' as const } : request;
  let { limits } = of.choice;
  let before = Number.POSITIVE_INFINITY;
  for (;;) {
    const choice = await chooseModel(job.folds, found, { ...of.choice, limits });
    const settled = settle(choice, { prepared, data, folds, metric, settings });
    const kept = await keepUncertainty(store.blobs, settled.choice, folds, data);
    const final = await fitChoice(job, { prepared, choice: settled.choice, kept, rows });
    const over = final.bytes.length - (request.maxBytes ?? Number.POSITIVE_INFINITY);
    const bytes = bytesOf(choice, folds.length);
    if (over <= 0 || bytes >= before || bytes <= over) return { choice, settled, kept, final };
    limits = { ...limits, maxBytes: bytes - over };
    before = bytes;
  }
}

function bytesOf({ members, fitted }: Choice, folds: number): number {
  return members.reduce((sum, { candidate }) => sum + candidate.bytes, 0) * (fitted ? folds : 1);
}

/** What a run says whose model costs more than was asked for. */
export function limitsPassed(
  { maxBytes = Number.POSITIVE_INFINITY, maxLatencyUs = Number.POSITIVE_INFINITY }: TrainRequest,
  { bytes, model }: FinalModel,
  { table }: Prepared,
): Finding[] {
  const passed: string[] = [];
  if (bytes.length > maxBytes) {
    passed.push(`It takes ${formatBytes(bytes.length)}, more than the ${formatBytes(maxBytes)} asked for.`);
  }
  const rowUs = maxLatencyUs === Number.POSITIVE_INFINITY ? 0 : singleRowUs(model.fitted, table, thoroughly);
  if (rowUs > maxLatencyUs) {
    passed.push(`A row takes it ${rowUs.toFixed(1)} us, more than the ${maxLatencyUs} us asked for.`);
  }
  if (passed.length === 0) return [];
  const message = `${passed.join(' ')} No candidate does with less, so it does not become champion by itself. Ask for more, or for smaller models (--preset tiny).`;
  return [{ code: 'limit_passed', severity: 'warning', message }];
}
