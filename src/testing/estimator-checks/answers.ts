/** Predictions and transformed tables: what they may depend on. */
import assert from 'node:assert/strict';
import { fitEstimator, predictWith } from '../../estimators/fit.ts';
import { createRng } from '../../math/philox.ts';
import { numberColumn } from '../../table/build.ts';
import { tableOf, takeRows, withColumns } from '../../table/table.ts';
import type { Task } from '../../table/task.ts';
import type { Check } from '../check.ts';
import {
  answers,
  assertSameBytes,
  assertSoundPredictions,
  dataFor,
  type EstimatorSubject,
  fitSubject,
} from '../estimator-subject.ts';
import { strange } from './strange-columns.ts';

export function answerChecks(subject: EstimatorSubject, task: Task): Check[] {
  const { definition } = subject;
  const fittedOn = (input = dataFor(subject, task)) => ({ input, fitted: fitSubject(subject, input) });
  return [
    {
      name: 'answers each row alone: any order, any batch, the same bits',
      run() {
        const { input, fitted } = fittedOn();
        const order = createRng(3).permutation(input.X.nRows);
        const batch = answers(subject, fitted, takeRows(input.X, order));
        assertSameBytes(batch, answers(subject, fitted, input.X, order), 'a batch in another order');
        for (const row of [0, 1, 17, input.X.nRows - 1]) {
          const alone = answers(subject, fitted, takeRows(input.X, [row]));
          assertSameBytes(alone, answers(subject, fitted, input.X, [row]), `row ${row} alone`);
        }
        return undefined;
      },
    },
    {
      name: 'finds columns by name, in any order, among others',
      run() {
        if (definition.kind === 'transformer') return 'a transformer keeps the order of its input';
        const { input, fitted } = fittedOn();
        const reversed = tableOf([...input.X.columns].reverse());
        const extended = withColumns(reversed, [numberColumn('something else', new Float64Array(input.X.nRows))]);
        assertSameBytes(answers(subject, fitted, extended), answers(subject, fitted, input.X), 'answers');
        return undefined;
      },
    },
    {
      name: 'gives finite numbers and probabilities that sum to 1',
      run() {
        if (definition.kind === 'transformer') return 'a transformer predicts nothing';
        const { input, fitted } = fittedOn();
        assertSoundPredictions(subject, fitted, input.X);
        return undefined;
      },
    },
    {
      name: 'answers what training never saw',
      run() {
        if (!definition.tags.rawColumns) return 'takes prepared numbers only';
        const { input, fitted } = fittedOn();
        for (const [what, change] of strange) {
          const X = tableOf(input.X.columns.map(change));
          answers(subject, fitted, X);
          assert.doesNotThrow(() => assertSoundPredictions(subject, fitted, X), what);
        }
        return undefined;
      },
    },
    {
      name: 'scores above the baseline',
      run() {
        if (definition.kind === 'transformer') return 'a transformer predicts nothing';
        if (definition.tags.baseline) return 'is a baseline';
        const { input, fitted } = fittedOn();
        const name = task === 'regression' ? 'mean' : 'majority';
        const simple = fitEstimator({ name, params: {} }, input, { rng: createRng(0) });
        const [mine, theirs] = [fitted, simple].map((one) =>
          wrongness(predictWith(one, input.X).values, input.y!, task),
        );
        assert.ok(mine < theirs * 0.7, `error ${mine} must be well below the baseline's ${theirs}`);
        return undefined;
      },
    },
  ];
}

/** Root mean squared error, or the share of wrong classes. */
function wrongness(predicted: Float64Array, y: Float64Array, task: Task): number {
  let total = 0;
  for (const [row, value] of y.entries()) {
    total +=
      task === 'regression' ? (predicted[row] - value) * (predicted[row] - value) : Number(predicted[row] !== value);
  }
  return task === 'regression' ? Math.sqrt(total / y.length) : total / y.length;
}
