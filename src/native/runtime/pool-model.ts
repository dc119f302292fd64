/** What a pool of processes is given: the model, and how its processes are to run. */
import type { NativeTensor } from '../native-tensor.ts';
import type { BatchRules } from './form-batch.ts';
import type { ProcessSettings } from './model-process.ts';

export interface PoolSettings extends ProcessSettings {
  /** Processes of the model: calls that run at a time. */
  readonly processes: number;
  /** Calls that wait at most. */
  readonly queue: number;
  /** Processes that nobody asks are ended after this time; the next call starts one. */
  readonly idleMs: number;
  /** Calls after which another process takes over. */
  readonly recycleCalls?: number;
  /** How calls that wait run together; absent: each runs alone. */
  readonly batch?: BatchRules;
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
  /** Whether rows of several calls may run together; asked when a process has been warmed up. */
  canBatch?(): boolean;
}
