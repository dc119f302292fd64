/**
 * What webhooks are yet to be told of jobs that ended. An attempt is written down before it is made, with the instant from which the next one
 * may be: a process that dies in between leaves the rest to whoever looks next. Safe from many processes; a receiver may hear twice, never not.
 */
import type { ExpressionBuilder, Kysely } from 'kysely';
import { nowMs } from '../../core/clock.ts';
import { ModelwrightError } from '../../core/errors.ts';
import { createRng } from '../../math/philox.ts';
import type { Store } from '../../store/open-store.ts';
import type { RunTables } from '../../store/records/run-tables.ts';
import { type Job, jobOf, type WebhookState } from '../job-queue.ts';
import type { Webhook } from './open-webhooks.ts';

/** What became of an attempt; `stopped`: by the one who made it, so it does not count. */
export interface Attempted {
  readonly result: 'delivered' | 'refused' | 'unreachable' | 'gone' | 'stopped';
  /** Of the answer, where there was one. */
  readonly status?: number;
}

/** How often and for how long a webhook is told. */
type Rules = Pick<Webhook, 'name' | 'attempts' | 'firstPauseMs' | 'timeoutMs'>;

const endedStates = ['done', 'failed', 'cancelled'];

const longestPauseMs = 4 * 60 * 60_000;
/** Beyond the time of an attempt, for the one who makes it to write down what became of it. */
const graceMs = 1_000;
const pauseFactor = 4;

const pauses = createRng(0).split('pauses of webhooks');

/**
 * The pause after the attempt of a number: half of its length, and of the other half a part that job and attempt decide, so that many jobs
 * whose attempts failed in one moment do not come back in one.
 */
export function pauseMs({ firstPauseMs }: Pick<Rules, 'firstPauseMs'>, jobId: string, attempt: number): number {
  let length = firstPauseMs;
  for (let i = 1; i < attempt && length < longestPauseMs; i++) length *= pauseFactor;
  const half = Math.min(length, longestPauseMs) / 2;
  return Math.round(half + half * pauses.split(jobId).split(String(attempt)).uniform());
}

export class WebhookQueue {
  readonly #db: Kysely<RunTables>;

  constructor({ series }: Pick<Store, 'series'>) {
    this.#db = series;
  }

  /** Webhooks that are to be told something now. */
  async dueNames(): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('jobs')
      .select('webhook')
      .distinct()
      .where(isDue(nowMs()))
      .orderBy('webhook')
      .execute();
    return rows.flatMap(({ webhook }) => webhook ?? []);
  }

  /** Gives up what was tried as often as may be, by somebody who died before it was written down. @returns how many */
  async giveUp({ name, attempts: most }: Rules): Promise<number> {
    const { numUpdatedRows } = await this.#db
      .updateTable('jobs')
      .set({ webhook_state: 'failed' })
      .where(isDue(nowMs()))
      .where('webhook', '=', name)
      .where('webhook_attempts', '>=', most)
      .executeTakeFirstOrThrow();
    return Number(numUpdatedRows);
  }

  /** Takes the job that has been due for longest, for an attempt to tell it; undefined when there is none. */
  async claim({ name, attempts: most, timeoutMs }: Rules): Promise<Job | undefined> {
    const now = nowMs();
    return await this.#db.transaction().execute(async (db) => {
      const row = await db
        .selectFrom('jobs')
        .selectAll()
        .where(isDue(now))
        .where('webhook', '=', name)
        .where('webhook_attempts', '<', most)
        .orderBy('webhook_due')
        .orderBy('job_id')
        .limit(1)
        .executeTakeFirst();
      if (!row) return undefined;
      const taken = { webhook_attempts: row.webhook_attempts + 1, webhook_due: now + timeoutMs + graceMs };
      await db.updateTable('jobs').set(taken).where('job_id', '=', row.job_id).execute();
      return jobOf({ ...row, ...taken });
    });
  }

  /**
   * Writes down what became of the attempt that `claim` gave. One that came too late, after somebody else began the next, changes nothing.
   *
   * @returns How it stands now; undefined where somebody else is to say.
   */
  async settle(
    { jobId, webhook }: Job,
    rules: Rules,
    { result, status }: Attempted,
  ): Promise<WebhookState | undefined> {
    const attempt = webhook!.attempts;
    const isOver = result === 'gone' || (result !== 'stopped' && attempt >= rules.attempts);
    const state = result === 'delivered' ? 'delivered' : isOver ? 'failed' : 'pending';
    const { numUpdatedRows } = await this.#db
      .updateTable('jobs')
      .set({
        webhook_state: state,
        webhook_status: status ?? null,
        ...(result === 'stopped'
          ? { webhook_attempts: attempt - 1, webhook_due: 0 }
          : { webhook_due: nowMs() + pauseMs(rules, jobId, attempt) }),
      })
      .where('job_id', '=', jobId)
      .where('webhook_state', '=', 'pending')
      .where('webhook_attempts', '=', attempt)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n ? state : undefined;
  }

  /**
   * Begins anew to tell of a job that has ended, at once, however it stood: delivered, given up or in a pause. An attempt that is under way
   * goes on and counts no more. A job that has not ended is told of when it has.
   *
   * @throws JOB_NOT_FOUND, JOB_WITHOUT_WEBHOOK
   */
  async tellAgain(jobId: string): Promise<Job> {
    const again = { webhook_state: 'pending', webhook_attempts: 0, webhook_status: null, webhook_due: 0 };
    return await this.#db.transaction().execute(async (db) => {
      const row = await db.selectFrom('jobs').selectAll().where('job_id', '=', jobId).executeTakeFirst();
      if (!row) throw new ModelwrightError('JOB_NOT_FOUND', { job: jobId.slice(0, 100) });
      if (row.webhook === null) throw new ModelwrightError('JOB_WITHOUT_WEBHOOK', { job: jobId });
      if (!endedStates.includes(row.state)) return jobOf(row);
      await db.updateTable('jobs').set(again).where('job_id', '=', jobId).execute();
      return jobOf({ ...row, ...again });
    });
  }
}

/** Jobs that ended, and that a webhook may be told of now. */
function isDue(now: number) {
  return ({ and, or, eb }: ExpressionBuilder<RunTables, 'jobs'>) =>
    and([
      eb('webhook_state', '=', 'pending'),
      eb('state', 'in', endedStates),
      // An instant far beyond the longest pause comes from a clock that was wrong.
      or([eb('webhook_due', '<=', now), eb('webhook_due', '>', now + 2 * longestPauseMs)]),
    ]);
}
