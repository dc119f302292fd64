/**
 * Keeps the processes of a server: starts them, gives them connections, replaces those that end, passes on what they ask each other.
 * It opens no model and no request, so nothing that a client sends can hurt it.
 */
import { monotonicMs } from '../../core/clock.ts';
import { ModelwrightError } from '../../core/errors.ts';
import type { ServerLog } from '../observe/server-log.ts';
import { Changes } from './agree-on-changes.ts';
import { askAll } from './ask-all.ts';
import { ClusterFigures } from './cluster-figures.ts';
import { giveConnection } from './give-connections.ts';
import { type Beginning, type FromProcess, type Standing, sentError } from './messages.ts';
import { nobodyAnswers } from './nobody-answers.ts';
import { isChange, type Question } from './question.ts';
import { mostRestarts, RestartBudget } from './restart-budget.ts';
import { type Accepted, type Ending, ServerProcess } from './server-process.ts';

const beatMs = 500;
/** What a process has over the drain time to write down what it has and to end. */
const endingMs = 4_000;
/** Time that a process has for an answer, unless it is a change. */
const answerMs = 1_000;

export class Supervisor {
  readonly #workers: number;
  readonly #beginning: Beginning;
  readonly #log: ServerLog;
  readonly #processes = new Set<ServerProcess>();
  readonly #changes = new Changes();
  readonly #figures: ClusterFigures;
  readonly #budget = new RestartBudget();
  readonly #restarts = new Set<NodeJS.Timeout>();
  readonly #answerForNobody = nobodyAnswers(() => this.#missing());
  #beating: NodeJS.Timeout | undefined;
  #last = 'they are starting';
  /** Those that answered at the last beat. */
  #answered: readonly ServerProcess[] = [];
  #isStopping = false;
  #onUp = () => {};
  #onFailed: ((error: ModelwrightError) => void) | undefined;

  constructor(workers: number, beginning: Beginning, log: ServerLog) {
    this.#workers = workers;
    this.#beginning = beginning;
    this.#log = log;
    this.#figures = new ClusterFigures(workers, () => this.#answering().length);
  }

  /** Starts the processes; resolves when all of them answer. @throws what keeps one of them from beginning, PROCESS_LOST */
  async start(): Promise<void> {
    const failed = new Promise<never>((_, reject) => {
      this.#onFailed = reject;
    });
    const up = new Promise<void>((resolve) => {
      this.#onUp = () => {
        if (this.#answering().length === this.#workers) resolve();
      };
    });
    for (let slot = 0; slot < this.#workers; slot++) this.#begin(slot);
    this.#beating = setInterval(() => this.#beat(), beatMs);
    try {
      await Promise.race([up, failed]);
    } finally {
      this.#onFailed = undefined;
    }
  }

  /** Gives a connection to a process; where there is none, says so to the client. */
  give = (accepted: Accepted): void => {
    const { connections } = this.#beginning.settings.limits;
    if (giveConnection(accepted, this.#processes, connections)) return;
    if (this.#answering().length > 0) accepted.socket.destroy();
    else this.#answerForNobody(accepted);
  };

  /** Has the processes say that they are not ready any more; they answer all the same. */
  announceEnd(): void {
    this.#stopRestarting();
    for (const one of this.#processes) one.tell({ kind: 'announce_end' });
  }

  /** Resolves when every process has finished what was in flight, or had its time for it. */
  async stop(): Promise<void> {
    this.#stopRestarting();
    const timer = setTimeout(() => {
      for (const one of this.#processes) one.kill();
    }, this.#beginning.settings.limits.drainMs + endingMs);
    for (const one of this.#processes) one.tell({ kind: 'stop' });
    await Promise.all([...this.#processes].map(({ ended }) => ended));
    clearTimeout(timer);
    clearInterval(this.#beating);
  }

  /** Ends every process at once. */
  kill(): void {
    this.#stopRestarting();
    clearInterval(this.#beating);
    for (const one of this.#processes) one.kill();
  }

  #stopRestarting(): void {
    this.#isStopping = true;
    for (const timer of this.#restarts) clearTimeout(timer);
  }

  #begin(slot: number): void {
    this.#processes.add(
      new ServerProcess(slot, this.#beginning, {
        message: (from, message) => this.#hear(from, message),
        ended: (process, ending) => this.#replace(process, ending),
      }),
    );
  }

  #answering(): ServerProcess[] {
    return [...this.#processes].filter(({ isServing, isSilent }) => isServing && !isSilent);
  }

  #hear(from: ServerProcess, message: Extract<FromProcess, { readonly kind: 'up' | 'ask' | 'used' }>): void {
    if (message.kind === 'up') void this.#welcome(from);
    else if (message.kind === 'ask') void this.#pass(from, message.id, message.question);
    else {
      for (const one of this.#processes) if (one !== from && !one.isSilent) one.tell(message);
    }
  }

  /** A process that is up gets connections once it serves what the others do. */
  async #welcome(process: ServerProcess): Promise<void> {
    await this.#changes.repeat(
      (change) => process.ask(change),
      () => {
        process.isServing = this.#processes.has(process);
      },
    );
    this.#tellStanding();
    this.#onUp();
  }

  /** Asks all, and tells one what they say. */
  async #pass(from: ServerProcess, id: number, question: Question): Promise<void> {
    try {
      from.tell({ kind: 'answers', id, answers: await this.#answers(from, question) });
    } catch (error) {
      from.tell({ kind: 'answers', id, error: sentError(error) });
    }
  }

  async #answers(from: ServerProcess, question: Question): Promise<readonly unknown[]> {
    if (question.kind === 'metrics') return await this.#figures.gather(this.#processes);
    const serving = () => [...this.#processes].filter(({ isServing }) => isServing);
    if (isChange(question)) return await this.#changes.make(question, () => askAll(serving(), question));
    const listening = serving().filter((one) => one === from || !one.isSilent);
    return await askAll(listening, question, answerMs);
  }

  /** A process has ended: what it had not taken goes to another one, and another one takes its place. */
  #replace(process: ServerProcess, { how, error, left }: Ending): void {
    this.#processes.delete(process);
    this.#figures.keep(process);
    if (!this.#isStopping) this.#restart(process, how, error);
    for (const accepted of left) this.give(accepted);
  }

  #restart({ pid, slot }: ServerProcess, how: string, error: ModelwrightError | undefined): void {
    const why = error ? `cannot begin: ${error.message}` : how;
    this.#last = `process ${pid} ${why}`;
    const waitMs = Math.ceil(this.#budget.take(monotonicMs()));
    const soon = 'another one takes its place';
    const next =
      waitMs < 1_000
        ? soon
        : `${soon} in ${Math.ceil(waitMs / 1000)} s, because ${mostRestarts} were lost within a minute`;
    const lost = error ?? new ModelwrightError('PROCESS_LOST', { pid, problem: why, next });
    if (this.#onFailed) {
      this.#onFailed(lost);
      return;
    }
    this.#log.problem(new ModelwrightError('PROCESS_LOST', { pid, problem: why, next }));
    const timer = setTimeout(() => {
      this.#restarts.delete(timer);
      this.#figures.countRestart();
      this.#begin(slot);
    }, waitMs);
    this.#restarts.add(timer);
    this.#tellStanding();
  }

  /** Looks which processes live, and tells the others when one falls silent or has come back since the last beat. */
  #beat(): void {
    const before = this.#answered;
    const answering = this.#answering();
    for (const one of this.#processes) one.beat(answering.some((other) => other !== one));
    const after = this.#answering();
    this.#answered = after;
    for (const one of before) {
      if (after.includes(one) || !this.#processes.has(one)) continue;
      const problem = 'does not answer';
      this.#last = `process ${one.pid} ${problem}`;
      const next = 'it gets no more connections, and is ended if it stays so';
      this.#log.problem(new ModelwrightError('PROCESS_LOST', { pid: one.pid, problem, next }));
    }
    if (before.length === after.length && before.every((one) => after.includes(one))) return;
    this.#tellStanding();
    this.#onUp();
  }

  /** Every process tells in its readiness which are missing, and one of them runs jobs. */
  #tellStanding(): void {
    const answering = this.#answering();
    const problem = answering.length < this.#workers ? sentError(this.#missing()) : undefined;
    for (const one of this.#processes) {
      const standing: Standing = { runsJobs: one === answering[0], ...(problem && { problem }) };
      one.tell({ kind: 'standing', ...standing });
    }
  }

  #missing(): ModelwrightError {
    const answering = this.#answering().length;
    return new ModelwrightError('PROCESSES_MISSING', { answering, workers: this.#workers, problem: this.#last });
  }
}
