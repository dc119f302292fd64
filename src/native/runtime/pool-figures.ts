/** What the processes of a model did, in figures: bounded sums, whatever happens. */
import type { Batch } from './batch.ts';

/** Upper ends of the classes of a histogram; the last class has none. */
export interface Histogram {
  readonly bounds: readonly number[];
  /** Per class, not summed up. */
  readonly counts: readonly number[];
  readonly sum: number;
}

export interface PoolFigures {
  /** Rows of each call of the graph that was answered. */
  readonly rows: Histogram;
  /** Requests that were answered in one call. */
  readonly requests: Histogram;
  /** Seconds that requests waited for a process. */
  readonly waits: Histogram;
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

const powers = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];
const seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

class Counted implements Histogram {
  readonly bounds: readonly number[];
  readonly counts: number[];
  sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Array(bounds.length + 1).fill(0);
  }

  add(value: number): void {
    const at = this.bounds.findIndex((bound) => value <= bound);
    this.counts[at < 0 ? this.bounds.length : at]++;
    this.sum += value;
  }
}

export class PoolCounts {
  readonly rows = new Counted(powers);
  readonly requests = new Counted(powers);
  readonly waits = new Counted(seconds);
  deaths = 0;
  recycled = 0;
  divided = 0;

  /** A call of the graph was answered. */
  answered({ rows, calls, begunMs }: Pick<Batch, 'rows' | 'calls' | 'begunMs'>): void {
    this.rows.add(rows);
    this.requests.add(calls.length);
    for (const { enteredMs } of calls) this.waits.add(Math.max(0, begunMs - enteredMs) / 1000);
  }

  figures(now: Pick<PoolFigures, 'waiting' | 'processes'>): PoolFigures {
    const { rows, requests, waits, deaths, recycled, divided } = this;
    return { rows, requests, waits, deaths, recycled, divided, ...now };
  }
}
