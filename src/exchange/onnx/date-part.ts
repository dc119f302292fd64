/** Calendar parts of instants by floor divisions: `calendarParts` operator by operator, so equal to the last bit. */
import type { CalendarParts } from '../../estimators/preprocess/calendar.ts';
import type { Graph } from './graph.ts';
import type { Tensor } from './messages.ts';

/** A part of instants (milliseconds since 1970, UTC; NaN stays NaN), as whole numbers. */
export function datePart(graph: Graph, instants: Tensor, part: keyof CalendarParts): Tensor {
  const number = (value: number) => graph.number(value);
  const add = (x: Tensor, y: number) => graph.op('Add', [x, number(y)]);
  const minus = (x: Tensor, y: Tensor) => graph.op('Sub', [x, y]);
  const times = (x: Tensor, y: number) => graph.op('Mul', [x, number(y)]);
  const over = (x: Tensor, y: number) => graph.op('Floor', [graph.op('Div', [x, number(y)])]);
  const rest = (x: Tensor, y: number) => minus(x, times(over(x, y), y));

  const day = over(instants, 86_400_000);
  const minuteOfDay = over(minus(instants, times(day, 86_400_000)), 60_000);
  switch (part) {
    case 'minuteOfDay':
      return minuteOfDay;
    case 'hour':
      return over(minuteOfDay, 60);
    case 'dayOfWeek':
      return rest(add(day, 3), 7);
    case 'month': {
      const monthFromMarch = over(add(times(dayOfYear(), 5), 2), 153);
      // 0 to 9 are March to December, 10 and 11 January and February.
      return minus(add(monthFromMarch, 3), times(over(add(monthFromMarch, 2), 12), 12));
    }
    case 'dayOfMonth': {
      const monthFromMarch = over(add(times(dayOfYear(), 5), 2), 153);
      return add(minus(dayOfYear(), over(add(times(monthFromMarch, 153), 2), 5)), 1);
    }
  }

  /** Counted from the first of March. */
  function dayOfYear(): Tensor {
    const dayOfEra = rest(add(day, 719_468), 146_097);
    const leaps = [over(dayOfEra, 1460), times(over(dayOfEra, 36_524), -1), over(dayOfEra, 146_096)];
    const yearOfEra = over(leaps.reduce(minus, dayOfEra), 365);
    const days = minus(times(yearOfEra, 365), times(over(yearOfEra, 4), -1));
    return minus(dayOfEra, minus(days, over(yearOfEra, 100)));
  }
}
