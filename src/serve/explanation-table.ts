/** Explanations as columns beside the predictions of a file. */
import { numberColumn, stringColumn } from '../table/build.ts';
import { type Table, tableOf } from '../table/table.ts';
import type { Signature } from '../table/task.ts';
import type { RowExplanation, RowExplanations } from './explain-rows.ts';

/** Columns named in the text of a row. */
const mostNamed = 3;

/** `explanation` in words, `base_value`, and `contribution_<column>` for every input, which add up to the row's score. */
export function explanationTable({ rows }: RowExplanations, { inputs }: Signature): Table {
  return tableOf(
    [
      stringColumn('explanation', rows.map(explanationText)),
      numberColumn(
        'base_value',
        rows.map(({ base }) => base),
      ),
      ...inputs.map(({ name }) =>
        numberColumn(
          `contribution_${name}`,
          rows.map(({ contributions }) => contributions[name] ?? 0),
        ),
      ),
    ],
    rows.length,
  );
}

/** The columns that added most, with signs, largest first: `tenure +0.42, contract -0.13`. */
export function topContributions({ contributions }: RowExplanation, most: number): [column: string, value: number][] {
  return Object.entries(contributions)
    .filter(([, value]) => value !== 0)
    .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a) || 0)
    .slice(0, most);
}

function explanationText(row: RowExplanation): string {
  return topContributions(row, mostNamed)
    .map(([column, value]) => `${column} ${value > 0 ? '+' : ''}${value.toPrecision(3)}`)
    .join(', ');
}
