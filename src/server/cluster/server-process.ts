/** One process of a server, as its supervisor sees it: what it was given, what it was asked, and whether it is alive. */
import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import type { ModelwrightError } from '../../core/errors.ts';
import { workerFile } from '../../core/worker-file.ts';
import { Liveness } from './liveness.ts';
import { type Beginning, type Door, type FromProcess, receivedError, type ToProcess } from './messages.ts';
import { processorTicks } from './processor-time.ts';
import type { MetricSnapshot, Question } from './question.ts';

/** A connection that was accepted and is to be given to a process. */
export interface Accepted {
  readonly door: Door;
  readonly socket: Socket;
}

/** How a process ended. */
export interface Ending {
  /** Such as `ended with code 1` or `was ended by SIGKILL`. */
  readonly how: string;
  /** Why it could not begin, where it said so. */
  readonly error?: ModelwrightError;
  /** Connections that it had not taken yet. */
  readonly left: readonly Accepted[];
}

/** What a supervisor hears of its processes. */
export interface ProcessEvents {
  message(from: ServerProcess, message: Extract<FromProcess, { readonly kind: 'up' | 'ask' | 'used' }>): void;
  ended(process: ServerProcess, ending: Ending): void;
}

/** Stands for the answer of a process that ended, or had no time for one. */
export const unanswered = Symbol('unanswered');

interface Asked {
  resolve(value: unknown): void;
  reject(error: ModelwrightError): void;
}

export class ServerProcess {
  readonly slot: number;
  /** It answers requests. */
  isServing = false;
  /** Its figures when it was last asked for them. */
  metrics: MetricSnapshot = [];
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #given = new Map<number, Accepted>();
  readonly #asked = new Map<number, Asked>();
  #error: ModelwrightError | undefined;
  #next = 0;
  #connections = 0;
  #sinceBeat = 0;
  #isWaitedFor = false;
  readonly #liveness = new Liveness();

  constructor(slot: number, beginning: Beginning, events: ProcessEvents) {
    this.slot = slot;
    // What a process prints goes where problems go: standard output belongs to who started the server.
    this.#child = fork(workerFile(import.meta.url, './server-worker.ts'), { stdio: ['ignore', 2, 2, 'ipc'] });
    this.#child.on('message', (message: FromProcess) => this.#hear(message, events));
    this.ended = this.#untilEnded().then((how) => {
      this.isServing = false;
      for (const { resolve } of this.#asked.values()) resolve(unanswered);
      events.ended(this, { how, error: this.#error, left: [...this.#given.values()] });
    });
    this.tell({ kind: 'begin', ...beginning });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** It has not answered for seconds. */
  get isSilent(): boolean {
    return this.#liveness.isSilent;
  }

  /** Connections that it has, as far as is known. */
  get connections(): number {
    return this.#connections + this.#sinceBeat;
  }

  /** Connections on their way to it. */
  get untaken(): number {
    return this.#given.size;
  }

  tell(message: ToProcess): void {
    // Who cannot be told any more has ended, which is heard of otherwise.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** Hands a connection over; it comes back with the ending if the process does not live to take it. */
  give(accepted: Accepted): void {
    const id = ++this.#next;
    this.#given.set(id, accepted);
    this.#sinceBeat++;
    const message: ToProcess = { kind: 'connection', id, door: accepted.door };
    if (this.#child.connected) this.#child.send(message, accepted.socket, { keepOpen: true }, () => {});
  }

  /** Its answer, or `unanswered`. @throws what the process throws */
  async ask(question: Question): Promise<unknown> {
    if (!this.#child.connected) return unanswered;
    const id = ++this.#next;
    const answer = new Promise((resolve, reject) => this.#asked.set(id, { resolve, reject }));
    this.tell({ kind: 'question', id, question });
    return await answer.finally(() => this.#asked.delete(id));
  }

  /** Looks whether it lives; to be called twice a second. Ends a process that has not answered for long. */
  beat(othersAnswer: boolean): void {
    if (this.#isWaitedFor) {
      const { isServing, pid } = this;
      if (this.#liveness.missed({ isServing, othersAnswer, processorTime: () => processorTicks(pid) })) this.kill();
      return;
    }
    this.#isWaitedFor = true;
    this.#sinceBeat = 0;
    this.tell({ kind: 'ping' });
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #hear(message: FromProcess, events: ProcessEvents): void {
    switch (message.kind) {
      case 'taken':
        this.#given.get(message.id)?.socket.destroy();
        this.#given.delete(message.id);
        return;
      case 'pong':
        this.#isWaitedFor = false;
        this.#liveness.heard();
        this.#connections = message.connections;
        return;
      case 'failed':
        this.#error = receivedError(message.error);
        return;
      case 'answer': {
        const asked = this.#asked.get(message.id);
        if ('error' in message) asked?.reject(receivedError(message.error));
        else asked?.resolve(message.value);
        return;
      }
      default:
        events.message(this, message);
    }
  }

  /** All that it sent was heard when this resolves. */
  async #untilEnded(): Promise<string> {
    const child = this.#child;
    const disconnected = new Promise<void>((resolve) => void child.once('disconnect', resolve));
    const how = await new Promise<string>((resolve) => {
      child.once('exit', (code, signal) =>
        resolve(signal === null ? `ended with code ${code}` : `was ended by ${signal}`),
      );
      child.on('error', (error) => {
        if (child.pid === undefined) resolve(`could not be started: ${error.message}`);
      });
    });
    if (child.connected) await disconnected;
    return how;
  }
}
