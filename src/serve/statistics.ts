/** What inference costs, by version: how many requests and rows, and where their time went. */
import { nowMs } from '../core/clock.ts';

/** Where the time of one request went. */
export interface InferenceTimes {
  /** From the arrival at the model to the answer. */
  readonly totalMs: number;
  /** Waiting for other requests. */
  readonly queueMs: number;
  /** Reading the rows as the model's inputs. */
  readonly inputMs: number;
  readonly inferMs: number;
  /** Logging, and putting the answer together. */
  readonly outputMs: number;
}

/** How often something happened, and how long it took altogether. */
export interface Total {
  readonly count: number;
  readonly ns: number;
}

/** The times of executions of a size. */
export interface BatchStatistics {
  /** Rows; above 16 the next power of two, so that there are few of them. */
  readonly batchSize: number;
  readonly input: Total;
  readonly infer: Total;
  readonly output: Total;
}

export interface VersionStatistics {
  readonly name: string;
  readonly version: number;
  /** Milliseconds since 1970 of the last request; 0 before the first. */
  readonly lastInferenceMs: number;
  /** Rows that were answered. */
  readonly inferences: number;
  /** Times that the model was run. */
  readonly executions: number;
  readonly success: Total;
  readonly fail: Total;
  readonly queue: Total;
  readonly input: Total;
  readonly infer: Total;
  readonly output: Total;
  readonly batches: readonly BatchStatistics[];
}

type Version = Pick<VersionStatistics, 'name' | 'version'>;

class Sum implements Total {
  count = 0;
  #ms = 0;

  add(ms: number): void {
    this.count++;
    this.#ms += ms;
  }

  get ns(): number {
    return Math.round(this.#ms * 1e6);
  }

  /** As another process gets it. */
  toJSON(): Total {
    return { count: this.count, ns: this.ns };
  }
}

class Tally {
  lastInferenceMs = 0;
  inferences = 0;
  readonly sums = { success: new Sum(), fail: new Sum(), queue: new Sum(), ...ofExecution() };
  readonly bySize = new Map<number, ReturnType<typeof ofExecution>>();
}

const ofExecution = () => ({ input: new Sum(), infer: new Sum(), output: new Sum() });

/** Versions that are counted at most; those counted first go first. */
const mostVersions = 1_000;
const exactSizes = 16;

export class InferenceStatistics {
  readonly #tallies = new Map<string, Tally>();

  /** One request that was answered; `isExecuted` says that the model was run for it. */
  add(
    version: Version,
    rows: number,
    { totalMs, queueMs, inputMs, inferMs, outputMs }: InferenceTimes,
    isExecuted = true,
  ): void {
    const tally = this.#tally(version);
    tally.inferences += rows;
    tally.sums.success.add(totalMs);
    tally.sums.queue.add(queueMs);
    if (!isExecuted) return;
    const size = sizeOf(rows);
    const ofSize = tally.bySize.get(size) ?? ofExecution();
    tally.bySize.set(size, ofSize);
    for (const sums of [tally.sums, ofSize]) {
      sums.input.add(inputMs);
      sums.infer.add(inferMs);
      sums.output.add(outputMs);
    }
  }

  /** One request that was not. */
  addFailure(version: Version, totalMs: number): void {
    this.#tally(version).sums.fail.add(totalMs);
  }

  /** What is known of a version; zeros of one that nobody asked. */
  of({ name, version }: Version): VersionStatistics {
    const tally = this.#tallies.get(`${name}@${version}`) ?? new Tally();
    const { lastInferenceMs, inferences, sums, bySize } = tally;
    const executions = sums.infer.count;
    const batches = [...bySize].sort(([a], [b]) => a - b).map(([batchSize, ofSize]) => ({ batchSize, ...ofSize }));
    return { name, version, lastInferenceMs, inferences, executions, ...sums, batches };
  }

  #tally({ name, version }: Version): Tally {
    const key = `${name}@${version}`;
    let tally = this.#tallies.get(key);
    if (!tally) {
      tally = new Tally();
      this.#tallies.set(key, tally);
      const [oldest] = this.#tallies.keys();
      if (this.#tallies.size > mostVersions) this.#tallies.delete(oldest);
    }
    tally.lastInferenceMs = nowMs();
    return tally;
  }
}

function sizeOf(rows: number): number {
  if (rows <= exactSizes) return rows;
  let size = exactSizes;
  while (size < rows) size *= 2;
  return size;
}
