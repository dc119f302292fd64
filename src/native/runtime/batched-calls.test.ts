/** Calls that run together, with the real runtime: each gets its own answer, and what one of them does harms no other. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { column, loopModel, tableModel, unaryModel } from '../../../tests/native-files.ts';
import { isModelwrightError } from '../../core/errors.ts';
import type { NativeTensor } from '../native-tensor.ts';
import { ModelPool } from './model-pool.ts';
import type { PoolModel, PoolSettings } from './pool-model.ts';

const settings: PoolSettings = {
  processes: 1,
  queue: 64,
  threads: 1,
  maxOutputElements: 10_000,
  memoryBytes: 1024 ** 3,
  loadMs: 60_000,
  idleMs: Number.POSITIVE_INFINITY,
  batch: { maxRows: 32, maxDelayMs: 0, preferredRows: [] },
};
const patient = { timeoutMs: 60_000 };
const open: ModelPool[] = [];

/** A pool that is being started: what it is asked before it is ready waits together. */
function starting(bytes: Uint8Array, other: Partial<PoolSettings & PoolModel> = {}): ModelPool {
  const pool = new ModelPool(
    { name: 'm', read: async () => bytes, warm: async () => {}, canBatch: () => true, ...other },
    { ...settings, ...other },
  );
  open.push(pool);
  void pool.start();
  return pool;
}

async function told(answer: Promise<readonly NativeTensor[]>): Promise<number[] | string> {
  return await answer.then(
    ([{ data }]) => Array.from(data as Float32Array),
    (error: unknown) => {
      if (!isModelwrightError(error)) throw error;
      return error.code;
    },
  );
}

const callsOf = ({ figures }: ModelPool) => figures.rows.counts.reduce((sum, count) => sum + count, 0);

afterEach(() => {
  for (const pool of open.splice(0)) pool.close();
});

describe('calls that wait together', () => {
  it('are answered in one, each with its own rows', async () => {
    const pool = starting(unaryModel('Neg'));
    const answers = await Promise.all(
      [[1], [2, 3], [4], [5, 6, 7]].map((rows) => told(pool.run(column(...rows), patient))),
    );
    expect(answers).toEqual([[-1], [-2, -3], [-4], [-5, -6, -7]]);
    const { rows, requests, waits, waiting, processes } = pool.figures;
    expect([callsOf(pool), rows.sum, requests.sum, waiting, processes]).toEqual([1, 7, 4, 0, 1]);
    expect(waits.counts.reduce((sum, count) => sum + count, 0)).toBe(4);
  });

  it('are as many as the rules allow', async () => {
    const pool = starting(unaryModel('Neg'), { batch: { maxRows: 4, maxDelayMs: 0, preferredRows: [] } });
    const asked = Array.from({ length: 10 }, (_, i) => told(pool.run(column(i, i + 0.5), patient)));
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 10 }, (_, i) => [-i, -(i + 0.5)]));
    expect(pool.figures.rows.counts.slice(0, 4)).toEqual([0, 0, 5, 0]);
  });

  it('run alone where rows depend on each other, or batching is off', async () => {
    for (const other of [{ canBatch: () => false }, { batch: undefined }]) {
      const pool = starting(unaryModel('Neg'), other);
      await Promise.all([1, 2, 3].map((value) => pool.run(column(value), patient)));
      expect(callsOf(pool)).toBe(3);
    }
  });

  it('get the bits that they get alone, whatever their sizes', async () => {
    const pool = starting(unaryModel('Sin'));
    const alone = starting(unaryModel('Sin'), { batch: undefined });
    const values = fc.array(fc.array(fc.float({ noNaN: true, min: -9, max: 9 }), { minLength: 1, maxLength: 20 }), {
      minLength: 1,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(values, async (calls) => {
        const together = await Promise.all(calls.map((rows) => told(pool.run(column(...rows), patient))));
        const single = [];
        for (const rows of calls) single.push(await told(alone.run(column(...rows), patient)));
        expect(together).toEqual(single);
      }),
      { numRuns: 30 },
    );
    expect(callsOf(pool)).toBeLessThan(callsOf(alone));
  });

  it('do not suffer from one that the graph refuses', async () => {
    const pool = starting(tableModel());
    const values = [0, 1, 2, 99, 4, 5, 6, 7];
    const answers = await Promise.all(values.map((value) => told(pool.run(column(value), patient))));
    expect(answers).toEqual(values.map((value) => (value === 99 ? 'MODEL_CALL_FAILED' : [10 * value])));
    expect(pool.figures.divided).toBe(3);
    expect(pool.figures.deaths).toBe(0);
  });

  it('do not suffer from one that never ends: its process is killed, the others are asked again alone', async () => {
    const pool = starting(loopModel());
    const hanging = told(pool.run(column(1), { timeoutMs: 4_000 }));
    const others = [-1, -2, -3].map((value) => told(pool.run(column(value), patient)));
    expect(await hanging).toBe('DEADLINE_EXCEEDED');
    expect(await Promise.all(others)).toEqual([[-1], [-2], [-3]]);
    expect(pool.figures.deaths).toBe(1);
  });

  it('go by their rank, and within it by their order', async () => {
    const pool = starting(unaryModel('Neg'), { batch: undefined });
    const order: string[] = [];
    const ask = async (name: string, rank?: number) => {
      await pool.run(column(1), { ...patient, rank });
      order.push(name);
    };
    await Promise.all([ask('batch', 1), ask('shadow', 2), ask('first'), ask('second', 0), ask('batch too', 1)]);
    expect(order).toEqual(['first', 'second', 'batch', 'batch too', 'shadow']);
  });

  it('wait for company only where the rules say so', async () => {
    const pool = starting(unaryModel('Neg'), { batch: { maxRows: 32, maxDelayMs: 5_000, preferredRows: [3] } });
    await pool.run(column(1, 2, 3), patient);
    const first = told(pool.run(column(1), patient));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(callsOf(pool)).toBe(1);
    expect(pool.figures.waiting).toBe(1);
    expect(await Promise.all([first, told(pool.run(column(2, 3), patient))])).toEqual([[-1], [-2, -3]]);
    expect(callsOf(pool)).toBe(2);
  });

  it('move to another process after as many as the rules say', async () => {
    const pool = starting(unaryModel('Neg'), { recycleCalls: 3, batch: undefined });
    const seen = new Set<number>();
    while (pool.figures.recycled < 2) {
      expect(await told(pool.run(column(1), patient))).toEqual([-1]);
      for (const pid of pool.pids) seen.add(pid);
    }
    expect(seen.size).toBeGreaterThanOrEqual(3);
    expect(pool.figures.deaths).toBe(0);
  });
});
