/**
 * The one way from a question to its answer, whatever protocol brings it: a version is chosen, reads the rows, predicts them, and the
 * prediction of each row is logged and counted. Protocols differ in how they read rows and how they write answers, in nothing else.
 */
import { monotonicMs, stopwatch } from '../core/clock.ts';
import type { IdRange } from '../core/ids.ts';
import { takeTurns } from '../core/loop-turns.ts';
import type { AsyncPredictOptions } from '../estimators/artifact.ts';
import type { PredictionLog } from '../store/predictions/prediction-log.ts';
import { type Admission, type Size, sizeOf, type Ticket } from './admission/admission.ts';
import type { Priority } from './admission/priority.ts';
import type { RememberedAnswers } from './answer-cache/remembered-answers.ts';
import { askedInTime, type CallTerms, type Deadline, deadlineIn, stopIfPointless } from './call-terms.ts';
import { type ExecuteOptions, execute, type PredictedPart } from './execute.ts';
import { explainRows, type RowExplanations } from './explain-rows.ts';
import { logPredictions } from './log-predictions.ts';
import { namingModel, type ServedModel } from './model-cache.ts';
import type { Resolved, Resolver } from './resolver.ts';
import type { RowBatch } from './row-reader.ts';
import type { InferenceStatistics } from './statistics.ts';

/** Reads the rows of a request as the inputs of the version that answers. */
export interface ReadRows {
  (served: ServedModel): RowBatch;
  /** The same for so many rows that other requests are to get their turn meanwhile. */
  readonly inPieces?: (served: ServedModel) => Iterator<void, RowBatch>;
}

/** Who asks, as far as routing may go by it. The same object stands for the same request, whatever parts of it are predicted. */
export interface Asked {
  /** A header, by its name in lower case. */
  readonly header?: (name: string) => string | undefined;
  /** What a column says in the first row. */
  readonly column?: (name: string) => unknown;
}

/** The terms of a request, and what its answer may hold besides the predictions. */
export interface PredictionExtras extends CallTerms, Pick<ExecuteOptions, 'coverage'> {
  /** Explains the rows, too; see `explainRows`. */
  readonly explainBudgetMs?: number;
  /** Absent: a request by itself. */
  readonly asked?: Asked;
  /** Chance with which routing chose the version, in (0, 1]; default 1. */
  readonly propensity?: number;
}

/** What a version said about the rows of a request. */
export interface Predicted {
  /** Who answered. */
  readonly by: Resolved;
  readonly parts: readonly PredictedPart[];
  /** One per row: labels refer to them later. */
  readonly ids: IdRange;
  /** What was ignored in the rows, in sentences. */
  readonly warnings: readonly string[];
  readonly explanations?: RowExplanations;
  /** From the reading of the rows to the last prediction. */
  readonly latencyMs: number;
  /** Who answered in place of the version that was chosen. */
  readonly fallback?: 'previous' | 'rule';
}

export interface PredictorOptions {
  readonly resolver: Pick<Resolver, 'peek' | 'resolve'>;
  readonly log: Pick<PredictionLog, 'appendRows' | 'rowsAtOnce'>;
  /** Hears how many rows a version answered. */
  readonly count?: (version: Resolved['version'], rows: number) => void;
  /** Hears where the time of each request went. */
  readonly statistics?: InferenceStatistics;
  /** Answers that are given again. */
  readonly remembered?: Pick<RememberedAnswers, 'answer'>;
  /** Decides when requests that have a priority begin; absent: at once. */
  readonly admission?: Pick<Admission, 'enter'>;
  /** Time for requests that have a priority and name no deadline, of up to a thousand rows; more have in proportion more. */
  readonly timeoutMs?: number;
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
   * @throws what `read` and `execute` throw; DEADLINE_EXCEEDED for an answer that is ready too late.
   */
  predict(chosen: Resolved, read: ReadRows, extras?: PredictionExtras): Promise<Predicted>;
  /**
   * Asks a model that takes no rows, on the same terms: it waits for its turn, ends by its deadline and is counted. Nothing is logged,
   * because there are no columns to log.
   *
   * @param examples How many it is asked for, as far as its tensors tell.
   * @throws what `ask` throws, CANCELLED, DEADLINE_EXCEEDED and OVERLOADED
   */
  ask<Answer>(
    chosen: Resolved,
    examples: number,
    ask: (options: AsyncPredictOptions) => Promise<Answer>,
    terms?: CallTerms,
  ): Promise<Answer>;
}

/** Rows that are answered within the time of a request; more of them have in proportion more. */
const rowsInTime = 1000;

/** Opens the way over a resolver and a log, both of which belong to the caller. */
export function openPredictor({
  resolver,
  log,
  count,
  statistics,
  remembered,
  admission,
  timeoutMs = 1000,
}: PredictorOptions): Predictor {
  return {
    choose: (ref) => resolver.peek(ref) ?? resolver.resolve(ref),
    async predict(by, read, extras = {}) {
      const { priority, explainBudgetMs, coverage, propensity, signal } = extras;
      const elapsed = stopwatch();
      let ticket: Ticket | undefined;
      let isAnswered = false;
      try {
        stopIfPointless(extras);
        const { table, warnings } = read.inPieces ? await takeTurns(read.inPieces(by.served)) : read(by.served);
        const inputMs = elapsed();
        const deadline = extras.deadline ?? (priority && ownDeadline(table.nRows, explainBudgetMs));
        const options: ExecuteOptions = { priority, deadline, signal, coverage };
        const size = sizeOf(table.nRows, explainBudgetMs !== undefined);
        let begunMs = inputMs;
        let isExecuted = false;
        const begin = (entered: Ticket | undefined) => {
          ticket = entered;
          begunMs = elapsed();
          isExecuted = true;
          return execute(by, table, options);
        };
        const run = () => {
          const entered = priority && enter(by, size, priority, deadline);
          return entered instanceof Promise ? entered.then(begin) : begin(entered);
        };
        const isRemembered = remembered && explainBudgetMs === undefined;
        const answer = isRemembered ? remembered.answer(by, table, options, run) : run();
        // Nearly every answer is there at once: a turn of the microtasks would cost more than its trees.
        const parts = answer instanceof Promise ? await answer : answer;
        const latencyMs = elapsed();
        const values = () => Float64Array.from(parts.flatMap(({ predictions }) => [...predictions.values]));
        const explanations =
          explainBudgetMs === undefined
            ? undefined
            : await explainRows(by.served.model, table, values(), explainBudgetMs);
        stopIfPointless(options);
        const ids = await logPredictions(by, parts, log, latencyMs, propensity);
        count?.(by.version, ids.count);
        isAnswered = true;
        const totalMs = elapsed();
        const times = {
          totalMs,
          queueMs: begunMs - inputMs,
          inputMs,
          inferMs: latencyMs - begunMs,
          outputMs: totalMs - latencyMs,
        };
        statistics?.add(by.version, table.nRows, times, isExecuted);
        return { by, parts, ids, warnings, explanations, latencyMs };
      } catch (error) {
        statistics?.addFailure(by.version, elapsed());
        throw error;
      } finally {
        ticket?.leave(isAnswered);
      }
    },
    async ask({ version }, examples, ask, { priority, deadline, signal } = {}) {
      const elapsed = stopwatch();
      let ticket: Ticket | undefined;
      let isAnswered = false;
      try {
        const terms = { priority, signal, deadline: deadline ?? (priority && ownDeadline(examples)) };
        stopIfPointless(terms);
        ticket = await (priority && enter({ version }, sizeOf(examples), priority, terms.deadline));
        const queueMs = elapsed();
        const answer = await askedInTime(terms, ask);
        stopIfPointless(terms);
        count?.(version, examples);
        isAnswered = true;
        const totalMs = elapsed();
        statistics?.add(version, examples, { totalMs, queueMs, inputMs: 0, inferMs: totalMs - queueMs, outputMs: 0 });
        return answer;
      } catch (error) {
        statistics?.addFailure(version, elapsed());
        throw namingModel(error, version.name, version.version);
      } finally {
        ticket?.leave(isAnswered);
      }
    },
  };

  function enter({ version }: Pick<Resolved, 'version'>, size: Size, priority: Priority, deadline?: Deadline) {
    return admission?.enter(version.name, size, priority, deadline && deadline.untilMs - monotonicMs());
  }

  function ownDeadline(rows: number, explainBudgetMs = 0) {
    return deadlineIn(timeoutMs * Math.max(1, rows / rowsInTime) + explainBudgetMs);
  }
}
