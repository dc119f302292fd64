/** Search: candidates are cross-validated until the count or the time is used up; the best mean score wins. */
import { monotonicMs } from '../core/clock.ts';
import { isModelwrightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import { createRng } from '../math/philox.ts';
import type { Metric } from '../metrics/metric.ts';
import { type Candidate, candidateAt } from './candidates.ts';
import { crossValidate, type Fold } from './cross-validate.ts';
import type { FeatureRole } from './features.ts';
import type { FoldPool } from './fold-pool.ts';
import type { TrainingData } from './fold-task.ts';

/** A candidate that was scored on every fold. */
export interface Scored extends Candidate {
  /** Position in the sequence of candidates. */
  readonly index: number;
  readonly score: number;
  readonly rounds?: number;
  readonly fitMs: number;
}

export interface SearchResult {
  /** In order of position. */
  readonly candidates: readonly Scored[];
  readonly best: Scored;
}

interface SearchJob {
  readonly data: TrainingData;
  readonly roles: readonly FeatureRole[];
  readonly folds: readonly Fold[];
  readonly metric: Metric;
  readonly seed: number;
  /** Reading of the monotonic clock after which no candidate starts and unfinished ones are given up. */
  readonly deadlineMs: number;
  readonly maxCandidates: number;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
  /** Word for progress reports. */
  readonly stage: string;
}

/**
 * Runs the search. The first candidate is always finished, whatever the clock says, so that there is a model.
 * Candidates that fail (a fold without a needed class, say) are left out unless all fail; then the first error is thrown.
 */
export async function search(pool: FoldPool, job: SearchJob): Promise<SearchResult> {
  const finished: Scored[] = [];
  const failures: unknown[] = [];
  const rng = createRng(job.seed).split('search');
  let next = 0;
  const mayStart = () =>
    next < job.maxCandidates && !job.signal?.aborted && (next === 0 || monotonicMs() < job.deadlineMs);

  const work = async (): Promise<void> => {
    while (mayStart()) {
      const index = next++;
      const candidate = candidateAt(index, job.data.task, job.roles, rng);
      const timer = new AbortController();
      const late = index === 0 ? undefined : abortAt(job.deadlineMs, timer);
      const signals = job.signal ? [timer.signal, job.signal] : [timer.signal];
      try {
        const validated = await crossValidate(pool, {
          data: job.data,
          spec: candidate.spec,
          folds: job.folds,
          metric: job.metric.name,
          seed: job.seed,
          stream: `search/${index}`,
          signal: AbortSignal.any(signals),
        });
        finished.push({ ...candidate, index, ...validated });
        job.onProgress({
          stage: job.stage,
          done: finished.length,
          note: noteOf(best(finished, job.metric), job.metric),
        });
      } catch (error) {
        if (job.signal?.aborted) throw error;
        if (!(isModelwrightError(error) && error.code === 'CANCELLED')) failures.push(error);
      } finally {
        clearTimeout(late);
      }
    }
  };
  await Promise.all(Array.from({ length: pool.threads }, work));

  const candidates = finished.sort((a, b) => a.index - b.index);
  const winner = best(candidates, job.metric);
  if (!winner) throw failures[0];
  return { candidates, best: winner };
}

/** Timers of the platform hold no longer time; such a deadline is as good as none. */
const longestTimerMs = 2_147_483_647;

function abortAt(deadlineMs: number, controller: AbortController): NodeJS.Timeout | undefined {
  const leftMs = deadlineMs - monotonicMs();
  return leftMs > longestTimerMs ? undefined : setTimeout(() => controller.abort(), Math.max(0, leftMs));
}

/** The best defined score; the earlier candidate wins a tie. */
function best(candidates: readonly Scored[], metric: Metric): Scored {
  const sign = metric.direction === 'maximize' ? 1 : -1;
  const value = (scored: Scored) => (Number.isNaN(scored.score) ? Number.NEGATIVE_INFINITY : sign * scored.score);
  return [...candidates].sort((a, b) => value(b) - value(a) || a.index - b.index)[0];
}

function noteOf(scored: Scored, metric: Metric): string {
  return `best ${metric.name} ${scored.score.toPrecision(5)} (${scored.name})`;
}
