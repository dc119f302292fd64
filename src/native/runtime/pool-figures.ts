/** What the processes of a model did, in figures. */
import type { Batch } from './batch.ts';

export interface PoolFigures {
  /** Calls of the graph that were answered. */
  readonly calls: number;
  /** Requests that were answered in them, and their rows. */
  readonly requests: number;
  readonly rows: number;
  /** Requests that wait now. */
  readonly waiting: number;
  /** Processes that are alive. */
  readonly processes: number;
  /** Processes that ended without being told to, or were killed for their slowness. */
  readonly deaths: number;
  /** Processes that were replaced because they had grown or answered enough. */
  readonly recycled: number;
  /** Calls that failed with several requests in them, which were then asked in smaller ones. */
  readonly divided: number;
}

/** One call of the graph that was answered. */
export interface AnsweredCall {
  readonly rows: number;
  /** How long each of its requests waited for a process. */
  readonly waitsMs: readonly number[];
}

export class PoolCounts {
  calls = 0;
  requests = 0;
  rows = 0;
  deaths = 0;
  recycled = 0;
  divided = 0;
  readonly #onAnswered: (call: AnsweredCall) => void;

  /** @param onAnswered Hears of every call. */
  constructor(onAnswered: (call: AnsweredCall) => void) {
    this.#onAnswered = onAnswered;
  }

  answered({ rows, calls, begunMs }: Pick<Batch, 'rows' | 'calls' | 'begunMs'>): void {
    this.calls++;
    this.requests += calls.length;
    this.rows += rows;
    this.#onAnswered({ rows, waitsMs: calls.map(({ enteredMs }) => Math.max(0, begunMs - enteredMs)) });
  }

  figures(now: Pick<PoolFigures, 'waiting' | 'processes'>): PoolFigures {
    const { calls, requests, rows, deaths, recycled, divided } = this;
    return { calls, requests, rows, deaths, recycled, divided, ...now };
  }
}
