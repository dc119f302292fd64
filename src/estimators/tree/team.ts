/**
 * The threads of a fit and the memory that they share. The leader hands out work in pieces, which the threads claim one by
 * one; it does pieces itself, so it never waits for a thread that has not started or that the machine does not run, only for
 * pieces that were claimed.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { ModelwrightError } from '../../core/errors.ts';
import { workerFile } from '../../core/worker-file.ts';
import type { BinningTask } from './bin-work.ts';
import { growKernel, type KernelSource, openKernel } from './kernel.ts';
import type { Layout } from './layout.ts';
import { livingPort } from './living-port.ts';
import type { ObjectiveSpec } from './objectives.ts';

/** Growing trees. */
export interface TreesTask {
  readonly kind: 'trees';
  readonly kernel: KernelSource;
  readonly layout: Layout;
  readonly objective: ObjectiveSpec;
  /** Where the scores are, and how many. */
  readonly scores: number;
  readonly nScores: number;
}

/** What the pieces of work belong to, as data that a helper makes its own workplace from. */
export type HelperTask = BinningTask | TreesTask;

/** Does a piece of a work. `fresh` is true when it is the thread's first piece of this work. */
export type DoPiece = (work: number, piece: number, args: Int32Array, fresh: boolean) => void;

/** What a helper thread is started with. */
export interface HelperStart {
  readonly control: SharedArrayBuffer;
  /** Brings the tasks. */
  readonly port: MessagePort;
  readonly thread: number;
}

interface NumberedTask {
  readonly number: number;
  readonly task: HelperTask;
}

/**
 * Numbers of the control block. `left` counts the pieces that nobody has claimed; -1: the team is closed. Whoever takes one
 * owns piece `left - 1` of the work that the other numbers describe: they do not change until all its pieces are done.
 */
const words = { left: 0, done: 1, work: 2, pieces: 3, round: 4, parts: 5, failed: 6, task: 7, args: 8 } as const;
const nArgs = 8;
/** One more number for each thread: 1 while it may own a piece. */
const firstOwner = words.args + nArgs;
/** Looks at the control block before a waiting thread sleeps: about as long as waking it would take. */
const spins = 4000;

export class Team {
  /** The leader included. */
  readonly threads: number;
  readonly #control: Int32Array;
  readonly #ports: MessagePort[] = [];
  #doPiece = untold;
  #source: KernelSource | undefined;

  /** Starts `threads - 1` helpers. */
  constructor(threads: number) {
    this.threads = threads;
    const control = new SharedArrayBuffer((firstOwner + threads) * 4);
    this.#control = new Int32Array(control);
    for (let thread = 1; thread < threads; thread++) {
      const { port1, port2 } = new MessageChannel();
      const workerData: HelperStart = { control, port: port2, thread };
      const options = { workerData, execArgv: [], transferList: [port2] };
      const worker = new Worker(workerFile(import.meta.url, './tree-worker.ts'), options);
      worker.unref();
      // A helper that cannot start claims nothing: the fit goes on with those that can.
      worker.on('error', () => {});
      this.#ports.push(port1);
    }
  }

  /** Memory of at least `bytes`, zeroed, with the kernel that works on it, in place of what was given before. */
  memory(bytes: number): KernelSource {
    this.#source = this.#source ? growKernel(this.#source, bytes) : openKernel(bytes);
    return this.#source;
  }

  /**
   * Says what the pieces of all further works belong to.
   *
   * @param doPiece of the leader, thread 0.
   */
  assign(task: HelperTask, doPiece: DoPiece): void {
    this.#doPiece = doPiece;
    const number = this.#control[words.task] + 1;
    for (const port of this.#ports) port.postMessage({ number, task } satisfies NumberedTask);
    Atomics.store(this.#control, words.task, number);
    Atomics.notify(this.#control, words.left);
  }

  /**
   * Does all pieces of a work and returns when they are done.
   *
   * @param alone keeps the helpers out: for work that is done before they would notice.
   * @returns A bit for each helper that took part.
   * @throws INTERNAL when a helper failed, or ended with a piece undone.
   */
  run(work: number, pieces: number, args: readonly number[] = [], alone = false): number {
    const control = this.#control;
    for (const [i, arg] of args.entries()) control[words.args + i] = arg;
    const given = argsOf(control);
    if (alone || this.#ports.length === 0 || pieces === 1) {
      for (let piece = 0; piece < pieces; piece++) this.#doPiece(work, piece, given, piece === 0);
      return 0;
    }
    control[words.work] = work;
    control[words.pieces] = pieces;
    control[words.round]++;
    control[words.parts] = 0;
    control[words.done] = 0;
    Atomics.store(control, words.left, pieces);
    Atomics.notify(control, words.left);
    doPieces(0, () => this.#doPiece, control);
    waitWhile(
      control,
      words.done,
      (done) => done < pieces,
      () => this.#requireOwners(),
    );
    if (Atomics.load(control, words.failed) === 1) {
      throw new ModelwrightError('INTERNAL', { problem: 'a thread of a fit failed' });
    }
    return Atomics.load(control, words.parts);
  }

  /** A thread that was ended from outside never does its piece. @throws INTERNAL */
  #requireOwners(): void {
    for (const [i, port] of this.#ports.entries()) {
      // Reads that the other end is gone, if it is; helpers send nothing.
      receiveMessageOnPort(port);
      const living = livingPort(port);
      if (living) this.#ports[i] = living;
      else if (Atomics.load(this.#control, firstOwner + i + 1) === 1) {
        throw new ModelwrightError('INTERNAL', { problem: 'a thread of a fit ended before its work was done' });
      }
    }
  }

  /** Ends the helpers. */
  close(): void {
    Atomics.store(this.#control, words.left, -1);
    Atomics.notify(this.#control, words.left);
  }
}

const untold: DoPiece = () => {
  throw new ModelwrightError('INTERNAL', { problem: 'a thread of a fit was not told what to work on' });
};

/**
 * The life of a helper: does pieces until the team is closed.
 *
 * @param equip makes a workplace for a task.
 */
export function help({ control: buffer, port, thread }: HelperStart, equip: (task: HelperTask) => DoPiece): void {
  const control = new Int32Array(buffer);
  let equipped = 0;
  let doPiece = untold;
  const isEquipped = () => equipped >= Atomics.load(control, words.task);
  const current = () => {
    while (!isEquipped()) {
      const { number, task } = receiveMessageOnPort(port)!.message as NumberedTask;
      equipped = number;
      doPiece = untold;
      if (isEquipped()) doPiece = equip(task);
    }
    return doPiece;
  };
  for (let left = Atomics.load(control, words.left); left >= 0; ) {
    current();
    left = waitWhile(control, words.left, (now) => now === 0 && isEquipped());
    if (left > 0) doPieces(thread, current, control);
  }
}

/** Claims and does pieces until none is left. */
function doPieces(thread: number, current: () => DoPiece, control: Int32Array): void {
  let round = -1;
  for (;;) {
    const left = Atomics.load(control, words.left);
    if (left <= 0) return;
    // A thread that cannot make its workplace ends here, before it owns a piece.
    current();
    Atomics.store(control, firstOwner + thread, 1);
    if (Atomics.compareExchange(control, words.left, left, left - 1) !== left) {
      Atomics.store(control, firstOwner + thread, 0);
      continue;
    }
    const fresh = control[words.round] !== round;
    round = control[words.round];
    if (fresh && thread > 0) Atomics.or(control, words.parts, 1 << thread);
    try {
      current()(control[words.work], left - 1, argsOf(control), fresh);
    } catch (error) {
      // The leader waits for every piece, also for one that cannot be done.
      if (thread === 0) throw error;
      Atomics.store(control, words.failed, 1);
    }
    const pieces = control[words.pieces];
    if (Atomics.add(control, words.done, 1) + 1 === pieces) Atomics.notify(control, words.done);
    Atomics.store(control, firstOwner + thread, 0);
  }
}

function argsOf(control: Int32Array): Int32Array {
  return control.subarray(words.args, words.args + nArgs);
}

/**
 * Returns the value of a word once the condition ends: looks for a while, then sleeps.
 *
 * @param onSlept is called again and again while nothing happens.
 */
function waitWhile(
  control: Int32Array,
  word: number,
  condition: (value: number) => boolean,
  onSlept = () => {},
): number {
  for (let spin = 0; ; spin++) {
    const value = Atomics.load(control, word);
    if (!condition(value)) return value;
    if (spin > spins && Atomics.wait(control, word, value, 100) === 'timed-out') onSlept();
  }
}
