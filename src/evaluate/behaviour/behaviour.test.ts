import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { tableFrom } from '../../table/build.ts';
import { cell } from '../../table/column.ts';
import { columnOf, type Table } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';
import { answerAsked } from './asked.ts';
import { behaviourTests } from './behaviour.ts';
import type { TestedModel } from './counted.ts';
import { type PlainRow, testsSchema } from './declared-test.ts';

const inputs = ['income', 'sex', 'job'];

/** A model that answers at once. */
interface Answering extends TestedModel {
  predict(X: Table): Predictions;
}

/** Approves by income, and, when it is planted, marks women down or raises nobody for more income. */
function lender({ biased = false, falling = false } = {}): Answering {
  return {
    target: { name: 'approved', task: 'binary', classes: ['no', 'yes'] },
    inputs,
    predict(X) {
      const yes = Float64Array.from({ length: X.nRows }, (_, row) => {
        const income = Number(cell(columnOf(X, 'income'), row) ?? 30);
        const marked = biased && cell(columnOf(X, 'sex'), row) === 'female' ? 0.3 : 0;
        return Math.min(1, Math.max(0, (falling ? 100 - income : income) / 100 - marked));
      });
      return { values: yes.map((p) => Number(p > 0.5)), probabilities: [yes.map((p) => 1 - p), yes] };
    },
    readRows,
  };
}

/** Predicts the income itself. */
const echo: Answering = {
  target: { name: 'income', task: 'regression', classes: [] },
  inputs,
  predict: (X) => ({
    values: Float64Array.from({ length: X.nRows }, (_, row) => Number(cell(columnOf(X, 'income'), row))),
  }),
  readRows,
};

function readRows(rows: readonly PlainRow[]): Table {
  return tableFrom(Object.fromEntries(inputs.map((name) => [name, rows.map((row) => row[name] ?? null)])));
}

const held = tableFrom({
  income: Array.from({ length: 200 }, (_, i) => (i % 10 === 9 ? null : (i * 37) % 100)),
  sex: Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 'female' : 'male')),
  job: Array.from({ length: 200 }, (_, i) => ['clerk', 'Cook of soups', 'x'][i % 3]),
});

function runAll(job: Parameters<typeof behaviourTests>[0] & { readonly model: Answering }) {
  const asked = behaviourTests(job);
  let step = asked.next();
  while (!step.done) step = asked.next(job.model.predict(step.value));
  return step.value;
}

function run(test: Record<string, unknown>, model = lender(), table: Table | undefined = held) {
  const [result] = runAll({
    tests: testsSchema.parse([{ name: 't', ...test }]),
    model,
    held: table,
    seed: 1,
  });
  return result;
}

const swapSex = { kind: 'invariance', change: { column: 'sex', swap: ['female', 'male'] } };

describe('invariance', () => {
  it('catches a planted model that reads what must not matter, and passes one that does not', () => {
    expect(run(swapSex)).toMatchObject({ verdict: 'passed', rows: 200, failures: 0 });
    const caught = run(swapSex, lender({ biased: true }));
    expect(caught.verdict).toBe('failed');
    expect(caught.failures).toBeGreaterThan(40);
    expect(caught.failureRate.value).toBe(caught.failures / 200);
    const [low, high] = caught.failureRate.ci!;
    expect(low).toBeLessThan(caught.failureRate.value!);
    expect(high).toBeGreaterThan(caught.failureRate.value!);
  });

  it('shows of a failing row only what was changed, and of five rows at most', () => {
    const { examples, failures } = run(swapSex, lender({ biased: true }));
    expect(failures).toBeGreaterThan(5);
    expect(examples).toHaveLength(5);
    for (const { before, after, found } of examples) {
      expect(Object.keys(before)).toEqual(['sex']);
      expect(new Set([before['sex'], after!['sex']])).toEqual(new Set(['female', 'male']));
      expect(found).toMatch(/^(yes|no) \(0\.\d+\), then (yes|no) \(0\.\d+\)$/);
    }
  });

  it('allows the score to move by a tolerance, to the last bit', () => {
    const change = { column: 'income', add: 25 };
    const rows = [{ income: 50, sex: 'male', job: 'x' }];
    const moved = (tolerance: number) => run({ kind: 'invariance', change, tolerance, rows }).verdict;
    expect(moved(0.25)).toBe('passed');
    expect(moved(0.2499)).toBe('failed');
    expect(
      run({ kind: 'invariance', change: { column: 'income', add: 5 }, tolerance: 0.06, decision: true }).verdict,
    ).toBe('failed');
  });

  it('counts rows that a change leaves as they are, and is untested when that is all of them', () => {
    const raised = run({ kind: 'invariance', change: { column: 'income', add: 0.001 } });
    expect(raised).toMatchObject({ rows: 180, untouched: 20 });
    const none = run({ kind: 'invariance', change: { column: 'sex', swap: { unknown: 'male' } } });
    expect(none).toMatchObject({
      verdict: 'untested',
      rows: 0,
      untouched: 200,
      failureRate: { value: null, ci: null },
    });
    expect(run({ ...swapSex, where: { sex: 'unknown' } }).verdict).toBe('untested');
  });

  it('tries every other value of a swap', () => {
    const seen = new Set<string>();
    const model = lender();
    const spy: Answering = {
      ...model,
      predict(X) {
        for (let row = 0; row < X.nRows; row++) seen.add(String(cell(columnOf(X, 'job'), row)));
        return model.predict(X);
      },
    };
    const change = { column: 'job', swap: ['x', 'clerk', 'pilot', 'nurse'] };
    expect(run({ kind: 'invariance', change, where: { job: 'x' } }, spy)).toMatchObject({
      verdict: 'passed',
      untouched: 0,
    });
    expect([...seen].toSorted()).toEqual(['clerk', 'nurse', 'pilot', 'x']);
  });

  it.each([
    ['typo', (text: string) => [...text].toSorted().join('') === [...'Cook of soups'].toSorted().join('')],
    ['upper', (text: string) => text === 'COOK OF SOUPS'],
    ['lower', (text: string) => text === 'cook of soups'],
    ['whitespace', (text: string) => text === ' Cook  of  soups '],
    ['punctuation', (text: string) => text === 'Cook of soups.'],
  ])('writes texts otherwise: %s', (text, isRight) => {
    const seen: unknown[] = [];
    const model = lender();
    const spy: Answering = {
      ...model,
      predict(X) {
        seen.push(cell(columnOf(X, 'job'), 0));
        return model.predict(X);
      },
    };
    const rows = [{ income: 1, sex: 'male', job: 'Cook of soups' }];
    expect(run({ kind: 'invariance', change: { column: 'job', text }, rows }, spy).rows).toBe(1);
    expect(seen[0]).toBe('Cook of soups');
    expect(seen[1]).not.toBe('Cook of soups');
    expect(isRight(String(seen[1]))).toBe(true);
  });

  it('takes functions of a row, which get it frozen and may pass', () => {
    const change = (row: PlainRow) => {
      expect(Object.isFrozen(row)).toBe(true);
      return row['sex'] === 'female' ? { ...row, sex: 'male' } : null;
    };
    expect(run({ kind: 'invariance', change })).toMatchObject({ verdict: 'passed', rows: 100, untouched: 100 });
    expect(run({ kind: 'invariance', change }, lender({ biased: true })).verdict).toBe('failed');
    expect(() => run({ kind: 'invariance', change: () => 3 })).toThrow(/a function of a row that gives a row or null/);
  });

  it('may change a column of the data that the model does not read', () => {
    const blind = { ...lender(), inputs: ['income', 'sex'] };
    expect(run({ kind: 'invariance', change: { column: 'job', text: 'upper' } }, blind)).toMatchObject({
      verdict: 'passed',
    });
  });

  it('applies several changes together', () => {
    const change = [
      { column: 'sex', set: 'female' },
      { column: 'income', missing: true },
    ];
    const rows = [{ income: 90, sex: 'male', job: 'x' }];
    const { examples } = run({ kind: 'invariance', change, rows });
    expect(examples[0]).toMatchObject({ before: { sex: 'male', income: 90 }, after: { sex: 'female', income: null } });
  });
});

describe('direction', () => {
  const raise = { kind: 'directional', change: { column: 'income', add: 10 } };

  it('catches a planted model that falls where it must not', () => {
    expect(run({ ...raise, expect: 'not_lower' })).toMatchObject({ verdict: 'passed', rows: 180 });
    expect(run({ ...raise, expect: 'not_lower' }, lender({ falling: true })).verdict).toBe('failed');
    expect(run({ ...raise, expect: 'not_higher' }, lender({ falling: true })).verdict).toBe('passed');
  });

  it('tells staying from moving, and looks at the class that is named', () => {
    const where = { income: { below: 90 } };
    expect(run({ ...raise, where, expect: 'higher' }).verdict).toBe('passed');
    expect(run({ ...raise, where: { income: 98 }, expect: 'higher', tolerance: 0.05 }).verdict).toBe('failed');
    expect(run({ ...raise, where, expect: 'lower', class: 'no' }).verdict).toBe('passed');
    expect(() => run({ ...raise, expect: 'lower', class: 'maybe' })).toThrow(/one of no, yes, got maybe/);
    expect(
      run(
        { ...raise, change: { column: 'income', multiply: 2 }, where: { income: { min: 1 } }, expect: 'higher' },
        echo,
      ).verdict,
    ).toBe('passed');
  });
});

describe('minimum functionality', () => {
  const rich = { income: 95, sex: 'male', job: 'x' };
  const poor = { income: 5, sex: 'male', job: 'x' };
  const ask = (cases: unknown[], more = {}, model = lender()) =>
    run({ kind: 'minimum_functionality', cases, ...more }, model, undefined);

  it('asks for classes, probabilities and numbers', () => {
    expect(
      ask([
        { row: rich, class: 'yes' },
        { row: poor, class: 'no' },
      ]),
    ).toMatchObject({ verdict: 'passed', rows: 2 });
    expect(ask([{ row: rich, class: 'no' }])).toMatchObject({
      verdict: 'failed',
      examples: [{ before: rich, found: 'yes (0.950)' }],
    });
    expect(ask([{ row: rich, min: 0.95 }]).verdict).toBe('passed');
    expect(ask([{ row: rich, min: 0.951 }]).verdict).toBe('failed');
    expect(ask([{ row: rich, class: 'no', max: 0.051 }]).verdict).toBe('passed');
    expect(ask([{ row: rich, min: 95, max: 95 }], {}, echo).verdict).toBe('passed');
    expect(ask([{ row: rich, max: 94.9 }], {}, echo).verdict).toBe('failed');
  });

  it('forgives the share it is told to, just not more, by the value or an end of its interval', () => {
    const cases = [...Array.from({ length: 9 }, () => ({ row: rich, class: 'yes' })), { row: rich, class: 'no' }];
    expect(ask(cases, { maxFailureRate: 0.1 }).verdict).toBe('passed');
    expect(ask(cases, { maxFailureRate: 0.0999 }).verdict).toBe('failed');
    const [low, high] = ask(cases).failureRate.ci!;
    expect(ask(cases, { maxFailureRate: high, bound: 'upper' }).verdict).toBe('passed');
    expect(ask(cases, { maxFailureRate: high - 1e-9, bound: 'upper' }).verdict).toBe('failed');
    expect(ask(cases, { maxFailureRate: low, bound: 'lower' }).verdict).toBe('passed');
    expect(ask(cases, { maxFailureRate: low - 1e-9, bound: 'lower' }).verdict).toBe('failed');
  });
});

describe('a model that is waited for', () => {
  it('is judged as one that answers at once, and its failures are passed on', async () => {
    const job = {
      tests: testsSchema.parse([{ name: 't', ...swapSex }]),
      model: lender({ biased: true }),
      held,
      seed: 1,
    };
    const later = await answerAsked(behaviourTests(job), async (X) => job.model.predict(X));
    expect(later).toEqual(runAll(job));
    expect(later[0].verdict).toBe('failed');
    const gone = answerAsked(behaviourTests(job), () => Promise.reject(new Error('gone')));
    await expect(gone).rejects.toThrow('gone');
  });
});

describe('drawing rows', () => {
  it('depends on the seed and the test alone, and stays within the sample', () => {
    const tests = testsSchema.parse([
      { ...swapSex, name: 'a', sample: 50 },
      { ...swapSex, name: 'b', sample: 50 },
    ]);
    const both = runAll({ tests, model: lender({ biased: true }), held, seed: 4 });
    const [alone] = runAll({ tests: tests.slice(1), model: lender({ biased: true }), held, seed: 4 });
    expect(both.map(({ rows }) => rows)).toEqual([50, 50]);
    expect(both[1]).toEqual(alone);
  });

  it('never moves a passing invariance whatever the order of the rows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (seed) => {
        const order = createRng(seed).permutation(40);
        const rows = Array.from(order, (i) => ({ income: i * 2, sex: i % 2 ? 'male' : 'female', job: 'x' }));
        const [fair, biased] = [false, true].map((planted) => run({ ...swapSex, rows }, lender({ biased: planted })));
        expect(fair.failures).toBe(0);
        // Of 40 incomes those from 52 to 78 are decided by sex.
        expect(biased.failures).toBe(14);
      }),
      { numRuns: 20 },
    );
  });

  it('says what does not fit', () => {
    expect(() => run({ ...swapSex, change: { column: 'sexx', set: 'male' } })).toThrow(
      /column "sexx" is not in test "t"/,
    );
    expect(() => run({ ...swapSex, change: { column: 'sex', add: 1 } })).toThrow(
      /test "t", column "sex": expected a column of numbers for add/,
    );
    expect(() => run({ ...swapSex, change: { column: 'income', text: 'typo' } })).toThrow(
      /expected a column of texts for text/,
    );
    expect(() => run({ ...swapSex, change: { column: 'income', set: 'much' } })).toThrow(
      /column "income": expected a number, got a string/,
    );
    expect(() => runAll({ tests: testsSchema.parse([{ name: 't', ...swapSex }]), model: lender(), seed: 1 })).toThrow(
      /test "t" needs at least 1 rows/,
    );
  });
});
