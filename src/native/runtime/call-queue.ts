/** Calls of a model that wait for a process: bounded, in their order, each settled once and at its deadline at the latest. */
import { monotonicMs } from '../../core/clock.ts';
import { ModelwrightError } from '../../core/errors.ts';
import type { NativeTensor } from '../native-tensor.ts';

export interface CallOptions {
  readonly timeoutMs: number;
  /** Calls that nobody waits for any more are not begun. */
  readonly signal?: Pick<AbortSignal, 'aborted'>;
}

export interface Call {
  readonly feeds: readonly NativeTensor[];
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly isSettled: boolean;
  readonly signal?: Pick<AbortSignal, 'aborted'>;
  /** Processes that died with it. */
  deaths: number;
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
  async add(feeds: readonly NativeTensor[], { timeoutMs, signal }: CallOptions): Promise<readonly NativeTensor[]> {
    if (this.#waiting.length >= this.#limit) {
      throw new ModelwrightError('SERVER_BUSY', { what: `model ${this.#name}`, limit: this.#limit });
    }
    return await new Promise((resolve, reject) => {
      let isSettled = false;
      const settle = (then: () => void) => {
        if (isSettled) return;
        isSettled = true;
        clearTimeout(timer);
        const at = this.#waiting.indexOf(call);
        if (at >= 0) this.#waiting.splice(at, 1);
        then();
        this.#events.onSettled();
      };
      const call: Call = {
        feeds,
        timeoutMs,
        signal,
        deadlineMs: monotonicMs() + timeoutMs,
        deaths: 0,
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
      this.#waiting.push(call);
    });
  }

  /** The next call, which is no longer in the queue. */
  next(): Call | undefined {
    for (let call = this.#waiting.shift(); call; call = this.#waiting.shift()) {
      if (!call.signal?.aborted) return call;
      call.reject(new ModelwrightError('CANCELLED', { what: 'the request' }));
    }
    return undefined;
  }

  /** Puts a call before all others. */
  again(call: Call): void {
    this.#waiting.unshift(call);
  }

  /** Refuses the calls whose deadline lies before an instant; without one, all. */
  refuse(error: ModelwrightError, beforeMs = Number.POSITIVE_INFINITY): void {
    for (const call of [...this.#waiting]) if (call.deadlineMs <= beforeMs) call.reject(error);
  }
}
