/** Fits: pure, repeatable, stoppable, and storable. */
import assert from 'node:assert/strict';
import { type Packable, pack, unpack } from '../../core/pack.ts';
import type { FitInput } from '../../estimators/estimator.ts';
import { checkFitted } from '../../estimators/fit.ts';
import { packedTable } from '../../estimators/table-state.ts';
import type { Task } from '../../table/task.ts';
import type { Check } from '../check.ts';
import { answers, assertSameBytes, dataFor, type EstimatorSubject, fitSubject } from '../estimator-subject.ts';

export function fitChecks(subject: EstimatorSubject, task: Task): Check[] {
  const { definition } = subject;
  return [
    {
      name: 'leaves its input untouched',
      run() {
        const input = { ...dataFor(subject, task), sampleWeight: undefined };
        const before = pack(inputAsData(input));
        const fitted = fitSubject(subject, input);
        answers(subject, fitted, input.X);
        assert.ok(Buffer.compare(before, pack(inputAsData(input))) === 0, 'the input changed');
        return undefined;
      },
    },
    {
      name: 'gives the same bytes for the same seed',
      run() {
        const input = dataFor(subject, task);
        assertSameBytes(fitSubject(subject, input), fitSubject(subject, input), 'two fits');
        return undefined;
      },
    },
    {
      name: 'does not look at the seed unless tagged',
      run() {
        if (definition.tags.usesRng) return 'uses random numbers';
        const input = dataFor(subject, task);
        assertSameBytes(fitSubject(subject, input, { seed: 1 }), fitSubject(subject, input, { seed: 2 }), 'two fits');
        return undefined;
      },
    },
    {
      name: 'survives a round trip through bytes',
      run() {
        const input = dataFor(subject, task);
        const fitted = fitSubject(subject, input);
        const bytes = pack(fitted);
        const again = checkFitted(unpack(bytes, 'round trip'));
        assert.ok(Buffer.compare(bytes, pack(again)) === 0, 'the second writing differs from the first');
        assertSameBytes(answers(subject, again, input.X), answers(subject, fitted, input.X), 'answers');
        return undefined;
      },
    },
    {
      name: 'refuses a state that is not its own',
      run() {
        const fitted = fitSubject(subject, dataFor(subject, task));
        for (const state of [null, 7, {}, { ...(fitted.state as object), foreign: 1 }]) {
          assert.throws(() => checkFitted({ ...fitted, state }), { code: 'STATE_INVALID' });
        }
        assert.throws(() => checkFitted({ ...fitted, version: fitted.version + 1 }), { code: 'ARTIFACT_UNSUPPORTED' });
        return undefined;
      },
    },
    {
      name: 'stops when onIteration returns false',
      run() {
        let calls = 0;
        const input = dataFor(subject, task);
        const count = () => {
          calls++;
          return undefined;
        };
        fitSubject(subject, input, { onIteration: count });
        if (calls === 0) return 'fits in one go';
        const full = calls;
        calls = 0;
        const fitted = fitSubject(subject, input, { onIteration: () => ++calls < 2 });
        assert.equal(calls, Math.min(full, 2), 'calls after the stop');
        answers(subject, fitted, input.X);
        return undefined;
      },
    },
  ];
}

function inputAsData({ X, y }: FitInput): Packable {
  return { X: packedTable(X), y };
}
