/** The processes of a model, with the real runtime: answers, deadlines, crashes, quarantine, and what a process is given. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { column, hugeModel, loopModel, unaryModel } from '../../../tests/native-files.ts';
import { isModelwrightError } from '../../core/errors.ts';
import { ModelPool } from './model-pool.ts';
import type { PoolModel, PoolSettings } from './pool-model.ts';

const settings: PoolSettings = {
  processes: 1,
  queue: 8,
  threads: 1,
  maxOutputElements: 1000,
  memoryBytes: 1024 ** 3,
  loadMs: 60_000,
  idleMs: Number.POSITIVE_INFINITY,
};
/** Long enough for a process to start on a machine that is busy. */
const patient = { timeoutMs: 60_000 };
const open: ModelPool[] = [];

async function started(bytes: Uint8Array, other: Partial<PoolSettings & PoolModel> = {}): Promise<ModelPool> {
  const pool = new ModelPool(
    { name: 'm', read: async () => bytes, warm: async () => {}, ...other },
    { ...settings, ...other },
  );
  open.push(pool);
  await pool.start();
  return pool;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'answered',
    (error: unknown) => {
      if (!isModelwrightError(error)) throw error;
      return error.code;
    },
  );
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(20);
}

afterEach(() => {
  for (const pool of open.splice(0)) pool.close();
});

describe('a pool', () => {
  it('answers calls in their order, and refuses tensors that the graph does not take', async () => {
    const pool = await started(unaryModel('Neg'));
    const answers = await Promise.all([1, 2, 3].map((value) => pool.run(column(value, 0.5), patient)));
    expect(
      answers.map(([{ name, type, shape, data }]) => [name, type, shape, Array.from(data as Float32Array)]),
    ).toEqual([1, 2, 3].map((value) => ['y', 'float32', [2, 1], [-value, -0.5]]));
    expect(
      await codeOf(pool.run([{ name: 'z', type: 'float32', shape: [1], data: new Float32Array(1) }], patient)),
    ).toBe('MODEL_CALL_FAILED');
    expect(await codeOf(pool.run(column(...new Array(1001).fill(0)), patient))).toBe('MODEL_CALL_FAILED');
    expect(await codeOf(pool.run(column(1), patient))).toBe('answered');
    expect(pool.pids).toHaveLength(1);
  });

  it('ends a call at its deadline, kills the process that overstays, and goes on with another', async () => {
    const pool = await started(loopModel());
    const [pid] = pool.pids;
    expect(await codeOf(pool.run(column(1), { timeoutMs: 150 }))).toBe('DEADLINE_EXCEEDED');
    await until(() => !isAlive(pid));
    expect(await codeOf(pool.run(column(-1), patient))).toBe('answered');
    expect(pool.pids).not.toContain(pid);
  });

  it('gives a call whose process was killed to the next one', async () => {
    let warmed = 0;
    const warm = async () => {
      warmed++;
    };
    const pool = await started(loopModel(), { warm });
    const hanging = codeOf(pool.run(column(1), patient));
    const behind = pool.run(column(-1), patient);
    process.kill(pool.pids[0], 'SIGKILL');
    await until(() => warmed === 2);
    // A process that is warm is given the call at once, and hangs as well: it is not tried on a third.
    await sleep(1);
    process.kill(pool.pids[0], 'SIGKILL');
    expect(await hanging).toBe('MODEL_DOWN');
    expect((await behind)[0].data[0]).toBe(-1);
  });

  it('starts a model whose processes keep dying ever later, says so at once, and forgets it when one answers', async () => {
    const pool = await started(loopModel());
    for (let deaths = 0; deaths < 3; deaths++) {
      await until(() => pool.pids.length === 1);
      const [pid] = pool.pids;
      process.kill(pid, 'SIGKILL');
      await until(() => !pool.pids.includes(pid));
    }
    expect(pool.problem?.code).toBe('MODEL_DOWN');
    expect(pool.problem?.message).toContain('it is started again in 2 s');
    expect(await codeOf(pool.run(column(-1), { timeoutMs: 5 }))).toBe('MODEL_DOWN');
    expect(await codeOf(pool.run(column(-1), patient))).toBe('answered');
    expect(pool.problem).toBeUndefined();
  });

  it('bounds what waits', async () => {
    const pool = await started(loopModel(), { queue: 2 });
    const first = codeOf(pool.run(column(1), { timeoutMs: 400 }));
    const waiting = [1, 2].map(() => codeOf(pool.run(column(-1), patient)));
    expect(await codeOf(pool.run(column(-1), patient))).toBe('SERVER_BUSY');
    expect(await first).toBe('DEADLINE_EXCEEDED');
    expect(await Promise.all(waiting)).toEqual(['answered', 'answered']);
  });

  it('does not begin a call that nobody waits for', async () => {
    const pool = await started(loopModel());
    const control = new AbortController();
    const first = codeOf(pool.run(column(1), { timeoutMs: 200 }));
    const gone = codeOf(pool.run(column(1), { ...patient, signal: control.signal }));
    control.abort();
    expect(await first).toBe('DEADLINE_EXCEEDED');
    expect(await gone).toBe('CANCELLED');
  });

  it('survives a model that asks for more memory than it may have', async () => {
    // Eight gigabytes in a process that may have one.
    const pool = await started(hugeModel([2 ** 15, 2 ** 16]));
    expect(['MODEL_CALL_FAILED', 'MODEL_DOWN']).toContain(await codeOf(pool.run(column(1), patient)));
    expect(['MODEL_CALL_FAILED', 'MODEL_DOWN']).toContain(await codeOf(pool.run(column(1), patient)));
  });

  it('does not take a process that is not warm, nor a graph that does not load', async () => {
    const cold = started(unaryModel('Neg'), {
      warm: async () => {
        throw new Error('cold');
      },
    });
    expect(await codeOf(cold)).toBe('MODEL_DOWN');
    expect(await codeOf(started(unaryModel('NoSuchOperator')))).toBe('MODEL_CALL_FAILED');
  });

  it('ends its processes when nobody asks, and starts one for the next call', async () => {
    const pool = await started(unaryModel('Neg'));
    const [pid] = pool.pids;
    pool.retire(50);
    await until(() => !isAlive(pid));
    expect(pool.pids).toEqual([]);
    expect(await codeOf(pool.run(column(1), patient))).toBe('answered');
    const [next] = pool.pids;
    pool.close();
    await until(() => !isAlive(next));
    expect(await codeOf(pool.run(column(1), patient))).toBe('MODEL_DOWN');
  });

  it.skipIf(process.platform !== 'linux')(
    'gives a process neither secrets nor more memory than it may have',
    async () => {
      process.env['MODELWRIGHT_TEST_SECRET'] = 'hidden';
      try {
        const pool = await started(unaryModel('Neg'));
        const [pid] = pool.pids;
        const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
        const names = environment.map((entry) => entry.split('=', 1)[0]).filter((name) => name !== '');
        expect(names.filter((name) => !/^(LANG|TZ|PWD|NODE_CHANNEL_.*)$/.test(name))).toEqual([]);
        expect(readFileSync(`/proc/${pid}/limits`, 'utf8')).toMatch(/Max data size +1073741824 /);
      } finally {
        delete process.env['MODELWRIGHT_TEST_SECRET'];
      }
    },
  );
});
