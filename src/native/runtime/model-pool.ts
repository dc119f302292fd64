/**
 * The processes of one model, and the calls that wait for them. A call ends by its deadline, whatever its process does; a process that
 * overstays is killed and replaced by one that has been warmed up; a model whose processes keep dying is put in quarantine.
 */
import { monotonicMs } from '../../core/clock.ts';
import { isModelwrightError, ModelwrightError } from '../../core/errors.ts';
import type { NativeTensor } from '../native-tensor.ts';
import { Batch } from './batch.ts';
import { CallPace } from './call-pace.ts';
import { type Call, type CallOptions, CallQueue } from './call-queue.ts';
import { type Formed, formBatch } from './form-batch.ts';
import { GraphError, ModelProcess, ProcessGone } from './model-process.ts';
import { PoolCounts, type PoolFigures } from './pool-figures.ts';
import type { PoolModel, PoolSettings } from './pool-model.ts';
import { ResidentWatch } from './resident-watch.ts';
import { RespawnPolicy } from './respawn-policy.ts';

/** A process and what it is busy with. */
interface Slot {
  readonly startedMs: number;
  readonly watch: ResidentWatch;
  process?: ModelProcess;
  batch?: Batch;
  isReady: boolean;
  /** Ends after its call. */
  isLeaving: boolean;
  answers: number;
}

/** A process that has not answered so long after a deadline is killed. */
const graceMs = 50;
/** A call that so many processes died with is not tried on another. */
const mostDeaths = 2;
/** A call may take so many times as long as is expected before its process is killed. */
const patience = 2;

export class ModelPool {
  readonly #model: PoolModel;
  readonly #settings: PoolSettings;
  readonly #policy = new RespawnPolicy();
  readonly #queue: CallQueue;
  readonly #slots = new Set<Slot>();
  readonly #pace = new CallPace();
  readonly #counts = new PoolCounts();
  /** Set once an answer did not have the rows that were asked. */
  #isWhole = false;
  #company: NodeJS.Timeout | undefined;
  #problem: ModelwrightError | undefined;
  /** Set while the next start is waited for. */
  #resume: { readonly timer: NodeJS.Timeout; readonly atMs: number } | undefined;
  #idle: NodeJS.Timeout | undefined;
  #idleMs: number;
  #isClosed = false;

  constructor(model: PoolModel, settings: PoolSettings) {
    this.#model = model;
    this.#settings = settings;
    this.#idleMs = settings.idleMs;
    this.#queue = new CallQueue(model.name, settings.queue, {
      onExpired: (call) => this.#overdue(call),
      onSettled: () => this.#armIdle(),
    });
  }

  /** Why the model does not answer now; undefined when it does, or will as soon as its process is up. */
  get problem(): ModelwrightError | undefined {
    return this.#problem;
  }

  /** Processes that are alive. */
  get pids(): readonly number[] {
    return [...this.#slots].flatMap(({ process }) => process?.pid ?? []);
  }

  get figures(): PoolFigures {
    return this.#counts.figures({ waiting: this.#queue.size, processes: this.pids.length });
  }

  /** Starts the processes and waits for the first. @throws what reading, loading and warming up throw */
  async start(): Promise<void> {
    const first = this.#begin();
    while (this.#slots.size < this.#settings.processes) this.#beginUnheard();
    await first;
  }

  /**
   * Runs the graph.
   *
   * @throws DEADLINE_EXCEEDED at the deadline, SERVER_BUSY when too many wait, MODEL_DOWN when no process can answer in time,
   *   MODEL_CALL_FAILED when the runtime refuses the tensors, CANCELLED
   */
  async run(feeds: readonly NativeTensor[], options: CallOptions): Promise<readonly NativeTensor[]> {
    if (this.#isClosed) throw this.#down('it was closed');
    const isReady = [...this.#slots].some((slot) => slot.isReady);
    if (!isReady && this.#resume && this.#resume.atMs >= monotonicMs() + options.timeoutMs) {
      throw this.#problem ?? this.#down('it is being started');
    }
    clearTimeout(this.#idle);
    const answer = this.#queue.add(feeds, options);
    if (!this.#resume && this.#slots.size === 0) this.#beginUnheard();
    this.#dispatch();
    return await answer;
  }

  /** Nothing more is expected: the processes end soon after their last call. */
  retire(idleMs: number): void {
    this.#idleMs = Math.min(this.#idleMs, idleMs);
    this.#armIdle();
  }

  /** Ends every process and refuses what waits. */
  close(): void {
    this.#isClosed = true;
    this.#queue.refuse(this.#down('it was closed'));
    this.#stopAll('it was closed');
  }

  #dispatch(): void {
    clearTimeout(this.#company);
    for (const slot of this.#slots) {
      if (!slot.isReady || slot.isLeaving || slot.batch || !slot.process) continue;
      if (this.#queue.waiting.length === 0) return;
      const formed = this.#next();
      if ('againMs' in formed) {
        this.#company = setTimeout(() => this.#dispatch(), formed.againMs);
        return;
      }
      this.#queue.take(formed.calls);
      void this.#serve(slot, slot.process, new Batch(formed.calls));
    }
  }

  #next(): Formed<Call> {
    const { waiting } = this.#queue;
    const { batch } = this.#settings;
    if (!batch || this.#isWhole || !this.#model.canBatch?.()) return { calls: waiting.slice(0, 1) };
    return formBatch(waiting, batch, monotonicMs(), (rows) => this.#pace.expectedMs(rows));
  }

  async #serve(slot: Slot, process: ModelProcess, batch: Batch): Promise<void> {
    slot.batch = batch;
    let residentBytes: number | undefined;
    try {
      const answer = await process.run(batch.feeds);
      residentBytes = answer.residentBytes;
      slot.answers++;
      if (batch.answer(answer.outputs)) {
        const ms = monotonicMs() - batch.begunMs;
        this.#pace.observe(batch.rows, ms);
        this.#counts.answered(batch);
      } else {
        this.#isWhole = true;
        this.#queue.again(batch.calls);
      }
    } catch (error) {
      if (error instanceof ProcessGone) this.#retry(batch, error);
      else if (batch.calls.length > 1) this.#divide(batch);
      else batch.calls[0].reject(error instanceof GraphError ? this.#failed(error) : error);
    }
    slot.batch = undefined;
    const hasGrown = residentBytes !== undefined && slot.watch.isGrown(residentBytes);
    const isSpent = slot.answers >= (this.#settings.recycleCalls ?? Number.POSITIVE_INFINITY);
    if (slot.isLeaving) this.#end(slot, 'another took its place');
    else if (hasGrown || isSpent) this.#replace(slot);
    this.#dispatch();
    this.#armIdle();
  }

  #divide(batch: Batch): void {
    this.#counts.divided++;
    batch.divide();
    this.#queue.again(batch.calls);
  }

  /** A process that is still at a call after its deadline is not waited for, unless it could not be done yet. */
  #overdue(call: Call): void {
    const slot = [...this.#slots].find(({ batch }) => batch?.calls.includes(call));
    const batch = slot?.batch;
    if (!slot || !batch) return;
    const doneMs = batch.begunMs + patience * this.#pace.expectedMs(batch.rows);
    const kill = () => {
      if (slot.batch === batch) slot.process?.kill(`a call took more than ${Math.round(call.timeoutMs)} ms`);
    };
    setTimeout(kill, Math.max(graceMs, doneMs - monotonicMs()));
  }

  /** Calls whose process died are tried once more where time is left. */
  #retry(batch: Batch, { message }: ProcessGone): void {
    const soonestMs = Math.max(monotonicMs(), this.#resume?.atMs ?? 0);
    const isOver = ({ deaths, deadlineMs }: Call) => deaths >= mostDeaths || soonestMs >= deadlineMs || this.#isClosed;
    batch.survive(isOver, this.#down(message));
    this.#queue.again(batch.calls);
  }

  /** Another process takes the place of this one as soon as it is warm. */
  #replace(slot: Slot): void {
    if (slot.isLeaving || this.#slots.size > this.#settings.processes) return;
    this.#begin().then(
      () => {
        slot.isLeaving = true;
        this.#counts.recycled++;
        if (!slot.batch) this.#end(slot, 'another took its place');
      },
      () => {},
    );
  }

  #end(slot: Slot, why: string): void {
    this.#slots.delete(slot);
    slot.process?.kill(why);
  }

  #beginUnheard(): void {
    this.#begin().catch(() => {});
  }

  async #begin(): Promise<void> {
    const startedMs = monotonicMs();
    const watch = new ResidentWatch();
    const slot: Slot = { startedMs, watch, isReady: false, isLeaving: false, answers: 0 };
    this.#slots.add(slot);
    try {
      await this.#load(slot);
    } catch (error) {
      const typed = error instanceof GraphError ? this.#failed(error) : asDown(error, (how) => this.#down(how));
      // One that ended by itself has been heard of already.
      if (this.#slots.has(slot)) {
        slot.process?.kill(typed.message);
        this.#ended(slot, typed.message);
      }
      if (typed.code !== 'MODEL_DOWN' && !this.#isClosed) this.#problem = typed;
      throw typed;
    }
    slot.isReady = true;
    this.#problem = undefined;
    this.#dispatch();
    this.#armIdle();
  }

  async #load(slot: Slot): Promise<void> {
    const bytes = await this.#model.read();
    if (!this.#slots.has(slot)) throw this.#down('it was closed');
    const process = new ModelProcess(this.#settings, ({ how }) => this.#ended(slot, how));
    slot.process = process;
    await process.load(bytes, this.#settings.loadMs);
    await process.warm((run) => this.#model.warm(run), this.#settings.loadMs);
  }

  /** A process is gone: another is started at once or later, and calls that cannot wait for it are told so. */
  #ended(slot: Slot, how: string): void {
    if (!this.#slots.delete(slot) || this.#isClosed || slot.isLeaving) return;
    this.#counts.deaths++;
    const { startedMs, answers } = slot;
    const { afterMs, isQuarantined } = this.#policy.died({ livedMs: monotonicMs() - startedMs, answers });
    clearTimeout(this.#resume?.timer);
    const timer = setTimeout(() => {
      this.#resume = undefined;
      if (this.#slots.size < this.#settings.processes) this.#beginUnheard();
    }, afterMs);
    if (this.#queue.size === 0) timer.unref();
    const atMs = monotonicMs() + afterMs;
    this.#resume = { timer, atMs };
    if ([...this.#slots].some(({ isReady }) => isReady)) return;
    const what = isQuarantined ? 'it is in quarantine, because its processes keep ending' : 'its process ended';
    const problem = this.#down(`${what}: ${how}; it is started again in ${afterMs / 1000} s`);
    if (afterMs > 0) this.#problem = problem;
    this.#queue.refuse(problem, atMs);
  }

  #armIdle(): void {
    clearTimeout(this.#idle);
    const isBusy = this.#queue.size > 0 || [...this.#slots].some(({ batch }) => batch);
    if (isBusy || !Number.isFinite(this.#idleMs)) return;
    this.#idle = setTimeout(() => this.#stopAll('nobody asked it'), this.#idleMs).unref();
  }

  #stopAll(why: string): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#company);
    clearTimeout(this.#resume?.timer);
    this.#resume = undefined;
    for (const slot of [...this.#slots]) this.#end(slot, why);
  }

  #down(problem: string): ModelwrightError {
    return new ModelwrightError('MODEL_DOWN', { model: this.#model.name, problem });
  }

  /** The first words of the runtime say what it minds; what follows its status may quote values of the call. */
  #failed({ message }: GraphError): ModelwrightError {
    const problem = message.split('Status Message:', 1)[0].split('\n', 1)[0].trim().slice(0, 300);
    return new ModelwrightError('MODEL_CALL_FAILED', { model: this.#model.name, problem });
  }
}

function asDown(error: unknown, down: (how: string) => ModelwrightError): ModelwrightError {
  if (isModelwrightError(error)) return error;
  return down(error instanceof Error ? error.message : String(error));
}
