/** What is written of a row's features, with the text that the record has and without it. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventLine, readSegmentLine } from '../store/predictions/segment-line.ts';
import { booleanColumn, numberColumn, stringColumn } from '../table/build.ts';
import { tableOf } from '../table/table.ts';
import { compileFeatureReader } from './feature-record.ts';

const name = fc.constantFrom('a', 'b"', 'ü', '10', '9', '__proto__', 'toString', '\\n');
const number = fc.oneof(fc.double(), fc.constantFrom(-0, Number.NaN, Infinity, -Infinity, 1e21, 5e-324, 2 ** 53));
const column = fc.oneof(
  fc.record({ name, value: number }).map((one) => numberColumn(one.name, [one.value])),
  fc.record({ name, value: fc.string({ unit: 'grapheme' }) }).map((one) => stringColumn(one.name, [one.value])),
  fc.record({ name, value: fc.boolean() }).map((one) => booleanColumn(one.name, [one.value])),
);
const columns = fc.uniqueArray(column, { selector: (one) => one.name, maxLength: 6 });

it('reads back as it was, to the bit, whether the text is at hand or not', () => {
  let withText = 0;
  fc.assert(
    fc.property(columns, (inputs) => {
      const { features, featuresHash, featuresText } = compileFeatureReader({ inputs })(tableOf(inputs, 1))(0);
      if (featuresText !== undefined) withText++;
      const event = {
        predictionId: 'prediction_"1"',
        at: '2026-01-01T00:00:00.000Z',
        model: 'm\n',
        version: 3,
        featuresHash,
        prediction: -0,
        propensity: 1,
        latencyMs: 0.25,
        source: 'http',
      } as const;
      const line = eventLine({ ...event, features, featuresText });
      const read = readSegmentLine(line.trimEnd());
      expect(read).toEqual({ event: { ...event, features: { ...features } } });
      const isChanged = Object.values(features).some(
        (value) => typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)),
      );
      expect(featuresText === undefined).toBe(isChanged);
      const plain = readSegmentLine(eventLine({ ...event, features }).trimEnd());
      expect(plain).toEqual(read);
    }),
  );
  expect(withText).toBeGreaterThan(10);
});
