/** Behavioural tests: what a model must do whatever its score (CheckList, Ribeiro and others 2020). */
import { ModelwrightError } from '../../core/errors.ts';
import { createRng } from '../../math/philox.ts';
import type { Rng } from '../../math/rng.ts';
import { wilsonInterval } from '../../math/tests/wilson.ts';
import { columnOf, select, type Table, takeRows } from '../../table/table.ts';
import '../distributions.ts';
import { rowsWhere } from '../row-filter.ts';
import type { Asked } from './asked.ts';
import { changedColumns } from './change-rows.ts';
import type { Counted, FailingExample, TestedModel } from './counted.ts';
import type { DeclaredTest } from './declared-test.ts';
import { judgeCases } from './judge-cases.ts';
import { judgeChanges } from './judge-changes.ts';
import { lawOfTest } from './law-of-test.ts';

/** What a test found. */
export interface BehaviourResult {
  readonly name: string;
  readonly kind: DeclaredTest['kind'];
  /** What was asked, in words. */
  readonly law: string;
  readonly required: boolean;
  /** `untested`: there was no row that it says something about. */
  readonly verdict: 'passed' | 'failed' | 'untested';
  /** Rows that were tested. */
  readonly rows: number;
  /** Rows that its change leaves as they are. */
  readonly untouched: number;
  readonly failures: number;
  /** Share of failures with its interval (Wilson) at 95 %; null when nothing was tested. */
  readonly failureRate: { readonly value: number | null; readonly ci: readonly [number, number] | null };
  readonly maxFailureRate: number;
  readonly bound: 'estimate' | 'lower' | 'upper';
  readonly examples: readonly FailingExample[];
}

/**
 * The tests, which ask for predictions as they go. Rows are drawn by the seed and the test's name, so one more test changes no other.
 *
 * @param held rows of the judged data that tests may draw from, with the model's inputs and what `where` and changes name; absent when there is none.
 * @throws COLUMN_NOT_FOUND, VALUE_INVALID for a test that does not fit the model or its columns; ROWS_TOO_FEW without rows to draw
 *   from; PARAM_INVALID for a class that the model does not know.
 */
export function* behaviourTests(job: {
  readonly tests: readonly DeclaredTest[];
  readonly model: TestedModel;
  readonly held?: Table;
  /** Safe whole number >= 0. */
  readonly seed: number;
}): Asked<BehaviourResult[]> {
  const rng = createRng(job.seed).split('behaviour');
  const results: BehaviourResult[] = [];
  for (const test of job.tests) {
    results.push(judged(test, yield* count(test, job.model, job.held, rng.split(test.name))));
  }
  return results;
}

function* count(test: DeclaredTest, model: TestedModel, held: Table | undefined, rng: Rng): Asked<Counted> {
  const what = `test "${test.name}"`;
  if (test.kind === 'minimum_functionality') return yield* judgeCases(test, model, what);
  const rows = test.rows ? model.readRows(test.rows) : drawn(test, held, model.inputs, rng, what);
  return yield* judgeChanges(test, model, rows, rng.split('change'), what);
}

/** Some of the held rows that the test is about. A column that the model does not read may be changed: nothing must come of it. */
function drawn(
  { where, sample, change }: Exclude<DeclaredTest, { kind: 'minimum_functionality' }>,
  held: Table | undefined,
  inputs: readonly string[],
  rng: Rng,
  what: string,
): Table {
  if (!held) throw new ModelwrightError('ROWS_TOO_FEW', { what, needed: 1, rows: 0 });
  for (const name of changedColumns(change)) columnOf(held, name, what);
  const rows = where ? rowsWhere(held, where, what) : Int32Array.from({ length: held.nRows }, (_, row) => row);
  const order = rng.split('rows').permutation(rows.length).subarray(0, sample);
  return takeRows(
    select(held, [...new Set([...inputs, ...changedColumns(change)])]),
    order.map((at) => rows[at]).sort((a, b) => a - b),
  );
}

function judged(test: DeclaredTest, { rows, failures, ...counted }: Counted): BehaviourResult {
  const { name, kind, required, maxFailureRate, bound } = test;
  const value = rows > 0 ? failures / rows : null;
  const ci = rows > 0 ? wilsonInterval(failures, rows) : null;
  const told = bound === 'estimate' || ci === null ? value : ci[bound === 'lower' ? 0 : 1];
  const verdict = told === null ? 'untested' : told <= maxFailureRate ? 'passed' : 'failed';
  const law = lawOfTest(test);
  return {
    name,
    kind,
    law,
    required,
    verdict,
    rows,
    failures,
    ...counted,
    failureRate: { value, ci },
    maxFailureRate,
    bound,
  };
}
