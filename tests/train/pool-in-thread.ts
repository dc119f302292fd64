/** A pool that does its folds in the test's own thread and remembers what it was asked. */
import '../../src/estimators/index.ts';
import type { FoldPool } from '../../src/train/fold-pool.ts';
import type { FoldTask } from '../../src/train/fold-task.ts';
import { runFold } from '../../src/train/run-fold.ts';

export function poolInThread(): FoldPool & { readonly tasks: readonly FoldTask[] } {
  const tasks: FoldTask[] = [];
  return {
    threads: 1,
    tasks,
    async run(task) {
      tasks.push(task);
      return runFold(task);
    },
    close: async () => {},
  };
}
