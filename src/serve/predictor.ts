/**
 * The one way from a question to its answer, whatever protocol brings it: a version is chosen, reads the rows, predicts them, and the
 * prediction of each row is logged and counted. Protocols differ in how they read rows and how they write answers, in nothing else.
 */
import { stopwatch } from '../core/clock.ts';
import type { PredictionLog } from '../store/predictions/prediction-log.ts';
import { type ExecuteOptions, execute, type PredictedPart, stopIfAborted } from './execute.ts';
import { explainRows, type RowExplanations } from './explain-rows.ts';
import { logPredictions } from './log-predictions.ts';
import type { ServedModel } from './model-cache.ts';
import type { Resolved, Resolver } from './resolver.ts';
import type { RowBatch } from './row-reader.ts';
import type { InferenceStatistics } from './statistics.ts';

/** Reads the rows of a request as the inputs of the version that answers. */
export type ReadRows = (served: ServedModel) => RowBatch;

/** What an answer may hold besides the predictions, and when nobody waits for it any more. */
export interface PredictionExtras extends ExecuteOptions {
  /** Explains the rows, too; see `explainRows`. */
  readonly explainBudgetMs?: number;
}

/** What a version said about the rows of a request. */
export interface Predicted {
  /** Who answered. */
  readonly by: Resolved;
  readonly parts: readonly PredictedPart[];
  /** One per row. */
  readonly predictionIds: readonly string[];
  /** What was ignored in the rows, in sentences. */
  readonly warnings: readonly string[];
  readonly explanations?: RowExplanations;
}

export interface PredictorOptions {
  readonly resolver: Pick<Resolver, 'peek' | 'resolve'>;
  readonly log: Pick<PredictionLog, 'append'>;
  /** Hears how many rows a version answered. */
  readonly count?: (version: Resolved['version'], rows: number) => void;
  /** Hears where the time of each request went. */
  readonly statistics?: InferenceStatistics;
}

export interface Predictor {
  /**
   * The version that answers for `name`, `name@alias` or `name@3`; at hand at once for nearly every request.
   *
   * @throws what `Resolver.resolve` throws
   */
  choose(ref: string): Resolved | Promise<Resolved>;
  /**
   * Predicts and logs the rows of a request with one version. Nothing is logged unless all rows are answered.
   *
   * @throws what `read` and `execute` throw.
   */
  predict(chosen: Resolved, read: ReadRows, extras?: PredictionExtras): Promise<Predicted>;
}

/** Opens the way over a resolver and a log, both of which belong to the caller. */
export function openPredictor({ resolver, log, count, statistics }: PredictorOptions): Predictor {
  return {
    choose: (ref) => resolver.peek(ref) ?? resolver.resolve(ref),
    async predict(by, read, { explainBudgetMs, ...options } = {}) {
      const elapsed = stopwatch();
      try {
        const { table, warnings } = read(by.served);
        const inputMs = elapsed();
        const parts = await execute(by, table, options);
        const latencyMs = elapsed();
        const values = () => Float64Array.from(parts.flatMap(({ predictions }) => [...predictions.values]));
        const explanations =
          explainBudgetMs === undefined
            ? undefined
            : await explainRows(by.served.model, table, values(), explainBudgetMs);
        stopIfAborted(options.signal);
        const predictionIds = await logPredictions(by, parts, log, latencyMs);
        count?.(by.version, predictionIds.length);
        const totalMs = elapsed();
        const times = { totalMs, queueMs: 0, inputMs, inferMs: latencyMs - inputMs, outputMs: totalMs - latencyMs };
        statistics?.add(by.version, table.nRows, times);
        return { by, parts, predictionIds, warnings, explanations };
      } catch (error) {
        statistics?.addFailure(by.version, elapsed());
        throw error;
      }
    },
  };
}
