/** Invariance and direction: answers to rows before and after a change. */
import type { Rng } from '../../math/rng.ts';
import { cell } from '../../table/column.ts';
import { columnOf, type Table } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';
import type { Asked } from './asked.ts';
import { type ChangedRows, changeRows } from './change-rows.ts';
import { type Counted, type FailingExample, mostExamples, type TestedModel } from './counted.ts';
import type { DirectionalTest, InvarianceTest } from './declared-test.ts';
import { answerWords, scoresOf } from './scores.ts';

/** Changed columns of an example that are shown. */
const mostColumns = 10;

/** The answer of a changed row beside that of its row. */
interface Pair {
  readonly before: Predictions;
  readonly row: number;
  readonly after: Predictions;
  readonly changedRow: number;
}

/** Tests rows: one fails when one of its variants does. */
export function* judgeChanges(
  test: InvarianceTest | DirectionalTest,
  model: TestedModel,
  rows: Table,
  rng: Rng,
  what: string,
): Asked<Counted> {
  if (rows.nRows === 0) return { rows: 0, untouched: 0, failures: 0, examples: [] };
  const holds = test.kind === 'invariance' ? staysPut(test, model) : moves(test, model, what);
  const before = yield rows;
  const touched = new Set<number>();
  const failed = new Set<number>();
  const examples: FailingExample[] = [];
  for (const variant of changeRows(rows, test.change, { rng, readRows: model.readRows, what })) {
    if (variant.rows.length === 0) continue;
    const after = yield variant.changed;
    for (const [changedRow, row] of variant.rows.entries()) {
      touched.add(row);
      const pair = { before, row, after, changedRow };
      if (failed.has(row) || holds(pair)) continue;
      failed.add(row);
      if (examples.length < mostExamples) examples.push(exampleOf(rows, variant, pair, model));
    }
  }
  return { rows: touched.size, untouched: rows.nRows - touched.size, failures: failed.size, examples };
}

function staysPut({ tolerance, decision }: InvarianceTest, { target: { task } }: TestedModel): (pair: Pair) => boolean {
  const byDecision = task !== 'regression' && (tolerance === undefined || decision === true);
  const most = tolerance ?? (task === 'regression' ? 0 : undefined);
  return ({ before, row, after, changedRow }) => {
    if (byDecision && before.values[row] !== after.values[changedRow]) return false;
    if (most === undefined) return true;
    if (task === 'regression') return Math.abs(after.values[changedRow] - before.values[row]) <= most;
    return before.probabilities!.every(
      (column, k) => Math.abs(after.probabilities![k][changedRow] - column[row]) <= most,
    );
  };
}

function moves(test: DirectionalTest, { target }: TestedModel, what: string): (pair: Pair) => boolean {
  const { expect, tolerance } = test;
  const sign = expect === 'higher' || expect === 'not_lower' ? 1 : -1;
  const mustMove = expect === 'higher' || expect === 'lower';
  return ({ before, row, after, changedRow }) => {
    const [from, to] = [before, after].map((predictions) => scoresOf(predictions, target, what, test.class));
    const gain = sign * (to[changedRow] - from[row]);
    return mustMove ? gain > tolerance : gain >= -tolerance;
  };
}

function exampleOf(rows: Table, { changed }: ChangedRows, pair: Pair, { target }: TestedModel): FailingExample {
  const { before, row, after, changedRow } = pair;
  const differing = changed.columns
    .filter((column) => !Object.is(cell(column, changedRow), cell(columnOf(rows, column.name), row)))
    .slice(0, mostColumns);
  return {
    before: Object.fromEntries(differing.map(({ name }) => [name, cell(columnOf(rows, name), row)])),
    after: Object.fromEntries(differing.map((column) => [column.name, cell(column, changedRow)])),
    found: `${answerWords(before, row, target)}, then ${answerWords(after, changedRow, target)}`,
  };
}
