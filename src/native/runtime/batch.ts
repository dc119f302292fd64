/** Calls that run as one call of the graph: their tensors in one, and the answer taken apart again. */
import { monotonicMs } from '../../core/clock.ts';
import type { NativeTensor } from '../native-tensor.ts';
import { joinTensors, rowsOfTensors, sliceTensors } from '../tensor-rows.ts';
import type { Call } from './call-queue.ts';

export class Batch {
  readonly calls: readonly Call[];
  readonly rows: number;
  readonly begunMs: number;

  constructor(calls: readonly Call[]) {
    this.calls = calls;
    this.rows = calls.reduce((sum, { rows }) => sum + (rows ?? 1), 0);
    this.begunMs = monotonicMs();
  }

  get feeds(): readonly NativeTensor[] {
    return joinTensors(this.calls.map(({ feeds }) => feeds));
  }

  /** Gives each call its rows. False, and nobody is answered, when there are not as many rows as were asked. */
  answer(outputs: readonly NativeTensor[]): boolean {
    const [first, ...others] = this.calls;
    if (others.length === 0) first.resolve(outputs);
    else if (rowsOfTensors(outputs) !== this.rows) return false;
    else this.#share(outputs);
    return true;
  }

  /** The graph refuses one of the calls: they are to be asked in halves, until it is alone. */
  divide(): void {
    for (const call of this.calls) call.company = Math.max(1, Math.floor(this.calls.length / 2));
  }

  /**
   * The process died with the calls: each is to be tried alone.
   *
   * @param isOver Whether it is too late for a call.
   */
  survive(isOver: (call: Call) => boolean, error: Error): void {
    for (const call of this.calls) {
      call.deaths++;
      call.company = 1;
      if (isOver(call)) call.reject(error);
    }
  }

  #share(outputs: readonly NativeTensor[]): void {
    let from = 0;
    for (const call of this.calls) {
      const to = from + (call.rows ?? 0);
      call.resolve(sliceTensors(outputs, from, to));
      from = to;
    }
  }
}
