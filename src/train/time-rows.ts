/** How long a prediction of one row takes, whoever predicts. */
import { stopwatch } from '../core/clock.ts';
import { median } from '../math/quantile.ts';
import { type Table, takeRows } from '../table/table.ts';

/** Rows that are asked for one by one to know the time that one takes; the first half warms up. Slow models are asked for fewer. */
const timedRows = { most: 60, least: 6 };
/** Milliseconds after which no further row is asked for. */
const timedMs = 50;

/** Yields rows to be predicted one by one; returns the median of their times, in microseconds. */
export function* timeRows(X: Table): Generator<Table, number, unknown> {
  const times: number[] = [];
  const whole = stopwatch();
  while (times.length < timedRows.most && (times.length < timedRows.least || whole() < timedMs)) {
    const row = takeRows(X, [times.length % X.nRows]);
    const elapsed = stopwatch();
    yield row;
    times.push(elapsed() * 1000);
  }
  return median(times.slice(times.length >> 1));
}
