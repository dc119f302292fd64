/** How long a prediction of one row takes, whoever predicts. */
import { stopwatch } from '../core/clock.ts';
import { median } from '../math/quantile.ts';
import { type Table, takeRows } from '../table/table.ts';

/** How many rows are asked for one by one to know the time that one takes, and the milliseconds after which no further one is. */
export interface Patience {
  readonly rows: number;
  readonly ms: number;
}

/** For one of many candidates. */
const briefly: Patience = { rows: 60, ms: 50 };
/** For a model: until what answers is compiled, as it is in a server. */
export const thoroughly: Patience = { rows: 600, ms: 250 };

/** Asked for in any case. */
const leastRows = 6;

/** Yields rows to be predicted one by one; returns the median time of the later half, in microseconds. */
export function* timeRows(X: Table, { rows, ms }: Patience = briefly): Generator<Table, number, unknown> {
  const times: number[] = [];
  const whole = stopwatch();
  while (times.length < rows && (times.length < leastRows || whole() < ms)) {
    const row = takeRows(X, [times.length % X.nRows]);
    const elapsed = stopwatch();
    yield row;
    times.push(elapsed() * 1000);
  }
  return median(times.slice(times.length >> 1));
}
