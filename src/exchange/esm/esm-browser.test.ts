import { expect, it } from 'vitest';
import '../../estimators/index.ts';
import { findBrowser, resultOfPage } from '../../../tests/exchange/browser.ts';
import { exportCases } from '../../../tests/exchange/export-cases.ts';
import { predictWith } from '../../estimators/fit.ts';
import { compileRowReader } from '../../serve/row-reader.ts';
import { exportPlan } from '../export-lower.ts';
import { esmModule } from './esm-module.ts';

const label = { name: 'case', version: 3, artifactHash: 'ab'.repeat(32) };
const browser = findBrowser();

/** Runs in the page: bits of every number that a module answers, as decimal texts. */
const page = (count: number, rows: unknown) => `<!doctype html><script type="module">
const rows = ${JSON.stringify(rows).replaceAll('<', '\\u003c')};
const answers = [];
try {
  for (let i = 0; i < ${count}; i++) {
    const { predict, metadata } = await import('/model-' + i + '.mjs');
    const { predictions, probabilities } = predict(rows);
    const { classes } = metadata.target;
    const numbers = classes.length === 0 ? predictions : probabilities.flatMap((row) => classes.map((name) => row[name]));
    answers.push(Array.from(new BigUint64Array(Float64Array.from(numbers).buffer), String));
  }
} catch (error) {
  answers.push(String(error));
}
await fetch('/result', { method: 'POST', body: JSON.stringify(answers) });
</script>`;

const bitsOf = (numbers: Iterable<number>) => Array.from(new BigUint64Array(Float64Array.from(numbers).buffer), String);

it.skipIf(browser === undefined)(
  'answers in a browser as in Node, to the bit (skipped without a Chromium)',
  async () => {
    const cases = exportCases();
    const { rows } = cases[0];
    const files: Record<string, string> = { '/index.html': page(cases.length, rows) };
    for (const [i, { signature, fitted }] of cases.entries()) {
      files[`/model-${i}.mjs`] = await esmModule(exportPlan(signature, fitted, 'esm'), label);
    }
    const answers = JSON.parse(await resultOfPage(browser!, files));
    const expected = cases.map(({ signature, fitted }) => {
      const { values, probabilities } = predictWith(fitted, compileRowReader(signature)(rows).table);
      if (!probabilities) return bitsOf(values);
      return bitsOf(Array.from(values, (_, row) => probabilities.map((ofClass) => ofClass[row])).flat());
    });
    expect(answers).toEqual(expected);
  },
);
