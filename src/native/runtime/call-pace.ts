/** How long a call of so many rows takes, learnt from the last ones: a straight line through them, as BentoML has it. */

/** Calls that it is learnt from. */
const remembered = 50;

export class CallPace {
  readonly #calls: { readonly rows: number; readonly ms: number }[] = [];

  /** Hears of a call that was answered. */
  observe(rows: number, ms: number): void {
    this.#calls.push({ rows, ms });
    if (this.#calls.length > remembered) this.#calls.shift();
  }

  /** Milliseconds of a call with so many rows; 0 while nothing is known. */
  expectedMs(rows: number): number {
    const calls = this.#calls;
    if (calls.length === 0) return 0;
    const meanRows = mean(calls.map((call) => call.rows));
    const meanMs = mean(calls.map((call) => call.ms));
    let [together, alone] = [0, 0];
    for (const call of calls) {
      together += (call.rows - meanRows) * (call.ms - meanMs);
      alone += (call.rows - meanRows) * (call.rows - meanRows);
    }
    // More rows never take less, and no call takes less than nothing.
    const perRow = alone === 0 ? 0 : Math.max(0, together / alone);
    return Math.max(0, meanMs + perRow * (rows - meanRows));
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
