/** How much columns act together: the H statistic of pairs and of single columns (Friedman and Popescu 2008, equations 44 and 45). */
import { ModelwrightError } from '../../core/errors.ts';
import { mean } from '../../math/reduce.ts';
import { cell, takeFromColumn } from '../../table/column.ts';
import { columnOf, type Table, takeRows, withColumns } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';
import { sampleOf } from './partial-dependence.ts';
import { scoresIn } from './score-function.ts';

export interface HStatisticRequest {
  readonly predict: (X: Table) => Predictions;
  /** Rows to average over. */
  readonly X: Table;
  /** Columns to look at, two or more; default all of X. */
  readonly columns?: readonly string[];
  /** A seeded sample of so many rows is used when there are more; default 50. The model is asked for up to its square rows a pair. */
  readonly maxRows?: number;
  /** Safe whole number >= 0, default 0. */
  readonly seed?: number;
}

/** Arrays hold a figure for each output of the model. */
export interface HStatistic {
  readonly rows: number;
  /** Of each column: share of the variation of the score that is its interaction with all others together, as a root. */
  readonly columns: readonly { readonly column: string; readonly h: Float64Array }[];
  /** The strongest first, by the mean of `strength` over the outputs. */
  readonly pairs: readonly {
    readonly columns: readonly [string, string];
    /** Of what both columns do together, the part that is no sum of what each does alone, as a root; 0 for none. */
    readonly h: Float64Array;
    /** The same in the unit of the score, root mean square: large `h` of weak columns is small here. */
    readonly strength: Float64Array;
  }[];
}

/** Rows of one question to the model. */
const batchRows = 20_000;
/** Variation below this part of the score's own is rounding. */
const rounding = 1e-20;

/**
 * Partial dependence at every row's own values, of single columns, of pairs, and of all columns but one. `h` can exceed 1 where
 * columns move together, for then it looks where no rows are.
 *
 * @throws COLUMN_NOT_FOUND, PARAM_INVALID for fewer than two columns or rows, ROWS_TOO_FEW, and what the model throws.
 */
export function hStatistic(request: HStatisticRequest): HStatistic {
  const { predict, maxRows = 50, seed = 0 } = request;
  const names = request.columns ?? request.X.columns.map(({ name }) => name);
  check(names, maxRows);
  const X = sampleOf({ X: request.X, maxRows, seed });
  for (const name of names) columnOf(X, name);
  const own = scoresIn(predict(X)).map(centred);
  const levels = names.map((name) => levelsOf(X, name));
  const singles = names.map((name, j) => dependence(predict, X, [name], levels[j]));
  const columns = names.map((column, j) => {
    const h = own.map((scores, k) => ratio(scores, [singles[j].at[k], singles[j].others[k]], scores));
    return { column, h: Float64Array.from(h) };
  });
  const pairs = names.flatMap((first, i) =>
    names.slice(i + 1).map((second, d) => {
      const j = i + 1 + d;
      const both = dependence(predict, X, [first, second], jointLevels(levels[i], levels[j]));
      const parts = own.map((_, k) => [singles[i].at[k], singles[j].at[k]]);
      return {
        columns: [first, second] as const,
        h: Float64Array.from(own, (scores, k) => ratio(both.at[k], parts[k], scores)),
        strength: Float64Array.from(own, (scores, k) => Math.sqrt(restOf(both.at[k], parts[k], scores))),
      };
    }),
  );
  return { rows: X.nRows, columns, pairs: pairs.sort((a, b) => mean(b.strength) - mean(a.strength)) };
}

function check(names: readonly string[], maxRows: number): void {
  if (new Set(names).size < 2 || new Set(names).size < names.length) {
    throw new ModelwrightError('PARAM_INVALID', {
      name: 'columns',
      law: 'two or more different ones',
      value: `${names.length}`,
    });
  }
  if (Number.isSafeInteger(maxRows) && maxRows >= 2 && maxRows <= 1000) return;
  throw new ModelwrightError('PARAM_INVALID', {
    name: 'maxRows',
    law: 'a whole number, 2 to 1000',
    value: `${maxRows}`,
  });
}

/** Rows of equal values share a level. */
interface Levels {
  readonly ofRow: Int32Array;
  /** A row of each level. */
  readonly rows: Int32Array;
}

function levelsOf(X: Table, name: string): Levels {
  const column = columnOf(X, name);
  return numbered(Array.from({ length: X.nRows }, (_, row) => JSON.stringify(cell(column, row))));
}

function jointLevels(a: Levels, b: Levels): Levels {
  return numbered(Array.from(a.ofRow, (level, row) => `${level} ${b.ofRow[row]}`));
}

function numbered(keys: readonly string[]): Levels {
  const known = new Map<string, number>();
  const rows: number[] = [];
  const ofRow = Int32Array.from(keys, (key, row) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, rows.length);
    rows.push(row);
    return rows.length - 1;
  });
  return { ofRow, rows: Int32Array.from(rows) };
}

/** By output and row, centred: partial dependence on the columns (`at`), and on all columns but them (`others`). */
interface Dependence {
  readonly at: readonly Float64Array[];
  readonly others: readonly Float64Array[];
}

/** Asks the model for every row with every level of the columns put in. */
function dependence(
  predict: HStatisticRequest['predict'],
  X: Table,
  names: readonly string[],
  levels: Levels,
): Dependence {
  const n = X.nRows;
  const counts = new Float64Array(levels.rows.length);
  for (const level of levels.ofRow) counts[level]++;
  const ofLevel: number[][] = [];
  const others: Float64Array[] = [];
  const perBatch = Math.max(1, Math.floor(batchRows / n));
  for (let from = 0; from < levels.rows.length; from += perBatch) {
    const part = levels.rows.subarray(from, from + perBatch);
    const everyRow = Int32Array.from({ length: part.length * n }, (_, i) => i % n);
    const filled = names.map((name) =>
      takeFromColumn(
        columnOf(X, name),
        Int32Array.from(everyRow, (_, i) => part[Math.floor(i / n)]),
      ),
    );
    const scores = scoresIn(predict(withColumns(takeRows(X, everyRow), filled)));
    for (const [k, of] of scores.entries()) {
      ofLevel[k] ??= [];
      others[k] ??= new Float64Array(n);
      for (let level = 0; level < part.length; level++) {
        const values = of.subarray(level * n, (level + 1) * n);
        ofLevel[k].push(mean(values));
        for (let row = 0; row < n; row++) others[k][row] += (counts[from + level] * values[row]) / n;
      }
    }
  }
  return {
    at: ofLevel.map((values) => centred(Float64Array.from(levels.ofRow, (level) => values[level]))),
    others: others.map(centred),
  };
}

/** Root of the share of `whole` that its parts do not add up to. */
function ratio(whole: Float64Array, parts: readonly Float64Array[], scores: Float64Array): number {
  const rest = restOf(whole, parts, scores);
  return rest === 0 ? 0 : Math.sqrt(rest / meanSquare(whole));
}

/** Mean square of what the parts leave of the whole; exactly 0 where that is rounding of the scores. */
function restOf(whole: Float64Array, parts: readonly Float64Array[], scores: Float64Array): number {
  const rest = meanSquare(whole.map((value, row) => parts.reduce((left, part) => left - part[row], value)));
  return rest <= rounding * meanSquare(scores) ? 0 : rest;
}

function meanSquare(values: Float64Array): number {
  return mean(values.map((value) => value * value));
}

function centred(values: Float64Array): Float64Array {
  const middle = mean(values);
  return values.map((value) => value - middle);
}
