/** Calls of a model that wait for a process: bounded, the urgent first, each settled once and at its deadline at the latest. */
import { monotonicMs } from '../../core/clock.ts';
import { ModelwrightError } from '../../core/errors.ts';
import type { NativeTensor } from '../native-tensor.ts';
import { rowLayout, rowsOfTensors } from '../tensor-rows.ts';

export interface CallOptions {
  readonly timeoutMs: number;
  /** Who goes first among those that wait: the lowest; default 0. */
  readonly rank?: number;
  /** Calls that nobody waits for any more are not begun. */
  readonly signal?: Pick<AbortSignal, 'aborted'>;
}

export interface Call {
  readonly feeds: readonly NativeTensor[];
  /** Rows of the tensors; undefined: they have none that they share. */
  readonly rows: number | undefined;
  /** Calls of the same layout may run together. */
  readonly layout: string;
  readonly rank: number;
  readonly enteredMs: number;
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly isSettled: boolean;
  readonly signal?: Pick<AbortSignal, 'aborted'>;
  /** Processes that died with it. */
  deaths: number;
  /** Calls that it may run together with, itself included; 1 after it was in one that ended a process. */
  company: number;
  resolve(outputs: readonly NativeTensor[]): void;
  reject(error: unknown): void;
}

export interface QueueEvents {
  /** A call's deadline passed; it has been refused. */
  onExpired(call: Call): void;
  /** A call was answered or refused. */
  onSettled(): void;
}

export class CallQueue {
  readonly #name: string;
  readonly #limit: number;
  readonly #events: QueueEvents;
  readonly #waiting: Call[] = [];

  /** @param name Of the model, for messages. */
  constructor(name: string, limit: number, events: QueueEvents) {
    this.#name = name;
    this.#limit = limit;
    this.#events = events;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /**
   * Adds a call and waits for its answer.
   *
   * @throws DEADLINE_EXCEEDED, SERVER_BUSY, CANCELLED, and what the call is refused with
   */
  async add(
    feeds: readonly NativeTensor[],
    { timeoutMs, rank = 0, signal }: CallOptions,
  ): Promise<readonly NativeTensor[]> {
    if (this.#waiting.length >= this.#limit) {
      throw new ModelwrightError('SERVER_BUSY', { what: `model ${this.#name}`, limit: this.#limit });
    }
    return await new Promise((resolve, reject) => {
      let isSettled = false;
      const settle = (then: () => void) => {
        if (isSettled) return;
        isSettled = true;
        clearTimeout(timer);
        this.take([call]);
        then();
        this.#events.onSettled();
      };
      const enteredMs = monotonicMs();
      const call: Call = {
        feeds,
        rows: rowsOfTensors(feeds),
        layout: rowLayout(feeds),
        rank,
        enteredMs,
        timeoutMs,
        signal,
        deadlineMs: enteredMs + timeoutMs,
        deaths: 0,
        company: Number.POSITIVE_INFINITY,
        get isSettled() {
          return isSettled;
        },
        resolve: (outputs) => settle(() => resolve(outputs)),
        reject: (error) => settle(() => reject(error)),
      };
      const timer = setTimeout(() => {
        call.reject(new ModelwrightError('DEADLINE_EXCEEDED', { limitMs: Math.round(timeoutMs) }));
        this.#events.onExpired(call);
      }, timeoutMs);
      const behind = this.#waiting.findIndex((other) => other.rank > rank);
      this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, call);
    });
  }

  /** The calls that wait, in the order in which they are to begin; those that nobody waits for are refused first. */
  get waiting(): readonly Call[] {
    for (const call of this.#waiting.filter(({ signal }) => signal?.aborted)) {
      call.reject(new ModelwrightError('CANCELLED', { what: 'the request' }));
    }
    return this.#waiting;
  }

  /** Takes calls out of the queue. */
  take(calls: readonly Call[]): void {
    for (const call of calls) {
      const at = this.#waiting.indexOf(call);
      if (at >= 0) this.#waiting.splice(at, 1);
    }
  }

  /** Puts calls that are not settled before all others. */
  again(calls: readonly Call[]): void {
    this.#waiting.unshift(...calls.filter(({ isSettled }) => !isSettled));
  }

  /** Refuses the calls whose deadline lies before an instant; without one, all. */
  refuse(error: ModelwrightError, beforeMs = Number.POSITIVE_INFINITY): void {
    for (const call of [...this.#waiting]) if (call.deadlineMs <= beforeMs) call.reject(error);
  }
}
