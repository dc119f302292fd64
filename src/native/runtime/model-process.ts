/** One process that holds one ONNX model: started under limits, asked one call at a time, ended without mercy. */
import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { ModelwrightError } from '../../core/errors.ts';
import { workerFile } from '../../core/worker-file.ts';
import type { NativeTensor, TensorSpec } from '../native-tensor.ts';
import { lengthHead } from './length-head.ts';
import { limitedCommand, type ProcessLimits } from './limited-command.ts';
import type { ProcessMessage, ProcessSetup } from './messages.ts';

export interface ProcessSettings extends ProcessLimits {
  readonly threads: number;
  readonly maxOutputElements: number;
  /** Time from the start until the model is loaded. */
  readonly loadMs: number;
}

/** One core stays free for the process that asks. */
export const defaultThreads = Math.max(1, Math.min(4, availableParallelism() - 1));

export interface Graph {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
}

/** An answer, and the process's resident bytes where it looked at them. */
export interface ProcessAnswer {
  readonly outputs: readonly NativeTensor[];
  readonly residentBytes?: number;
}

/** How a process ended, in words. */
export interface ProcessEnd {
  readonly how: string;
}

interface Waiting<Value> {
  resolve(value: Value): void;
  reject(error: Error): void;
}

/** The graph does not load, or a call of it fails; the process lives on. The message comes from the runtime. */
export class GraphError extends Error {}

/** The process ended before it answered. */
export class ProcessGone extends Error {}

export class ModelProcess {
  readonly #child: ChildProcess;
  #loading: Waiting<Graph> | undefined;
  #call: (Waiting<ProcessAnswer> & { readonly id: number }) | undefined;
  #lastId = 0;
  #gone: ProcessEnd | undefined;
  readonly #onEnd: (end: ProcessEnd) => void;

  /** @param onEnd Told once, when the process has ended for whatever reason. */
  constructor(settings: ProcessSettings, onEnd: (end: ProcessEnd) => void) {
    this.#onEnd = onEnd;
    const { threads, maxOutputElements } = settings;
    const setup: ProcessSetup = { threads, maxOutputElements };
    const entry = workerFile(import.meta.url, './onnx-worker.ts');
    const { command, args } = limitedCommand(process.execPath, [entry, JSON.stringify(setup)], settings);
    this.#child = spawn(command, args, {
      // Nothing of this process's environment: it may hold keys.
      env: { LANG: 'C', TZ: 'UTC' },
      cwd: '/',
      stdio: ['pipe', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
    this.#child.on('message', (message: ProcessMessage) => this.#hear(message));
    this.#child.on('error', (error) => this.#end(`it cannot be started: ${error.message}`));
    this.#child.on('exit', (code, signal) => this.#end(signal ? `it was ended by ${signal}` : `it ended with ${code}`));
    // A process that dies while it is written to is heard of by its exit.
    this.#child.stdin?.on('error', () => {});
    this.rest();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * Hands the model over and waits until it is loaded.
   *
   * @throws GraphError when the runtime refuses the graph, ProcessGone when the process ends or takes too long
   */
  async load(bytes: Uint8Array, loadMs: number): Promise<Graph> {
    const timer = setTimeout(() => this.kill(`it did not load within ${loadMs} ms`), loadMs);
    this.#hold();
    try {
      return await new Promise<Graph>((resolve, reject) => {
        if (this.#gone) return reject(new ProcessGone(this.#gone.how));
        this.#loading = { resolve, reject };
        this.#child.stdin?.write(lengthHead(bytes.length));
        this.#child.stdin?.end(bytes);
      });
    } finally {
      clearTimeout(timer);
      this.#loading = undefined;
      this.rest();
    }
  }

  /**
   * Runs the graph. Only one call at a time.
   *
   * @throws GraphError when the runtime refuses the call, ProcessGone when the process ends
   */
  async run(feeds: readonly NativeTensor[]): Promise<ProcessAnswer> {
    if (this.#call) throw new ModelwrightError('INTERNAL', { problem: 'a model process was asked twice at a time' });
    const id = ++this.#lastId;
    this.#hold();
    try {
      return await new Promise<ProcessAnswer>((resolve, reject) => {
        if (this.#gone) return reject(new ProcessGone(this.#gone.how));
        this.#call = { id, resolve, reject };
        this.#child.send({ id, feeds }, (error) => {
          if (error) this.kill(`it takes no calls: ${error.message}`);
        });
      });
    } finally {
      this.#call = undefined;
      this.rest();
    }
  }

  /** Does what comes before the first call, and ends the process when that takes too long. @throws what `warm` throws */
  async warm(
    warm: (run: (feeds: readonly NativeTensor[]) => Promise<readonly NativeTensor[]>) => Promise<void>,
    warmMs: number,
  ): Promise<void> {
    const timer = setTimeout(() => this.kill(`it was not warm within ${warmMs} ms`), warmMs);
    try {
      await warm(async (feeds) => (await this.run(feeds)).outputs);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the process at once. */
  kill(why: string): void {
    if (this.#gone) return;
    this.#child.kill('SIGKILL');
    this.#end(why);
  }

  /** Lets this process end while nothing is asked. */
  rest(): void {
    this.#child.unref();
    this.#child.channel?.unref();
  }

  #hold(): void {
    this.#child.ref();
    this.#child.channel?.ref();
  }

  #hear(message: ProcessMessage): void {
    switch (message.kind) {
      case 'ready':
        this.#loading?.resolve({ inputs: message.inputs, outputs: message.outputs });
        return;
      case 'refused':
        this.#loading?.reject(new GraphError(message.problem));
        return;
      case 'answer':
        if (message.id === this.#call?.id) this.#call.resolve(message);
        return;
      case 'failed':
        if (message.id === this.#call?.id) this.#call.reject(new GraphError(message.problem));
    }
  }

  #end(how: string): void {
    if (this.#gone) return;
    this.#gone = { how };
    const error = new ProcessGone(how);
    this.#loading?.reject(error);
    this.#call?.reject(error);
    this.#onEnd(this.#gone);
  }
}
