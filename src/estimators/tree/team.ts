/**
 * The threads of a fit. The leader hands out work in pieces, which the threads claim one by one; it does pieces itself, so
 * it never waits for a thread that has not started or that the machine does not run, only for pieces that were claimed.
 */
import { Worker } from 'node:worker_threads';
import { ModelwrightError } from '../../core/errors.ts';
import { workerFile } from '../../core/worker-file.ts';
import type { KernelSource } from './kernel.ts';
import type { Layout } from './layout.ts';
import type { ObjectiveSpec } from './objectives.ts';
import { doPiece, type Workplace } from './tree-work.ts';

/** What a helper thread is given. */
export interface HelperTask {
  readonly control: SharedArrayBuffer;
  readonly kernel: KernelSource;
  readonly layout: Layout;
  readonly objective: ObjectiveSpec;
  readonly scores: number;
  readonly thread: number;
}

/**
 * Numbers of the control block. `left` counts the pieces that nobody has claimed; -1: the team is closed. Whoever takes one
 * owns piece `left - 1` of the work that the other numbers describe: they do not change until all its pieces are done.
 */
const words = { left: 0, done: 1, work: 2, pieces: 3, round: 4, parts: 5, failed: 6, args: 8 } as const;
const nArgs = 8;
/** Looks at the control block before a waiting thread sleeps: about as long as waking it would take. */
const spins = 4000;

export class Team {
  readonly #place: Workplace;
  readonly #control: Int32Array;
  readonly #helpers: Worker[] = [];

  /** Starts `layout.threads.length - 1` helpers. */
  constructor(place: Workplace, helper: Omit<HelperTask, 'control' | 'thread'>) {
    this.#place = place;
    const control = new SharedArrayBuffer((words.args + nArgs) * 4);
    this.#control = new Int32Array(control);
    for (let thread = 1; thread < place.layout.threads.length; thread++) {
      const workerData: HelperTask = { ...helper, control, thread };
      const worker = new Worker(workerFile(import.meta.url, './tree-worker.ts'), { workerData, execArgv: [] });
      worker.unref();
      // A helper that cannot start claims nothing: the fit goes on with those that can.
      worker.on('error', () => {});
      this.#helpers.push(worker);
    }
  }

  /**
   * Does all pieces of a work and returns when they are done.
   *
   * @param alone keeps the helpers out: for work that is done before they would notice.
   * @returns A bit for each helper that took part.
   * @throws INTERNAL when a helper failed.
   */
  run(work: number, pieces: number, args: readonly number[] = [], alone = false): number {
    const control = this.#control;
    for (const [i, arg] of args.entries()) control[words.args + i] = arg;
    const given = control.subarray(words.args);
    if (alone || this.#helpers.length === 0 || pieces === 1) {
      for (let piece = 0; piece < pieces; piece++) doPiece(this.#place, work, piece, given, piece === 0);
      return 0;
    }
    control[words.work] = work;
    control[words.pieces] = pieces;
    control[words.round]++;
    control[words.parts] = 0;
    control[words.done] = 0;
    Atomics.store(control, words.left, pieces);
    Atomics.notify(control, words.left);
    doPieces(this.#place, control);
    waitWhile(control, words.done, (done) => done < pieces);
    if (Atomics.load(control, words.failed) === 1) {
      throw new ModelwrightError('INTERNAL', { problem: 'a thread of a fit failed' });
    }
    return Atomics.load(control, words.parts);
  }

  /** Ends the helpers. */
  close(): void {
    Atomics.store(this.#control, words.left, -1);
    Atomics.notify(this.#control, words.left);
  }
}

/** The life of a helper: does pieces until the team is closed. */
export function help(place: Workplace, control: Int32Array): void {
  while (waitWhile(control, words.left, (left) => left === 0) > 0) doPieces(place, control);
}

/** Claims and does pieces until none is left. */
function doPieces(place: Workplace, control: Int32Array): void {
  let round = -1;
  for (;;) {
    const left = Atomics.load(control, words.left);
    if (left <= 0) return;
    if (Atomics.compareExchange(control, words.left, left, left - 1) !== left) continue;
    const fresh = control[words.round] !== round;
    round = control[words.round];
    if (fresh && place.thread > 0) Atomics.or(control, words.parts, 1 << place.thread);
    try {
      doPiece(place, control[words.work], left - 1, control.subarray(words.args), fresh);
    } catch (error) {
      // The leader waits for every piece, also for one that cannot be done.
      if (place.thread === 0) throw error;
      Atomics.store(control, words.failed, 1);
    }
    const pieces = control[words.pieces];
    if (Atomics.add(control, words.done, 1) + 1 === pieces) Atomics.notify(control, words.done);
  }
}

/** Returns the value of a word once the condition ends: looks for a while, then sleeps. */
function waitWhile(control: Int32Array, word: number, condition: (value: number) => boolean): number {
  for (let spin = 0; ; spin++) {
    const value = Atomics.load(control, word);
    if (!condition(value)) return value;
    if (spin > spins) Atomics.wait(control, word, value, 100);
  }
}
