import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRowReader } from '../../../serve/row-reader.ts';
import type { InputColumn } from '../../../table/task.ts';
import type { Metadata, ModulePlan } from './plan.ts';
import { type ModuleRow, predictorOf } from './predictor.ts';

const inputs: readonly InputColumn[] = [
  { name: 'n', type: 'number' },
  { name: 'i', type: 'integer' },
  { name: 's', type: 'string' },
  { name: 'b', type: 'boolean' },
  { name: 'd', type: 'datetime' },
];
const metadata: Metadata = {
  name: 'sum',
  version: 1,
  artifactHash: '',
  inputs,
  target: { name: 'y', task: 'regression', classes: [] },
};
const model = { kind: 'linear', features: [0, 1], coefficients: [2, 1], intercepts: [0.5], link: 'value' } as const;
const plan: ModulePlan = { steps: [], nSlots: 5, model };
const predict = predictorOf(metadata, plan);
const good = { n: 1.5, i: 2, s: 'x', b: true, d: '2024-02-29' };

const failure = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error as Error & { code: string; details: unknown };
  }
  return undefined;
};

describe('predict of an exported module', () => {
  it('takes a row or a list of rows, and ignores other fields', () => {
    expect(predict({ ...good, other: [1] as never })).toEqual({ prediction: 5.5 });
    expect(predict([good, { ...good, n: 0 }])).toEqual({ predictions: [5.5, 2.5] });
    expect(predict([])).toEqual({ predictions: [] });
  });

  const anything = fc.oneof(
    fc.constantFrom(null, undefined, '', 'x', '2024-02-30', '2024-02-29T12:00Z', 1, -1.5, 2 ** 53, true, [], {}),
    fc.double(),
  );
  it('refuses what the library refuses, with its code and words', () => {
    const read = compileRowReader({ inputs });
    const row = fc.record({ n: anything, i: anything, s: anything, b: anything, d: anything }, { requiredKeys: [] });
    const oneField = fc
      .tuple(fc.constantFrom('n', 'i', 's', 'b', 'd'), anything)
      .map(([name, value]) => ({ ...good, [name]: value }));
    fc.assert(
      fc.property(fc.oneof(oneField, row), (given) => {
        const expected = failure(() => read([given]));
        // Rows as a web page may send them: of any type.
        const found = failure(() => predict([given] as unknown as ModuleRow[]));
        if (expected === undefined) {
          // A missing number is read; this model then has no answer for it.
          expect(found === undefined || found.code === 'VALUE_MISSING' || found.code === 'VALUE_INVALID').toBe(true);
        } else {
          expect(found).toMatchObject({ name: 'RowError', code: (expected as { code?: string }).code });
          expect(found!.message).toBe(expected.message);
          expect(found!.details).toEqual((expected as { details?: unknown }).details);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([[[null]], [['text']], [[[good]]], [[good, 3]]])('refuses %j, which is no list of rows', (rows) => {
    const expected = failure(() => compileRowReader({ inputs })(rows));
    expect(failure(() => predict(rows as never))).toMatchObject({ code: 'BODY_INVALID', message: expected!.message });
  });

  it('names the row and column of a fault, never the value', () => {
    const error = failure(() => predict([good, { ...good, s: 4711 }]));
    expect(error).toMatchObject({ code: 'ROW_INVALID', details: { row: 1, column: 's', expected: 'a text' } });
    expect(JSON.stringify(error!.details) + error!.message).not.toContain('4711');
  });

  it('says when a model that knows no missing values gets one, and when a sum overflows', () => {
    expect(failure(() => predict({ ...good, n: null }))).toMatchObject({ code: 'VALUE_MISSING', details: { row: 0 } });
    const overflow = failure(() => predict([good, { ...good, n: 1.7e308 }]));
    expect(overflow).toMatchObject({ code: 'VALUE_INVALID', message: expect.stringContaining('prediction of row 1') });
  });

  it('answers a good row after a bad one as before', () => {
    failure(() => predict([{ ...good, n: 9, i: 'x' } as never]));
    expect(predict(good).prediction).toBe(5.5);
  });
});
