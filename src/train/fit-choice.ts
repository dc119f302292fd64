/** From a choice to the model that is kept. */
import type { OnProgress } from '../core/progress.ts';
import type { FitPool } from '../estimators/fit-in-thread.ts';
import type { Choice } from './choose.ts';
import { buildFinalModel, type FinalModel } from './final-model.ts';
import type { KeptUncertainty } from './kept-uncertainty.ts';
import type { Prepared } from './prepare.ts';
import type { TrainRequest } from './request.ts';

/** Fits a choice on some rows, or takes the model that its folds made. */
export async function fitChoice(
  {
    request,
    context,
    fits,
  }: {
    readonly request: Pick<TrainRequest, 'seed' | 'threads'>;
    readonly context: { readonly onProgress: OnProgress; readonly signal?: AbortSignal };
    readonly fits: FitPool;
  },
  of: { prepared: Prepared; choice: Choice; kept: KeptUncertainty; rows: Int32Array },
): Promise<FinalModel> {
  const { prepared, choice, kept, rows } = of;
  const [only] = choice.members;
  const rounds = choice.members.length === 1 ? only.candidate.rounds : undefined;
  return await buildFinalModel(fits, {
    prepared,
    rows,
    spec: choice.spec,
    fitted: choice.fitted,
    uncertainty: kept.uncertainty,
    seed: request.seed,
    threads: request.threads,
    onIteration(iteration) {
      const total = rounds ?? choice.members.length;
      context.onProgress({ stage: 'fit', done: iteration + 1, total, note: rounds === undefined ? 'fits' : 'rounds' });
      return undefined;
    },
    signal: context.signal,
  });
}
