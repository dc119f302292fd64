/** Threads: any number of them, of the pool or of a fit itself, gives the bytes of a fit in place with one. */
import { isModelwrightError } from '../../core/errors.ts';
import { createFitPool, type FitPool } from '../../estimators/fit-in-thread.ts';
import type { Task } from '../../table/task.ts';
import type { Check } from '../check.ts';
import { assertSameBytes, dataFor, type EstimatorSubject, fitSubject } from '../estimator-subject.ts';

/** Pools stay open between checks, for starting threads takes longer than the fits; idle threads end by themselves. */
const pools = new Map<number, FitPool>();

export function threadChecks(subject: EstimatorSubject, task: Task): Check[] {
  return [1, 2, 8].map((threads) => ({
    name: `gives the same bytes in ${threads} ${threads === 1 ? 'thread' : 'threads'} as in place`,
    async run() {
      const { definition, params } = subject;
      const pool = pools.get(threads) ?? createFitPool({ threads });
      pools.set(threads, pool);
      const input = dataFor(subject, task);
      const request = { spec: { name: definition.name, params }, input, seed: 5 };
      const here = fitSubject(subject, input, { seed: 5 });
      try {
        const there = await Promise.all(Array.from({ length: threads }, () => pool.fit(request)));
        for (const fitted of there) assertSameBytes(fitted, here, 'a fit in a thread and one in place');
        const shared = fitSubject(subject, input, { seed: 5, threads });
        assertSameBytes(shared, here, `a fit with ${threads} threads of its own and one with one`);
        return undefined;
      } catch (error) {
        if (isModelwrightError(error) && error.code === 'ESTIMATOR_UNKNOWN')
          return 'worker threads know built-in names only';
        throw error;
      }
    },
  }));
}
