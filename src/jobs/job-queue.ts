/**
 * Long work that is kept in the store: submitted, claimed by a worker, renewed while it goes on, finished or cancelled. A worker that dies
 * leaves its job to the next one that claims, once somebody has seen its sign of life stand still for long enough. Safe from many
 * processes, and whatever happens to their clocks of the day.
 */
import type { Kysely } from 'kysely';
import { monotonicMs, nowIso } from '../core/clock.ts';
import { ModelwrightError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { Store } from '../store/open-store.ts';
import type { JobRow } from '../store/records/job-tables.ts';
import type { RunTables } from '../store/records/run-tables.ts';

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

export type WebhookState = 'pending' | 'delivered' | 'failed';

/** Who is told when a job has ended, and how that goes. */
export interface JobWebhook {
  readonly name: string;
  /** `failed` when it was given up. */
  readonly state: WebhookState;
  /** Attempts to tell it that were begun. */
  readonly attempts: number;
  /** Status of the answer to the last attempt; absent before the first and where there was no answer. */
  readonly lastStatus?: number;
}

export interface Job {
  readonly jobId: string;
  readonly kind: string;
  readonly subject: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly state: JobState;
  /** Steps that are done, such as rows. */
  readonly progress: number;
  readonly attempts: number;
  readonly problem?: { readonly code: string; readonly message: string };
  readonly webhook?: JobWebhook;
  readonly createdAt: string;
  readonly finishedAt?: string;
}

export interface NewJob {
  readonly jobId: string;
  readonly kind: string;
  readonly subject: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** Name of the webhook that is told when it has ended; absent: nobody is. */
  readonly webhook?: string;
}

/** A worker that has not renewed for so long is taken for dead, by the monotonic clock of who looks. */
const silentMs = 10_000;
/** Who looks less often than this, or was stopped itself, has not watched for longer. */
const longestLookMs = 3_000;
/** A job that has been begun this often, and never came to its end, is given up. */
export const mostAttempts = 5;

/** An id for a job that is to be submitted. */
export const newJobId = () => newId('job');

/** A sign of life, and for how long it was seen to stand still. */
interface Seen {
  readonly sign: string;
  readonly lookedMs: number;
  readonly stillMs: number;
}

export class JobQueue {
  readonly #db: Kysely<RunTables>;
  readonly #silentMs: number;
  /** Of each job that runs, as this process sees it. */
  #seen: ReadonlyMap<string, Seen> = new Map();

  constructor({ series }: Pick<Store, 'series'>, options: { readonly silentMs?: number } = {}) {
    this.#db = series;
    this.#silentMs = options.silentMs ?? silentMs;
  }

  /** @throws SERVER_BUSY when so many jobs wait or run already. */
  async submit(job: NewJob, mostOpen: number): Promise<Job> {
    const row: JobRow = {
      job_id: job.jobId,
      kind: job.kind,
      subject: job.subject,
      request: JSON.stringify(job.request),
      state: 'queued',
      progress: 0,
      attempts: 0,
      owner: null,
      lease_until: 0,
      cancelled: 0,
      problem: null,
      created_at: nowIso(),
      finished_at: null,
      webhook: job.webhook ?? null,
      webhook_state: job.webhook === undefined ? null : 'pending',
      webhook_attempts: 0,
      webhook_status: null,
      webhook_due: 0,
    };
    await this.#db.transaction().execute(async (db) => {
      const { open } = await db
        .selectFrom('jobs')
        .select(({ fn }) => fn.countAll<number>().as('open'))
        .where('state', 'in', ['queued', 'running'])
        .executeTakeFirstOrThrow();
      if (open >= mostOpen) throw new ModelwrightError('SERVER_BUSY', { what: 'jobs', limit: mostOpen });
      await db.insertInto('jobs').values(row).execute();
    });
    return jobOf(row);
  }

  /** @throws JOB_NOT_FOUND */
  async get(jobId: string): Promise<Job> {
    const row = await this.#db.selectFrom('jobs').selectAll().where('job_id', '=', jobId).executeTakeFirst();
    if (!row) throw new ModelwrightError('JOB_NOT_FOUND', { job: jobId.slice(0, 100) });
    return jobOf(row);
  }

  /** The newest jobs first, of those that are wanted. */
  async list(most: number, isWanted: (job: Job) => boolean = () => true): Promise<Job[]> {
    const found: Job[] = [];
    let before: string | undefined;
    do {
      const page = this.#db.selectFrom('jobs').selectAll().orderBy('job_id', 'desc').limit(most);
      const rows = await (before === undefined ? page : page.where('job_id', '<', before)).execute();
      found.push(...rows.map(jobOf).filter(isWanted));
      before = rows.length === most ? rows[most - 1].job_id : undefined;
    } while (before !== undefined && found.length < most);
    return found.slice(0, most);
  }

  /**
   * Takes the oldest job that waits, or whose worker died; undefined when there is none. To be called again and again: a worker is taken
   * for dead only by who has watched it.
   */
  async claim(owner: string): Promise<Job | undefined> {
    // Looking takes no turn of those who write.
    if (!(await this.#claimable(this.#db))) return undefined;
    return await this.#db.transaction().execute(async (db) => {
      const row = await this.#claimable(db);
      if (!row) return undefined;
      const taken = { state: 'running', owner, attempts: row.attempts + 1, lease_until: row.lease_until + 1 };
      await db.updateTable('jobs').set(taken).where('job_id', '=', row.job_id).execute();
      return jobOf({ ...row, ...taken });
    });
  }

  /** Keeps a job for another lease and notes how far it is. `stop`: somebody cancelled it, or it belongs to another worker by now. */
  async renew(jobId: string, owner: string, progress: number): Promise<'go on' | 'stop'> {
    const found = await this.#db
      .updateTable('jobs')
      .set(({ eb, ref }) => ({ lease_until: eb(ref('lease_until'), '+', 1), progress }))
      .where('job_id', '=', jobId)
      .where('owner', '=', owner)
      .where('cancelled', '=', 0)
      .returning('job_id')
      .execute();
    return found.length === 1 ? 'go on' : 'stop';
  }

  /** Ends a job that this worker has; one that was cancelled meanwhile stays cancelled. */
  async finish(jobId: string, owner: string, progress: number, problem?: ModelwrightError): Promise<void> {
    await this.#db
      .updateTable('jobs')
      .set({
        state: problem ? 'failed' : 'done',
        progress,
        problem: problem ? JSON.stringify({ code: problem.code, message: problem.message }) : null,
        owner: null,
        finished_at: nowIso(),
      })
      .where('job_id', '=', jobId)
      .where('owner', '=', owner)
      .execute();
  }

  /**
   * Gives a job back that this worker has and does not finish, for whoever claims it next. One that was begun too often is given up.
   *
   * @param isOwnWill The worker was told to stop, so this attempt does not count.
   */
  async release(jobId: string, owner: string, isOwnWill: boolean): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      const row = await db
        .selectFrom('jobs')
        .selectAll()
        .where('job_id', '=', jobId)
        .where('owner', '=', owner)
        .executeTakeFirst();
      if (!row) return;
      const attempts = row.attempts - (isOwnWill ? 1 : 0);
      const problem = new ModelwrightError('JOB_INTERRUPTED', { job: jobId, attempts });
      const given =
        attempts >= mostAttempts
          ? {
              state: 'failed',
              problem: JSON.stringify({ code: problem.code, message: problem.message }),
              finished_at: nowIso(),
            }
          : { state: 'queued', attempts };
      await db
        .updateTable('jobs')
        .set({ ...given, owner: null })
        .where('job_id', '=', jobId)
        .execute();
    });
  }

  /** Stops a job that waits or runs; its worker hears of it at its next renewal. One that has ended stays as it is. @throws JOB_NOT_FOUND */
  async cancel(jobId: string): Promise<Job> {
    await this.#db
      .updateTable('jobs')
      .set({ state: 'cancelled', cancelled: 1, owner: null, finished_at: nowIso() })
      .where('job_id', '=', jobId)
      .where('state', 'in', ['queued', 'running'])
      .execute();
    return await this.get(jobId);
  }

  /** Forgets jobs that ended before an instant; gives their ids. */
  async forget(before: string): Promise<string[]> {
    const rows = await this.#db.deleteFrom('jobs').where('finished_at', '<', before).returning('job_id').execute();
    return rows.map(({ job_id }) => job_id);
  }

  async #claimable(db: Kysely<RunTables>): Promise<JobRow | undefined> {
    const rows = await db
      .selectFrom('jobs')
      .selectAll()
      .where('state', 'in', ['queued', 'running'])
      .orderBy('job_id')
      .execute();
    const running = rows.filter(({ state }) => state === 'running');
    this.#seen = new Map(running.map((row) => [row.job_id, lookAgain(this.#seen.get(row.job_id), row)]));
    return rows.find(({ job_id }) => (this.#seen.get(job_id)?.stillMs ?? Number.POSITIVE_INFINITY) >= this.#silentMs);
  }
}

function lookAgain(before: Seen | undefined, { owner, lease_until }: JobRow): Seen {
  const lookedMs = monotonicMs();
  const sign = `${owner} ${lease_until}`;
  if (before?.sign !== sign) return { sign, lookedMs, stillMs: 0 };
  return { sign, lookedMs, stillMs: before.stillMs + Math.min(lookedMs - before.lookedMs, longestLookMs) };
}

/** A job as its row says. */
export function jobOf(row: JobRow): Job {
  return {
    jobId: row.job_id,
    kind: row.kind,
    subject: row.subject,
    request: JSON.parse(row.request),
    state: row.state as JobState,
    progress: row.progress,
    attempts: row.attempts,
    ...(row.problem !== null && { problem: JSON.parse(row.problem) }),
    ...(row.webhook !== null && { webhook: webhookOf(row, row.webhook) }),
    createdAt: row.created_at,
    ...(row.finished_at !== null && { finishedAt: row.finished_at }),
  };
}

function webhookOf({ webhook_state, webhook_attempts, webhook_status }: JobRow, name: string): JobWebhook {
  return {
    name,
    state: webhook_state as WebhookState,
    attempts: webhook_attempts,
    ...(webhook_status !== null && { lastStatus: webhook_status }),
  };
}
