/**
 * Long work that is kept in the store: submitted, claimed by a worker for the time of a lease, renewed while it goes on, finished or
 * cancelled. A worker that dies leaves its job to the next one that claims, once the lease has ended. Safe from many processes.
 */
import type { Kysely } from 'kysely';
import { nowIso, nowMs } from '../core/clock.ts';
import { ModelwrightError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { Store } from '../store/open-store.ts';
import type { JobRow } from '../store/records/job-tables.ts';
import type { RunTables } from '../store/records/run-tables.ts';

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

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
  readonly createdAt: string;
  readonly finishedAt?: string;
}

export interface NewJob {
  readonly jobId: string;
  readonly kind: string;
  readonly subject: string;
  readonly request: Readonly<Record<string, unknown>>;
}

/** Time that a worker has a job for without renewing. */
export const leaseMs = 15_000;
/** A job that has been begun this often, and never came to its end, is given up. */
export const mostAttempts = 5;

/** An id for a job that is to be submitted. */
export const newJobId = () => newId('job');

export class JobQueue {
  readonly #db: Kysely<RunTables>;

  constructor({ series }: Pick<Store, 'series'>) {
    this.#db = series;
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

  /** Takes the oldest job that waits, or whose worker died; undefined when there is none. */
  async claim(owner: string): Promise<Job | undefined> {
    // Looking takes no turn of those who write.
    if (!(await claimable(this.#db))) return undefined;
    return await this.#db.transaction().execute(async (db) => {
      const row = await claimable(db);
      if (!row) return undefined;
      const taken = { state: 'running', owner, attempts: row.attempts + 1, lease_until: nowMs() + leaseMs };
      await db.updateTable('jobs').set(taken).where('job_id', '=', row.job_id).execute();
      return jobOf({ ...row, ...taken });
    });
  }

  /** Keeps a job for another lease and notes how far it is. `stop`: somebody cancelled it, or it belongs to another worker by now. */
  async renew(jobId: string, owner: string, progress: number): Promise<'go on' | 'stop'> {
    const found = await this.#db
      .updateTable('jobs')
      .set({ lease_until: nowMs() + leaseMs, progress })
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
}

async function claimable(db: Kysely<RunTables>): Promise<JobRow | undefined> {
  return await db
    .selectFrom('jobs')
    .selectAll()
    .where(({ eb, or, and }) =>
      or([eb('state', '=', 'queued'), and([eb('state', '=', 'running'), eb('lease_until', '<', nowMs())])]),
    )
    .orderBy('job_id')
    .limit(1)
    .executeTakeFirst();
}

function jobOf(row: JobRow): Job {
  return {
    jobId: row.job_id,
    kind: row.kind,
    subject: row.subject,
    request: JSON.parse(row.request),
    state: row.state as JobState,
    progress: row.progress,
    attempts: row.attempts,
    ...(row.problem !== null && { problem: JSON.parse(row.problem) }),
    createdAt: row.created_at,
    ...(row.finished_at !== null && { finishedAt: row.finished_at }),
  };
}
