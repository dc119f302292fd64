import { expect, it } from 'vitest';
import { createRng } from '../math/philox.ts';
import { numberColumn } from '../table/build.ts';
import { tableOf } from '../table/table.ts';
import { openFoldPool } from './fold-pool.ts';
import type { FoldTask } from './fold-task.ts';

const nRows = 4000;
const rng = createRng(1);
const values = Float64Array.from({ length: nRows }, () => rng.normal());
const noise = Float64Array.from({ length: nRows }, () => rng.integer(2));
const half = Int32Array.from({ length: nRows / 2 }, (_, i) => i);

function fold(name: string, params: Record<string, unknown> = {}): FoldTask {
  return {
    data: {
      X: tableOf([numberColumn('x', [...values])]),
      y: noise,
      task: 'binary',
      nClasses: 2,
    },
    spec: { name, params },
    train: half,
    valid: half.map((row) => row + nRows / 2),
    seed: 1,
    stream: 'fold',
    metric: 'roc_auc',
    watchValid: false,
    wantModel: false,
  };
}

it('folds that wait find a worker when running ones are given up', async () => {
  const pool = openFoldPool(2);
  try {
    const deadline = new AbortController();
    const endless = fold('gbdt', { nEstimators: 100_000 });
    const givenUp = Promise.allSettled([endless, endless].map((task) => pool.run(task, deadline.signal)));
    const waiting = [pool.run(fold('decision_tree')), pool.run(fold('decision_tree'))];
    setTimeout(() => deadline.abort(), 500);
    for (const run of await givenUp) expect(run).toMatchObject({ status: 'rejected', reason: { code: 'CANCELLED' } });
    const [one, other] = await Promise.all(waiting);
    expect([one.score, other.score]).toEqual([expect.any(Number), one.score]);
  } finally {
    await pool.close();
  }
});

it('a baseline waits for no thread, and is not fitted when it is given up', async () => {
  const pool = openFoldPool(1);
  try {
    const deadline = new AbortController();
    const busy = pool.run(fold('gbdt', { nEstimators: 100_000 }), deadline.signal);
    expect((await pool.run(fold('majority'))).score).toBe(0.5);
    deadline.abort();
    await expect(busy).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(pool.run(fold('majority'), deadline.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
  } finally {
    await pool.close();
  }
});
