/** Runs the objective of a module over a stored study. */
import { basename, extname } from 'node:path';
import { stopwatch } from '../core/clock.ts';
import { ModelwrightError } from '../core/errors.ts';
import { checkName } from '../core/names.ts';
import type { Store } from '../store/open-store.ts';
import { getStudy, readTrials } from '../tracking/studies.ts';
import { openObjective } from '../train/study/objective-threads.ts';
import { optimize } from '../train/study/optimize.ts';
import { openStudy } from '../train/study/stored-study.ts';
import type { OperationContext } from './operation.ts';
import { countTrials, directionOf, directionsOf, finite, frontOf, rankedTrials, toldOfFront } from './study-answers.ts';

export interface RunStudyRequest {
  readonly module: string;
  /** Default: the module's file name. */
  readonly name?: string;
  readonly trials: number;
  /** Default: what the module exports, else `tpe`. */
  readonly sampler?: string;
  /** Default: what the module exports, else none. */
  readonly pruner?: string;
  readonly seed: number;
  readonly generation: number;
  readonly threads: number;
  readonly timeoutMs?: number;
  readonly retries: number;
}

/**
 * Begins the study or goes on with it. What was told is kept in any case: `enough` ends with the
 * answer, `signal` with CANCELLED that carries it.
 *
 * @throws MODULE_INVALID, NAME_INVALID, PARAM_INVALID, STUDY_DIFFERS, OBJECTIVE_FAILED, STORE_CONFLICT, CANCELLED
 */
export async function runStudy(
  store: Store,
  request: RunStudyRequest,
  { onProgress, signal, enough }: Pick<OperationContext, 'onProgress' | 'signal' | 'enough'>,
) {
  const elapsed = stopwatch();
  const { module, seed, generation, threads, timeoutMs, retries } = request;
  const name = checkName(request.name ?? basename(module, extname(module)));
  onProgress({ stage: 'loading the objective' });
  const stop = AbortSignal.any([signal, enough].filter((one) => one !== undefined));
  const objective = await openObjective(module, { threads, signal: stop });
  try {
    const { space, direction, directions, first = [], ...methods } = objective.exports;
    const sampler = request.sampler ?? methods.sampler;
    const pruner = request.pruner ?? methods.pruner;
    const study = await openStudy(store, { name, space, direction, directions, sampler, pruner, seed, generation });
    const isNew = (await readTrials(store, (await getStudy(store, name)).studyId, { limit: 1 })).length === 0;
    // Together, so that all are stored or none.
    if (isNew) await Promise.all(first.map((params) => study.enqueue(params)));
    const ended = () => study.trials.filter(({ state }) => state !== 'running').length;
    const report = () => {
      const note =
        study.directions.length > 1 ? `${study.bestTrials.length} on the front` : bestNote(study.best?.value);
      onProgress({ stage: 'trials', done: ended(), total: request.trials, note });
    };
    report();
    const result = await optimize(study, objective, {
      trials: request.trials,
      timeoutMs: timeoutMs === undefined ? undefined : Math.max(0, timeoutMs - elapsed()),
      retries,
      signal: stop,
      onTrial: report,
    });
    const stored = await getStudy(store, name);
    const trials = await readTrials(store, stored.studyId);
    const several = directionsOf(stored).length > 1;
    const [best] = several ? [] : rankedTrials(trials, directionOf(stored));
    const answer = {
      study: name,
      direction: directionOf(stored),
      directions: directionsOf(stored),
      stoppedBy: result.stoppedBy,
      ended: result.ended,
      wanted: request.trials,
      trials: countTrials(trials),
      best: best ? { number: best.number, value: finite(best.values[0]), params: best.params } : null,
      front: several ? frontOf(trials, directionsOf(stored)).map(toldOfFront) : null,
      lastProblem: result.lastProblem ?? null,
      durationMs: Math.round(elapsed()),
    };
    if (signal?.aborted) throw new ModelwrightError('CANCELLED', { what: `study ${name}`, report: answer });
    return answer;
  } finally {
    await objective.close();
  }
}

function bestNote(best: number | undefined): string | undefined {
  return best === undefined ? undefined : `best ${best.toPrecision(6)}`;
}
