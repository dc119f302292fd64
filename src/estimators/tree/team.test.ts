/** The threads of a fit: helpers take part, fail with a typed error, and end. */
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { tableOf } from '../../table/table.ts';
import { type BinningTask, binningPieces, fillSlot, planSlot, readSlot } from './bin-work.ts';
import { gbdt } from './gbdt.ts';
import { mostKernelBytes } from './kernel.ts';
import { MemoryPlan } from './memory-plan.ts';
import { Team } from './team.ts';

const nRows = 40_000;
const values = Float64Array.from({ length: nRows }, (_, i) => ((i * 7919) % nRows) / 3);
const column = { kind: 'number' as const, name: 'x', values, integer: false };

/** A task with a column in each of several slots. */
function openTask(team: Team, nSlots: number): BinningTask {
  const plan = new MemoryPlan(mostKernelBytes());
  const slots = Array.from({ length: nSlots }, () => planSlot(plan, nRows, 0, 0));
  const kernel = team.memory(plan.bytes);
  const task: BinningTask = { kind: 'bins', kernel, nRows, nWatched: 0, maxBins: 10, slots };
  for (const i of slots.keys()) fillSlot(task, i, column);
  return task;
}

describe('a team', () => {
  let team: Team;
  beforeEach(() => {
    team = new Team(2);
  });
  afterEach(() => team.close());

  /** Runs works until the helper has done a piece. */
  async function untilHelped(nPieces: number) {
    while (team.run(0, nPieces) === 0) await setTimeout(1);
  }

  it('has pieces done by the leader while helpers start, and then by both', async () => {
    const task = openTask(team, 40);
    let byLeader = 0;
    const doPiece = binningPieces(task);
    team.assign(task, (...given) => {
      byLeader++;
      doPiece(...given);
    });
    team.run(0, 40);
    expect(byLeader).toBeGreaterThan(0);
    await untilHelped(40);
    byLeader = 0;
    team.run(0, 40);
    expect(byLeader).toBeLessThan(40);
    const { bins, codes } = readSlot(task, 39);
    expect(bins.nBins).toBe(10);
    expect(codes[0]).toBe(0);
  });

  it('gives helpers the latest task, whose memory may have grown', async () => {
    const small = openTask(team, 2);
    team.assign(small, binningPieces(small));
    const large = openTask(team, 60);
    team.assign(large, binningPieces(large));
    await untilHelped(60);
    const first = readSlot(large, 0);
    for (const i of large.slots.keys()) {
      const { bins, codes, watched } = readSlot(large, i);
      expect(bins).toEqual(first.bins);
      expect(Buffer.compare(codes, first.codes)).toBe(0);
      expect(watched).toHaveLength(0);
    }
    expect(large.kernel.buffer.byteLength).toBeGreaterThan(small.kernel.buffer.byteLength);
  });

  it('zeroes the memory that is given again', () => {
    const task = openTask(team, 1);
    team.assign(task, binningPieces(task));
    team.run(0, 1);
    const again = new Uint8Array(team.memory(task.kernel.buffer.byteLength).buffer);
    expect(again.every((byte) => byte === 0)).toBe(true);
  });

  it('fails with a typed error when a helper cannot do its piece', async () => {
    const task = openTask(team, 40);
    const doPiece = binningPieces(task);
    // The helper knows no slots.
    team.assign({ ...task, slots: [] }, doPiece);
    await expect(untilHelped(40)).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  it('fails with a typed error when a helper is ended from outside in the midst of its piece', async () => {
    const pause = new Int32Array(new SharedArrayBuffer(4));
    /** Ends the helper of a new team while the leader is at one of two pieces. */
    async function endHelper() {
      const helpers: Worker[] = [];
      const onWorker = (worker: Worker) => helpers.push(worker);
      process.on('worker', onWorker);
      const crew = new Team(2);
      await setTimeout(1);
      process.off('worker', onWorker);
      const manyRows = 2_000_000;
      const plan = new MemoryPlan(mostKernelBytes());
      const slots = [0, 1].map(() => planSlot(plan, manyRows, 0, 0));
      const task: BinningTask = {
        kind: 'bins',
        kernel: crew.memory(plan.bytes),
        nRows: manyRows,
        nWatched: 0,
        maxBins: 10,
        slots,
      };
      const long = Float64Array.from({ length: manyRows }, (_, i) => (i * 7919) % manyRows);
      for (const i of slots.keys()) fillSlot(task, i, { ...column, values: long });
      let isEnded = false;
      crew.assign(task, () => {
        Atomics.wait(pause, 0, 0, 50);
        if (!isEnded) void helpers[0].terminate();
        isEnded = true;
      });
      try {
        crew.run(0, 2);
      } finally {
        crew.close();
      }
    }
    // Until the helper was at work when its end came.
    const untilAtWork = async () => {
      for (let attempt = 0; attempt < 50; attempt++) await endHelper();
    };
    await expect(untilAtWork()).rejects.toMatchObject({
      code: 'INTERNAL',
      details: { problem: 'a thread of a fit ended before its work was done' },
    });
  });

  it('goes on when a helper cannot start', () => {
    const task = openTask(team, 4);
    const broken = { ...task, kernel: { ...task.kernel, module: {} as WebAssembly.Module } };
    team.assign(broken, binningPieces(task));
    for (let i = 0; i < 30; i++) team.run(0, 4);
    expect(readSlot(task, 3).bins.nBins).toBe(10);
  });
});

describe('helpers', () => {
  const X = tableOf([column, { ...column, name: 'y', values: values.toReversed() }]);
  const params = gbdt.params.parse({ nEstimators: 3, numLeaves: 4 });
  const input = { X, y: values.map((value) => Number(value > 5000)), task: 'binary' as const, nClasses: 2 };
  const learn = (given = input, rules = params, onIteration?: () => boolean) =>
    gbdt.fit(given, rules, { rng: createRng(0), threads: 3, onIteration });
  const fails = () => {
    throw new RangeError('stop');
  };

  it.each([
    ['a fit', () => learn()],
    ['a fit that is stopped', () => learn(input, params, () => false)],
    ['a fit that fails', () => expect(() => learn(input, params, fails)).toThrow('stop')],
    [
      'a fit whose settings are refused',
      () => {
        const refused = gbdt.params.parse({ scalePosWeight: 2 });
        const numbers = { ...input, task: 'regression' as never };
        expect(() => learn(numbers, refused)).toThrow(/scalePosWeight/);
      },
    ],
  ])('are gone after %s', async (_, use) => {
    // Workers are told of in the next turn of the event loop, also those of earlier tests.
    await setTimeout(1);
    const ends: Promise<unknown>[] = [];
    const onWorker = (worker: Worker) => ends.push(once(worker, 'exit'));
    process.on('worker', onWorker);
    use();
    await setTimeout(1);
    process.off('worker', onWorker);
    expect(ends).toHaveLength(2);
    await Promise.all(ends);
  });
});
