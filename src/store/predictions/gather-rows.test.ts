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
