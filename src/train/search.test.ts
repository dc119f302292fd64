import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../core/clock.ts';
import { ModelwrightError } from '../core/errors.ts';
import { hashJson } from '../core/hash.ts';
import type { OnProgress, Progress } from '../core/progress.ts';
import { metricByName } from '../metrics/index.ts';
import { familiesOf } from './families.ts';
import type { FoldPool } from './fold-pool.ts';
import type { FoldResult, FoldTask, TrainingData } from './fold-task.ts';
import { portfolioOf } from './portfolio.ts';
import { type Preset, presets } from './preset.ts';
import { type SearchResult, search } from './search.ts';

const data = { task: 'binary', nClasses: 2 } as TrainingData;
const folds = [1, 2, 3].map((row) => ({ train: Int32Array.of(0), valid: Int32Array.of(row) }));
const facts = { task: 'binary', nClasses: 2, roles: [{ name: 'x', role: 'numeric' }], rows: 100 } as const;

/** A preset whose candidates are begun in their order: none of them is quick. */
const preset: Preset = {
  ...presets.balanced,
  families: {
    ...presets.balanced.families,
    binary: presets.balanced.families.binary.filter((name) => name !== 'bayes'),
  },
};

/** Candidates that every search of these facts begins with. */
const batches = portfolioOf(familiesOf(preset, facts), facts);
const firstBatch = batches[0].length;
const portfolio = batches.flat().length;

interface Stand {
  readonly threads?: number;
  /** `position`: of the candidate that the fold belongs to: its place in the portfolio, and proposals after it as they begin. */
  readonly score?: (task: FoldTask, position: number) => number;
  readonly takesMs?: (task: FoldTask, position: number) => number;
  readonly fitMs?: (task: FoldTask) => number;
}

/** A pool whose folds take a while and have scores that the test decides. */
function pool({
  threads = 1,
  score = () => 0.5,
  takesMs = () => 0,
  fitMs = () => 1,
}: Stand): FoldPool & { tasks: FoldTask[] } {
  const tasks: FoldTask[] = [];
  const known = batches.flat().map(({ spec }) => JSON.stringify(spec));
  const proposals = new Map<string, number>();
  const positionOf = ({ spec, stream }: FoldTask) => {
    const place = known.indexOf(JSON.stringify(spec));
    if (place >= 0) return place;
    const [proposal] = stream.split('/');
    if (!proposals.has(proposal)) proposals.set(proposal, portfolio + proposals.size);
    return proposals.get(proposal)!;
  };
  return {
    threads,
    tasks,
    async run(task, signal): Promise<FoldResult> {
      tasks.push(task);
      const position = positionOf(task);
      await sleep(takesMs(task, position), undefined, { signal }).catch(() => {
        throw new ModelwrightError('CANCELLED', { what: 'the fit' });
      });
      return {
        score: score(task, position),
        fitMs: fitMs(task),
        rounds: position === 1 ? task.valid[0] * 10 : undefined,
        predictions: { values: Float64Array.of(position) },
        model: { fitted: { name: 'majority', version: 1, params: {}, state: {} }, bytes: 100, latencyUs: 2 },
      };
    },
    close: async () => {},
  };
}

type Job = Parameters<typeof search>[1];

const run = (stand: FoldPool, job: Partial<Job> = {}) =>
  search(stand, {
    data,
    facts,
    preset,
    folds,
    metric: metricByName('roc_auc'),
    seed: 7,
    deadlineMs: Number.POSITIVE_INFINITY,
    fitsToCome: 0,
    maxCandidates: firstBatch,
    onProgress: () => {},
    stage: 'search',
    ...job,
  });

/** A figure between 0 and 1 that depends on the candidate and the fold alone. */
const drawn = (task: FoldTask) =>
  Number.parseInt(hashJson([task.stream, JSON.stringify(task.spec)]).slice(0, 8), 16) / 2 ** 32;

describe('search', () => {
  it('tries the same candidates and chooses the same one with any number of threads, whoever is done first', async () => {
    const one = await run(pool({ score: drawn }));
    for (const threads of [2, 5]) {
      const many = await run(pool({ threads, score: drawn, takesMs: (task) => 20 * (1 - drawn(task)) }));
      expect(many).toEqual(one);
    }
    expect(one.candidates.map(({ index }) => index)).toEqual([...Array(firstBatch).keys()]);
    expect(new Set(one.candidates.map(({ spec }) => JSON.stringify(spec))).size).toBe(firstBatch);
  });

  it('hands out fits for choosing: each fold watched, asked for its model, each with a stream of its own', async () => {
    const stand = pool({});
    await run(stand, { maxCandidates: 2 });
    expect(stand.tasks.map(({ stream }) => stream.split('/')[1])).toEqual(
      [0, 1].flatMap(() => folds.map((_, fold) => `fold-${fold}`)),
    );
    expect(new Set(stand.tasks.map(({ stream }) => stream)).size).toBe(6);
    for (const task of stand.tasks) expect(task).toMatchObject({ watchValid: true, wantModel: true, seed: 7 });
  });

  it('scores a candidate by the mean of its folds, and settles on the median of their rounds', async () => {
    const { candidates } = await run(pool({ score: ({ valid }) => valid[0] / 10 }), { maxCandidates: 2 });
    expect(candidates[0].score).toBeCloseTo(0.2, 12);
    expect(candidates.map(({ rounds }) => rounds)).toEqual([undefined, 20]);
    expect(candidates[0].fitMs).toBe(3);
  });

  it.each([
    ['roc_auc', 5],
    ['log_loss', 2],
  ])('follows the direction of %s', async (metric, winner) => {
    const scores = [4, 3, 1, 6, 5, 9, 2, 7];
    const score = (_: FoldTask, position: number) => scores[position];
    const { best } = await run(pool({ score }), { metric: metricByName(metric) });
    expect(best.index).toBe(winner);
  });

  it.each([1, 4])('gives a tie to the earlier candidate, with %i thread(s)', async (threads) => {
    const takesMs = (_: FoldTask, position: number) => 10 - position;
    expect((await run(pool({ threads, takesMs }))).best.index).toBe(0);
  });

  it('takes what is not defined anywhere for the worst, and leaves folds without a score out of the mean', async () => {
    const score = (task: FoldTask, position: number) =>
      position === 0 || task.valid[0] === 1 ? Number.NaN : position === 3 ? 0.2 : 0.1;
    const { best, candidates } = await run(pool({ score }));
    expect(candidates[0].score).toBeNaN();
    expect(best).toMatchObject({ index: 3, score: 0.2 });
  });

  it('leaves failing candidates out', async () => {
    const score = (task: FoldTask, position: number) => {
      if (position % 2 === 0) throw new ModelwrightError('ROWS_TOO_FEW', { what: 'a fit', needed: 2, rows: 1 });
      return drawn(task);
    };
    const { candidates } = await run(pool({ threads: 2, score }));
    expect(candidates.map(({ index }) => index)).toEqual(
      [...Array(firstBatch).keys()].filter((index) => index % 2 === 1),
    );
  });

  it('throws the first failure when all candidates fail', async () => {
    const score = (_: FoldTask, position: number): number => {
      throw new ModelwrightError('ROWS_TOO_FEW', { what: `fit ${position}`, needed: 2, rows: 1 });
    };
    await expect(run(pool({ score }))).rejects.toMatchObject({ code: 'ROWS_TOO_FEW', details: { what: 'fit 0' } });
  });

  it.each([1, 3])('answers with the baseline when time is up at once (%i threads)', async (threads) => {
    const stand = pool({ threads, takesMs: () => 5 });
    const { candidates, baselineOnly } = await run(stand, {
      deadlineMs: monotonicMs() - 1000,
      maxCandidates: Number.POSITIVE_INFINITY,
    });
    expect(candidates.map(({ name }) => name)).toEqual(['majority']);
    expect(baselineOnly).toBe(true);
    expect(stand.tasks).toHaveLength(folds.length);
  });

  it('gives up what is unfinished at the deadline, and does not take it for a failure', async () => {
    const takesMs = (_: FoldTask, position: number) => (position === 0 ? 1 : 60_000);
    const startedMs = monotonicMs();
    const { candidates } = await run(pool({ threads: 2, takesMs }), { deadlineMs: startedMs + 60 });
    expect(candidates.map(({ index }) => index)).toEqual([0]);
    expect(monotonicMs() - startedMs).toBeLessThan(10_000);
  });

  it('begins with what is quick, whatever its place', async () => {
    const takesMs = ({ spec }: FoldTask) => (JSON.stringify(spec).includes('naive_bayes') ? 1 : 60_000);
    const deadlineMs = monotonicMs() + 200;
    const { candidates } = await run(pool({ takesMs }), { preset: presets.balanced, maxCandidates: 100, deadlineMs });
    expect(candidates.map(({ name, index }) => [name, index > 0])).toEqual([['naive_bayes', true]]);
    const one = await run(pool({ takesMs: () => 1 }), { preset: presets.balanced, maxCandidates: 1 });
    expect(one.candidates.map(({ index }) => index)).toEqual([0]);
  });

  it('waits longer for a first candidate than for more', async () => {
    const passedMs = monotonicMs() - 1000;
    const takesMs = (_: FoldTask, position: number) => (position === 0 ? 1 : 60_000);
    const job = { deadlineMs: passedMs, firstByMs: passedMs + 60_000 };
    const { candidates, baselineOnly } = await run(pool({ threads: 2, takesMs }), job);
    expect(candidates.map(({ index }) => index)).toEqual([0]);
    expect(baselineOnly).toBe(false);
    expect((await run(pool({}), { ...job, firstByMs: passedMs - 1 })).baselineOnly).toBe(true);
  });

  it('tells why there is no model when a candidate fails and others are given up', async () => {
    const takesMs = (_: FoldTask, position: number) => (position === 0 ? 1 : 60_000);
    const score = (): number => {
      throw new ModelwrightError('ROWS_TOO_FEW', { what: 'a fit', needed: 2, rows: 1 });
    };
    const ended = run(pool({ threads: 2, takesMs, score }), { deadlineMs: monotonicMs() + 20 });
    await expect(ended).rejects.toMatchObject({ code: 'ROWS_TOO_FEW' });
  });

  it('fits the other folds of a proposal only when its first one shows something, with any number of threads', async () => {
    const score = ({ valid }: FoldTask, position: number) =>
      position < portfolio ? 0.6 + position / 1000 : valid[0] === 1 && position % 2 === 0 ? 0.1 : 0.9;
    const one = pool({ score });
    const found = await run(one, { maxCandidates: portfolio + 4 });
    const proposed = found.candidates.filter(({ index }) => index >= portfolio).map(({ index }) => index);
    expect(proposed).toEqual([1, 2, 3, 4].map((i) => portfolio + i - 1).filter((index) => index % 2 === 1));
    expect(found.tried).toBe(portfolio + 4);
    expect(one.tasks).toHaveLength(folds.length * portfolio + 2 * folds.length + 2);
    expect(await run(pool({ threads: 3, score }), { maxCandidates: portfolio + 4 })).toEqual(found);
  });

  it('begins first folds of the next batch while a thread would wait, and finds what one thread finds', async () => {
    const slow = JSON.stringify(batches[0].at(-1)!.spec);
    const began: string[] = [];
    const takesMs = ({ spec }: FoldTask) => (JSON.stringify(spec) === slow ? 100 : 1);
    const stand = pool({ threads: 4, score: drawn, takesMs });
    const recorded: FoldPool = {
      ...stand,
      async run(task, signal) {
        began.push(`begins ${task.stream}`);
        const result = await stand.run(task, signal);
        began.push(`ends ${task.stream}`);
        return result;
      },
    };
    const maxCandidates = firstBatch + batches[1].length;
    const found = await run(recorded, { maxCandidates });
    const ofSlow = stand.tasks.filter(({ spec }) => JSON.stringify(spec) === slow);
    const ended = Math.min(...ofSlow.map(({ stream }) => began.indexOf(`ends ${stream}`)));
    const early = began.slice(0, ended).filter((entry) => entry.startsWith('begins'));
    expect(early.length).toBe(folds.length * firstBatch + batches[1].length);
    const scores = ({ candidates, tried }: SearchResult) => [
      tried,
      candidates.map(({ index, score }) => [index, score]),
    ];
    expect(scores(found)).toEqual(scores(await run(pool({ score: drawn }), { maxCandidates })));
  });

  it('begins a later batch with those of the kind that took longest', async () => {
    const fitMs = ({ spec }: FoldTask) => (JSON.stringify(spec).includes('"gbdt"') ? 1 : 50);
    const stand = pool({ threads: 2, fitMs });
    await run(stand, { maxCandidates: firstBatch + batches[1].length });
    const later = stand.tasks.slice(folds.length * firstBatch).filter(({ stream }) => stream.endsWith('/fold-0'));
    const isFast = later.map((task) => JSON.stringify(task.spec).includes('"gbdt"'));
    expect(new Set(isFast).size).toBe(2);
    expect(isFast).toEqual(isFast.toSorted((a, b) => Number(a) - Number(b)));
  });

  it('keeps the folds of the best candidates alone', async () => {
    const score = (_: FoldTask, position: number) => (position < portfolio ? 0.5 : 0.6) + position / 1e4;
    const { candidates } = await run(pool({ score }), { maxCandidates: 60 });
    const worst = candidates.filter(({ kept }) => kept).reduce((least, one) => Math.min(least, one.score), 1);
    expect(candidates.filter(({ kept }) => kept)).toHaveLength(30);
    for (const { kept, score: own } of candidates) if (!kept) expect(own).toBeLessThan(worst);
  });

  it('ends when what is there is enough', async () => {
    const enough = new AbortController();
    const takesMs = (_: FoldTask, position: number) => (position < 2 ? 1 : 60_000);
    const onProgress: OnProgress = ({ done }) => {
      if (done === 2) enough.abort();
    };
    const { candidates } = await run(pool({ takesMs }), { enough: enough.signal, onProgress });
    expect(candidates.map(({ index }) => index)).toEqual([0, 1]);
  });

  it('waits for no timer when the deadline lies beyond what timers can hold', async () => {
    const { candidates } = await run(pool({ takesMs: () => 2 }), { deadlineMs: Number.MAX_SAFE_INTEGER });
    expect(candidates).toHaveLength(firstBatch);
  });

  it('ends with CANCELLED when the caller gives up', async () => {
    const controller = new AbortController();
    const ended = run(pool({ threads: 2, takesMs: () => 60_000 }), { signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await expect(ended).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('tells the best score so far', async () => {
    const told: Progress[] = [];
    const scores = [0.5, 0.7, 0.6];
    await run(pool({ score: (_, position) => scores[position] }), {
      maxCandidates: 3,
      onProgress: (progress) => told.push(progress),
    });
    expect(told.map(({ done, note }) => [done, note])).toEqual([
      [1, 'best roc_auc 0.50000 (gbdt)'],
      [2, 'best roc_auc 0.70000 (random_forest)'],
      [3, 'best roc_auc 0.70000 (random_forest)'],
    ]);
  });
});
