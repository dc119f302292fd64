/** Explanations of imported models against those of the library that trained them; make_imported.py makes the fixture. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importModel } from '../../exchange/import-model.ts';
import { numberColumn } from '../../table/build.ts';
import { tableOf } from '../../table/table.ts';
import { explainTrees } from './explain-trees.ts';

interface Case {
  readonly name: string;
  readonly model: string;
  readonly rows: readonly (readonly (number | null)[])[];
  /** By row and output. */
  readonly raw: readonly (readonly number[])[];
  /** By row, output and column; the expected score goes last. */
  readonly contributions: readonly (readonly (readonly number[])[])[];
}

const file = new URL('../../../tests/reference/explain/imported.json', import.meta.url);
const { cases }: { readonly cases: readonly Case[] } = JSON.parse(readFileSync(file, 'utf8'));

it('divides the scores of averaged forests', () => {
  const { model, rows } = cases[0];
  const { fitted, inputs } = importModel(Buffer.from(model));
  const columns = inputs.map(({ name }, j) =>
    numberColumn(
      name,
      rows.map((row) => row[j]),
    ),
  );
  const X = tableOf(columns, rows.length);
  const state = { ...(fitted.state as object), divisor: Float64Array.of(2) };
  const [whole, half] = [fitted, { ...fitted, state }].map((one) => explainTrees(one, X));
  expect(half.expected[0]).toBeCloseTo(whole.expected[0] / 2, 12);
  expect(half.inputs.values[0]).toBeCloseTo(whole.inputs.values[0] / 2, 12);
});

describe.each(cases)('$name', ({ name, model, rows, raw, contributions }) => {
  const { fitted, inputs } = importModel(Buffer.from(model));
  const columns = inputs.map((input, j) =>
    numberColumn(
      input.name,
      rows.map((row) => row[j]),
    ),
  );
  const explanation = explainTrees(fitted, tableOf(columns, rows.length));
  const { expected, nOutputs, nRows } = explanation;
  const { names, values } = explanation.inputs;
  // XGBoost keeps sums of second derivatives and works in float32.
  const tolerance = name.startsWith('XGBoost') ? 1e-5 : 1e-12;

  it('names the inputs of the model', () => {
    expect(names).toEqual(inputs.map((input) => input.name));
  });

  it('has the contributions of the library, which sum to its raw score', () => {
    for (let row = 0; row < nRows; row++) {
      for (let k = 0; k < nOutputs; k++) {
        const wanted = contributions[row][k];
        expect(Math.abs(expected[k] - wanted[names.length])).toBeLessThan(tolerance);
        let sum = expected[k];
        for (let j = 0; j < names.length; j++) {
          const value = values[(k * names.length + j) * nRows + row];
          expect(Math.abs(value - wanted[j])).toBeLessThan(tolerance);
          sum += value;
        }
        expect(Math.abs(sum - raw[row][k])).toBeLessThan(tolerance);
      }
    }
  });
});
