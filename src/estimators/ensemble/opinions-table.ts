/** Predictions of several members as the columns that a final estimator learns from. */
import { numberColumn } from '../../table/build.ts';
import { type Table, tableOf } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';
import { logOf } from './log-probability.ts';

/** Per member its numbers; the log-odds of class 1 of two; or the log of each class's probability. */
export function opinionsTable(members: readonly Predictions[]): Table {
  return tableOf(
    members.flatMap(({ values, probabilities }, member) => {
      if (!probabilities) return [numberColumn(`member ${member}`, values)];
      if (probabilities.length === 2) {
        const odds = probabilities[1].map((p, row) => logOf(p) - logOf(probabilities[0][row]));
        return [numberColumn(`member ${member}`, odds)];
      }
      return probabilities.map((ofClass, code) => numberColumn(`member ${member} class ${code}`, ofClass.map(logOf)));
    }),
    members[0].values.length,
  );
}

/** The member that a column came from. */
export function ownerOf(column: string): number {
  return Number(column.split(' ')[1]);
}
