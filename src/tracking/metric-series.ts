/** Metrics of a run by step, in runs.db. NaN and infinities are kept as what they are. */
import type { Kysely } from 'kysely';
import { nowIso } from '../core/clock.ts';
import { numberOfName, specialNumber } from '../store/number-text.ts';
import type { RunTables } from '../store/records/run-tables.ts';

/** One value of a metric. */
export interface MetricPoint {
  readonly name: string;
  readonly step: number;
  readonly value: number;
  readonly at: string;
}

const statementRows = 500;

/** Appends values for one run; values logged in one turn of the event loop share a transaction. */
export class MetricSeries {
  readonly #db: Kysely<RunTables>;
  readonly #runId: string;
  readonly #nextSteps = new Map<string, number>();
  #waiting: MetricPoint[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(db: Kysely<RunTables>, runId: string) {
    this.#db = db;
    this.#runId = runId;
  }

  /** Resolves when the value is stored. Without a step it takes the one after the metric's last. */
  add(name: string, value: number, step = this.#nextSteps.get(name) ?? 0): Promise<void> {
    this.#nextSteps.set(name, step + 1);
    this.#waiting.push({ name, step, value, at: nowIso() });
    if (this.#waiting.length > 1) return this.#writing;
    this.#writing = this.#writing.then(() => this.#write());
    // Whoever does not wait for a value still learns of a failure: `finish` waits for all of them.
    this.#writing.catch(() => {});
    return this.#writing;
  }

  /** Resolves when every value is stored. */
  settled(): Promise<void> {
    return this.#writing;
  }

  async #write(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const points = this.#waiting;
    this.#waiting = [];
    await this.#db.transaction().execute(async (db) => {
      for (let from = 0; from < points.length; from += statementRows) {
        const rows = points.slice(from, from + statementRows).map(({ name, step, value, at }) => {
          const special = specialNumber(value) ?? null;
          return { run_id: this.#runId, name, step, value: special === null ? value : null, special, at };
        });
        await db.insertInto('metrics').values(rows).execute();
      }
    });
  }
}

/** All values of a run, by metric and step, in the order they were logged. */
export async function readSeries(db: Kysely<RunTables>, runId: string): Promise<MetricPoint[]> {
  const rows = await db
    .selectFrom('metrics')
    .selectAll()
    .where('run_id', '=', runId)
    .orderBy('name')
    .orderBy('step')
    .orderBy('id')
    .execute();
  return rows.map(({ name, step, value, special, at }) => ({
    name,
    step,
    value: special === null ? value! : numberOfName(special)!,
    at,
  }));
}
