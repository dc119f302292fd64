/** Runs the jobs of a home in processes of their own, a few at a time, and forgets those that ended long ago. */
import { type ChildProcess, fork } from 'node:child_process';
import { nowMs } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import { workerFile } from '../../core/worker-file.ts';
import type { Job, JobQueue } from '../../jobs/job-queue.ts';
import type { DeclaredServing } from '../../serve/repository/declared-serving.ts';
import type { JobFiles } from '../../store/job-files.ts';
import type { Store } from '../../store/open-store.ts';
import type { DeclaredPrivacy } from '../../store/privacy/declared-privacy.ts';

/** What the project says that the process of a job goes by. */
export interface JobSettings {
  readonly privacy?: DeclaredPrivacy;
  readonly serving?: DeclaredServing;
}

export interface RunnerOptions {
  readonly store: Pick<Store, 'home' | 'privacy'>;
  readonly queue: JobQueue;
  readonly files: JobFiles;
  /** Jobs at a time. */
  readonly most: number;
  /** How long what a job left is kept after its end. */
  readonly keepMs: number;
  /** Asked at every look: false leaves the jobs to another process of the server. */
  readonly mayRun: () => boolean;
  /** What holds for the model of a job. */
  readonly servingOf: (job: Job) => DeclaredServing | undefined;
  /** Called when the process of a job has ended. */
  readonly onEnded: () => void;
  readonly report: (error: unknown) => void;
}

/** How often jobs are looked for that other servers took in or left behind. */
const lookMs = 2_000;
const stopMs = 5_000;
const forgetEvery = 300;

export class JobRunner {
  readonly #options: RunnerOptions;
  readonly #running = new Map<ChildProcess, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #looks = 0;
  #isClosed = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), lookMs);
    this.#timer.unref();
    this.look();
  }

  /** Looks for jobs now. */
  look(): void {
    this.#looking = this.#looking.then(() => this.#begin()).catch(this.#options.report);
  }

  /** Stops what runs, for the next server to go on with. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#looking;
    const kill = setTimeout(() => {
      for (const child of this.#running.keys()) child.kill('SIGKILL');
    }, stopMs);
    for (const child of this.#running.keys()) child.kill('SIGTERM');
    await Promise.all(this.#running.values());
    clearTimeout(kill);
  }

  async #begin(): Promise<void> {
    const { queue, files, most, keepMs, mayRun } = this.#options;
    if (!mayRun()) return;
    if (!this.#isClosed && this.#looks++ % forgetEvery === 0) {
      const before = new Date(nowMs() - keepMs).toISOString();
      for (const jobId of await queue.forget(before)) await files.remove(jobId);
    }
    while (!this.#isClosed && this.#running.size < most) {
      const owner = newId('worker');
      const job = await queue.claim(owner);
      if (!job) return;
      this.#run(job, owner);
    }
  }

  #run(job: Job, owner: string): void {
    const { jobId } = job;
    const { store, queue, report, servingOf, onEnded } = this.#options;
    const settings: JobSettings = { privacy: store.privacy, serving: servingOf(job) };
    const child = fork(
      workerFile(import.meta.url, './job-worker.ts'),
      [store.home, jobId, owner, JSON.stringify(settings)],
      {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        execArgv: [],
        env: { PATH: process.env['PATH'], TZ: process.env['TZ'] },
      },
    );
    const ended = new Promise<void>((resolve) => {
      child.once('error', report);
      child.once('close', () => resolve());
    })
      // A process that came to its end has given the job up already; one that died has not.
      .then(() => queue.release(jobId, owner, this.#isClosed))
      .catch(report)
      .then(() => {
        this.#running.delete(child);
        onEnded();
        if (!this.#isClosed) this.look();
      });
    this.#running.set(child, ended);
  }
}
