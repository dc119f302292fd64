/** Input that does not fit, and data sets at the edge of what can be learned from. */
import assert from 'node:assert/strict';
import { predictWith } from '../../estimators/fit.ts';
import { numberColumn, stringColumn } from '../../table/build.ts';
import { tableOf, withColumns, without } from '../../table/table.ts';
import type { Task } from '../../table/task.ts';
import type { Check } from '../check.ts';
import { inputRows, sampleInput } from '../estimator-data.ts';
import {
  answers,
  assertRefused,
  assertSoundPredictions,
  dataFor,
  type EstimatorSubject,
  fitSubject,
} from '../estimator-subject.ts';

export function shapeChecks(subject: EstimatorSubject, task: Task): Check[] {
  const { definition } = subject;
  const { rawColumns, allowsMissing, baseline } = definition.tags;
  return [
    {
      name: 'refuses input of the wrong shape',
      async run() {
        const input = dataFor(subject, task);
        const short = { ...input, y: input.y!.subarray(1) };
        await assertRefused(() => fitSubject(subject, short), ['SHAPE_MISMATCH'], 'a y that is too short');
        const weights = { ...input, sampleWeight: new Float64Array(3).fill(1) };
        await assertRefused(() => fitSubject(subject, weights), ['SHAPE_MISMATCH'], 'weights that are too short');
        const negative = { ...input, sampleWeight: new Float64Array(input.X.nRows).fill(-1) };
        await assertRefused(() => fitSubject(subject, negative), ['VALUE_INVALID'], 'negative weights');
        await assertRefused(() => fitSubject(subject, inputRows(input, [])), ['ROWS_TOO_FEW'], 'no rows');
        const unknown = { ...input, y: input.y!.map(() => Number.NaN) };
        await assertRefused(() => fitSubject(subject, unknown), ['VALUE_INVALID'], 'a y that is not finite');
        return undefined;
      },
    },
    {
      name: 'refuses a table that lacks a column it learned from',
      async run() {
        if (baseline) return 'looks at no column';
        const input = dataFor(subject, task);
        const fitted = fitSubject(subject, input);
        // Transformers act on columns of one kind, so only the loss of all of them must be noticed.
        const lost = definition.kind === 'transformer' ? tableOf([], input.X.nRows) : without(input.X, ['first']);
        await assertRefused(() => answers(subject, fitted, lost), ['COLUMN_NOT_FOUND'], 'a lost column');
        return undefined;
      },
    },
    {
      name: 'refuses columns that are not numbers unless tagged',
      async run() {
        if (rawColumns) return 'takes columns of all kinds';
        const input = dataFor(subject, task);
        const texts = stringColumn(
          'first',
          Array.from({ length: input.X.nRows }, () => 'a'),
        );
        const X = withColumns(input.X, [texts]);
        await assertRefused(() => fitSubject(subject, { ...input, X }), ['VALUE_INVALID'], 'a text column in fit');
        const fitted = fitSubject(subject, input);
        await assertRefused(() => answers(subject, fitted, X), ['VALUE_INVALID'], 'a text column in predict');
        return undefined;
      },
    },
    {
      name: 'treats missing values as tagged',
      async run() {
        const raw = rawColumns ?? false;
        const whole = sampleInput({ task, raw, missing: false });
        const gaps = sampleInput({ task, raw, missing: true });
        if (allowsMissing) {
          for (const input of [whole, gaps]) {
            const fitted = fitSubject(subject, input);
            assertSoundPredictions(subject, fitted, gaps.X);
            answers(subject, fitted, whole.X);
          }
          return undefined;
        }
        await assertRefused(() => fitSubject(subject, gaps), ['VALUE_MISSING'], 'missing values in fit');
        const fitted = fitSubject(subject, whole);
        await assertRefused(() => answers(subject, fitted, gaps.X), ['VALUE_MISSING'], 'missing values in predict');
        return undefined;
      },
    },
    {
      name: 'learns from one row',
      run() {
        const input = dataFor(subject, task);
        assertSoundPredictions(subject, fitSubject(subject, inputRows(input, [7])), input.X);
        return undefined;
      },
    },
    {
      name: 'learns from a single class or a constant target',
      run() {
        const input = dataFor(subject, task);
        const constant = { ...input, y: new Float64Array(input.X.nRows).fill(1) };
        const fitted = fitSubject(subject, constant);
        assertSoundPredictions(subject, fitted, input.X);
        return undefined;
      },
    },
    {
      name: 'learns beside a class that training lacks',
      run() {
        if (task !== 'multiclass' || definition.kind === 'transformer') return 'is not multiclass';
        const input = dataFor(subject, task);
        const rows = Array.from(input.y!.keys()).filter((row) => input.y![row] !== 1);
        const fitted = fitSubject(subject, inputRows(input, rows));
        assertSoundPredictions(subject, fitted, input.X);
        const ofLacking = predictWith(fitted, input.X).probabilities![1];
        const most = Math.max(...ofLacking);
        assert.ok(most < 0.01, `a class that no row had must be improbable, got ${most}`);
        return undefined;
      },
    },
    {
      name: 'learns beside constant and empty columns',
      run() {
        const input = dataFor(subject, task);
        const columns = [numberColumn('constant', new Float64Array(input.X.nRows).fill(0.1))];
        if (allowsMissing) columns.push(numberColumn('empty', new Float64Array(input.X.nRows).fill(Number.NaN)));
        const X = withColumns(input.X, columns);
        assertSoundPredictions(subject, fitSubject(subject, { ...input, X }), X);
        return undefined;
      },
    },
    {
      name: 'learns from a table without columns',
      run() {
        if (Object.keys(subject.params).length > 0) return 'its parameters name columns';
        const input = dataFor(subject, task);
        const X = tableOf([], input.X.nRows);
        assertSoundPredictions(subject, fitSubject(subject, { ...input, X }), X);
        return undefined;
      },
    },
  ];
}
