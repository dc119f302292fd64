/** A judged choice fitted anew on all rows, the sealed ones with them where there are any. */
import type { Metric } from '../metrics/metric.ts';
import type { Store } from '../store/open-store.ts';
import type { Choice } from './choose.ts';
import { bagAgain, fitWholeAgain, isVoting } from './choose-again.ts';
import type { Decision } from './decision.ts';
import type { TrainResult } from './finish.ts';
import { fitChoice } from './fit-choice.ts';
import type { FoldPool } from './fold-pool.ts';
import type { TrainingData } from './fold-task.ts';
import { type KeptUncertainty, keepUncertainty } from './kept-uncertainty.ts';
import { type Plan, refitOf } from './plan.ts';
import type { Prepared } from './prepare.ts';
import { registerRefit } from './refit.ts';
import type { TrainRequest } from './request.ts';
import { searchFolds } from './search-folds.ts';
import { type Settled, settle } from './settle.ts';

/**
 * Fits and registers it. Where the folds' models are the model, its members are fitted as `refitOf` says: on all rows alone, settled
 * by what the judged choice said of held-out rows, or on folds of all rows as well, settled by these. Without sealed rows the folds
 * are those of the search, so what they made is kept; undefined where there is nothing to add to it.
 */
export async function refitOnAllRows(
  job: Parameters<typeof fitChoice>[0] & {
    readonly store: Store;
    readonly request: TrainRequest;
    readonly folds: FoldPool;
    readonly context: { readonly actor: string };
  },
  judged: {
    readonly prepared: Prepared;
    readonly data: TrainingData;
    readonly plan: Plan;
    /** Whether rows were set apart to judge by. */
    readonly sealed: boolean;
    readonly metric: Metric;
    readonly choice: Choice;
    readonly settled: Settled;
    readonly kept: KeptUncertainty;
    readonly decision: Decision;
    readonly result: TrainResult;
  },
) {
  const { store, request, context } = job;
  const { prepared, data, plan, sealed, metric, decision, result } = judged;
  if (!sealed && addedFits(judged.choice, plan, request) === 0) return undefined;
  const rows = Int32Array.from({ length: prepared.table.nRows }, (_, row) => row);
  const register = async ({ choice }: Settled, kept: KeptUncertainty) =>
    await registerRefit({
      store,
      decision: { ...decision, spec: choice.spec, rows: 'all', uncertaintyHash: kept.uncertaintyHash },
      final: await fitChoice(job, { prepared, choice, kept, rows }),
      result,
      actor: context.actor,
    });
  if (!plan.bags) return await register(judged.settled, judged.kept);
  const { seed } = request;
  const { onFolds, wholeFits } = refitOf(plan, request);
  const again = { data, rows, metric, seed, wholeFits, signal: context.signal };
  if (!onFolds && isVoting(judged.choice)) {
    const choice = await fitWholeAgain(job.folds, judged.choice, { ...again, chosenOn: plan.folds });
    const settled = settle(choice, { prepared, data, folds: plan.folds, metric, settings: request });
    return await register(settled, judged.kept);
  }
  const folds = sealed ? searchFolds(prepared, rows, plan.askedFolds, seed) : plan.folds;
  const choice = await bagAgain(job.folds, judged.choice, { ...again, folds, areFitted: !sealed });
  const settled = settle(choice, { prepared, data, folds, metric, settings: request });
  return await register(settled, await keepUncertainty(store.blobs, settled.choice, folds, data));
}

/** Milliseconds that a refit takes of a choice that outer folds judge. */
export function refitMs(choice: Choice, plan: Plan, request: RefitRequest & Pick<TrainRequest, 'threads'>): number {
  const fitMs = choice.members.reduce((sum, { candidate }) => sum + candidate.fitMs, 0);
  return (fitMs * addedFits(choice, plan, request)) / (plan.folds.length - 1) / request.threads;
}

type RefitRequest = Pick<TrainRequest, 'refit' | 'maxBytes' | 'maxLatencyUs'>;

/** Fits of each member on all rows that a refit adds to a choice whose folds are of all rows already; only a mean takes more. */
function addedFits(choice: Choice, plan: Plan, request: RefitRequest): number {
  if (request.refit !== 'all' || !plan.bags || !isVoting(choice)) return 0;
  return refitOf(plan, request).wholeFits;
}
