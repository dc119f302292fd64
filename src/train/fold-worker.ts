/** Entry of the worker threads of a fold pool. */
import '../estimators/index.ts';
import { asModelwrightError } from '../core/errors.ts';
import type { FoldTask } from './fold-task.ts';
import { runFold } from './run-fold.ts';

/** Errors lose their class on the way between threads, so they travel as data. */
export default function work(task: FoldTask): object {
  try {
    return { result: runFold(task) };
  } catch (error) {
    return { error: asModelwrightError(error).toJSON() };
  }
}
