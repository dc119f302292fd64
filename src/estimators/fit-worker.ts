/** The entry of a worker thread: fits one task at a time. It starts from nothing, so it loads the whole list. */
import './index.ts';
import { asModelwrightError } from '../core/errors.ts';
import { createRng } from '../math/philox.ts';
import { fitEstimator } from './fit.ts';
import { answers, type FitReply, type FitTask, type IterationChannel } from './fit-task.ts';

export default function run({ spec, input, seed, stream, threads, progressOnly, watch }: FitTask): FitReply {
  try {
    const rng = stream === undefined ? createRng(seed) : createRng(seed).split(stream);
    return {
      fitted: fitEstimator(spec, input, { rng, threads, progressOnly, onIteration: watch && askCaller(watch) }),
    };
  } catch (error) {
    const { code, details } = asModelwrightError(error);
    return { error: { code, details } };
  } finally {
    watch?.port.close();
  }
}

function askCaller({ port, answer }: IterationChannel) {
  return (iteration: number, score: number): boolean => {
    Atomics.store(answer, 0, answers.none);
    port.postMessage({ iteration, score });
    Atomics.wait(answer, 0, answers.none);
    return Atomics.load(answer, 0) !== answers.stop;
  };
}
