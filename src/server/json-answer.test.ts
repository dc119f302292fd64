import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonPieces } from './json-answer.ts';

function written(value: unknown, entries: number): { text: string; pieces: number } {
  const work = jsonPieces(value, entries);
  for (let pieces = 1; ; pieces++) {
    const { done, value: bytes } = work.next();
    if (done) return { text: bytes.toString(), pieces };
  }
}

it('an answer in pieces is the text of the whole', () => {
  const value = fc.anything({
    withNullPrototype: true,
    maxDepth: 4,
    values: [fc.jsonValue(), fc.double(), fc.constant(undefined)],
  });
  fc.assert(
    fc.property(value, fc.integer({ min: 1, max: 5 }), (one, entries) => {
      expect(written({ one }, entries).text).toBe(JSON.stringify({ one }));
    }),
  );
});

it('takes a turn for so many entries', () => {
  const predictions = Array.from({ length: 25 }, (_, i) => ({ i }));
  expect(written({ predictions, modelVersion: 1 }, 10)).toEqual({
    text: JSON.stringify({ predictions, modelVersion: 1 }),
    pieces: 4,
  });
  // A character of several bytes never lies in two pieces.
  const texts = Array.from({ length: 25 }, () => 'é\ud83d\ude00');
  expect(written({ texts }, 1).text).toBe(JSON.stringify({ texts }));
  expect(written({ predictions }, 25).pieces).toBe(1);
});
