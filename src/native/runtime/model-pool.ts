/**
 * The processes of one model, and the calls that wait for them. A call ends by its deadline, whatever its process does; a process that
 * overstays is killed and replaced by one that has been warmed up; a model whose processes keep dying is put in quarantine.
 */
import { monotonicMs } from '../../core/clock.ts';
import { isModelwrightError, ModelwrightError } from '../../core/errors.ts';
import type { NativeTensor } from '../native-tensor.ts';
import { type Call, type CallOptions, CallQueue } from './call-queue.ts';
import { GraphError, ModelProcess, ProcessGone, type ProcessSettings } from './model-process.ts';
import { ResidentWatch } from './resident-watch.ts';
import { RespawnPolicy } from './respawn-policy.ts';

export interface PoolSettings extends ProcessSettings {
  /** Processes of the model: calls that run at a time. */
  readonly processes: number;
  /** Calls that wait at most. */
  readonly queue: number;
  /** Processes that nobody asks are ended after this time; the next call starts one. */
  readonly idleMs: number;
}

/** Runs the graph in one process. */
export type RunGraph = (feeds: readonly NativeTensor[]) => Promise<readonly NativeTensor[]>;

export interface PoolModel {
  /** What the model is called in messages. */
  readonly name: string;
  /** The bytes, checked; read whenever a process is started. */
  read(): Promise<Uint8Array>;
  /** Runs before a process takes calls; what it throws makes the process useless. */
  warm(run: RunGraph): Promise<void>;
}

/** A process and what it is busy with. */
interface Slot {
  readonly startedMs: number;
  readonly watch: ResidentWatch;
  process?: ModelProcess;
  call?: Call;
  isReady: boolean;
  /** Ends after its call. */
  isLeaving: boolean;
  answers: number;
}

/** A process that has not answered so long after a deadline is killed. */
const graceMs = 50;
/** A call that so many processes died with is not tried on another. */
const mostDeaths = 2;

export class ModelPool {
  readonly #model: PoolModel;
  readonly #settings: PoolSettings;
  readonly #policy = new RespawnPolicy();
  readonly #queue: CallQueue;
  readonly #slots = new Set<Slot>();
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
    for (const slot of this.#slots) {
      if (!slot.isReady || slot.isLeaving || slot.call || !slot.process) continue;
      const call = this.#queue.next();
      if (!call) return;
      void this.#serve(slot, slot.process, call);
    }
  }

  async #serve(slot: Slot, process: ModelProcess, call: Call): Promise<void> {
    slot.call = call;
    let residentBytes: number | undefined;
    try {
      const answer = await process.run(call.feeds);
      residentBytes = answer.residentBytes;
      slot.answers++;
      call.resolve(answer.outputs);
    } catch (error) {
      if (error instanceof ProcessGone) this.#retry(call, error);
      else call.reject(error instanceof GraphError ? this.#failed(error) : error);
    }
    slot.call = undefined;
    if (slot.isLeaving) this.#end(slot, 'another took its place');
    else if (residentBytes !== undefined && slot.watch.isGrown(residentBytes)) this.#replace(slot);
    this.#dispatch();
    this.#armIdle();
  }

  /** A process that is still at a call after its deadline is not waited for. */
  #overdue(call: Call): void {
    const slot = [...this.#slots].find((one) => one.call === call);
    if (!slot) return;
    setTimeout(() => {
      if (slot.call === call) slot.process?.kill(`a call took more than ${Math.round(call.timeoutMs)} ms`);
    }, graceMs);
  }

  /** A call whose process died is tried once more where time is left. */
  #retry(call: Call, error: ProcessGone): void {
    call.deaths++;
    if (call.isSettled) return;
    const soonestMs = Math.max(monotonicMs(), this.#resume?.atMs ?? 0);
    if (call.deaths < mostDeaths && soonestMs < call.deadlineMs && !this.#isClosed) this.#queue.again(call);
    else call.reject(this.#down(error.message));
  }

  /** Another process takes the place of this one as soon as it is warm. */
  #replace(slot: Slot): void {
    if (slot.isLeaving || this.#slots.size > this.#settings.processes) return;
    this.#begin().then(
      () => {
        slot.isLeaving = true;
        if (!slot.call) this.#end(slot, 'another took its place');
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
    const slot: Slot = { startedMs, watch: new ResidentWatch(), isReady: false, isLeaving: false, answers: 0 };
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
    const { loadMs } = this.#settings;
    const bytes = await this.#model.read();
    if (!this.#slots.has(slot)) throw this.#down('it was closed');
    const process = new ModelProcess(this.#settings, ({ how }) => this.#ended(slot, how));
    slot.process = process;
    await process.load(bytes, loadMs);
    const timer = setTimeout(() => process.kill(`it was not warm within ${loadMs} ms`), loadMs);
    try {
      await this.#model.warm(async (feeds) => (await process.run(feeds)).outputs);
    } finally {
      clearTimeout(timer);
    }
  }

  /** A process is gone: another is started at once or later, and calls that cannot wait for it are told so. */
  #ended(slot: Slot, how: string): void {
    if (!this.#slots.delete(slot) || this.#isClosed || slot.isLeaving) return;
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
    const isBusy = this.#queue.size > 0 || [...this.#slots].some(({ call }) => call);
    if (isBusy || !Number.isFinite(this.#idleMs)) return;
    this.#idle = setTimeout(() => this.#stopAll('nobody asked it'), this.#idleMs).unref();
  }

  #stopAll(why: string): void {
    clearTimeout(this.#idle);
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
