/** Blocks that one gatherer makes after another are those that a new one would make. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringColumn } from '../../table/build.ts';
import { RowGatherer } from './gather-rows.ts';
import type { BlockRows } from './prediction-block.ts';
import type { PredictionRows } from './prediction-rows.ts';
import { requestsOf } from './request-columns.ts';

const rowsOf = (model: string, integer: boolean, texts: readonly string[]): PredictionRows => ({
  model,
  requests: [
    {
      firstId: `id_${'0'.repeat(texts[0].length)}`,
      rows: texts.length,
      atMs: 1,
      version: 1,
      propensity: 1,
      latencyMs: 1,
      source: 'http',
    },
  ],
  features: {
    nRows: texts.length,
    columns: [
      { kind: 'number', name: 'length', integer, values: Float64Array.from(texts, (text) => text.length) },
      stringColumn('text', texts),
    ],
  },
  prediction: stringColumn('prediction', texts),
  probabilities: [],
});

/** Ids take as many bytes as the longest that came before. */
const told = (block: BlockRows) => ({ ...block, requests: requestsOf(block.requests) });

it('keeps nothing of a block that was taken, and writes into none', () => {
  const texts = fc.array(fc.string({ maxLength: 3 }), { minLength: 1, maxLength: 4 });
  const block = fc.tuple(fc.constantFrom('late', 'churn'), fc.boolean(), texts);
  fc.assert(
    fc.property(fc.array(block, { minLength: 2, maxLength: 6 }), (blocks) => {
      const gatherer = new RowGatherer();
      const taken = blocks.map(([model, integer, values]) => {
        expect(gatherer.add(rowsOf(model, integer, values))).toBe(true);
        return told(gatherer.take());
      });
      const expected = blocks.map(([model, integer, values]) => {
        const fresh = new RowGatherer();
        fresh.add(rowsOf(model, integer, values));
        return told(fresh.take());
      });
      expect(taken).toEqual(expected);
    }),
  );
});

it('holds as many rows as a block takes, whatever it had room for before', () => {
  const gatherer = new RowGatherer();
  for (const full of [64, 1]) {
    const texts = Array.from({ length: full }, (_, i) => 'x'.repeat(i % 7));
    const added: string[] = [];
    while (gatherer.add(rowsOf('late', true, texts))) added.push(...texts);
    expect(added).toHaveLength(1024);
    const { features, requests } = gatherer.take();
    expect(requests.rows.reduce((sum, rows) => sum + rows, 0)).toBe(1024);
    const [length, text] = features.columns;
    const lengths = length.kind === 'number' ? [...length.values] : [];
    expect(lengths).toEqual(added.map((one) => one.length));
    expect(text.kind === 'string' && Array.from(text.codes, (code) => text.dictionary[code])).toEqual(added);
  }
});
