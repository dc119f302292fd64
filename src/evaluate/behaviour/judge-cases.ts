/** Minimum functionality: rows whose answer is beyond doubt. */
import type { Asked } from './asked.ts';
import { type Counted, type FailingExample, mostExamples, type TestedModel } from './counted.ts';
import type { MinimumFunctionalityTest } from './declared-test.ts';
import { answerWords, codeOf, scoresOf } from './scores.ts';

/** Asks for the answer of every case. */
export function* judgeCases({ cases }: MinimumFunctionalityTest, model: TestedModel, what: string): Asked<Counted> {
  const { target } = model;
  const predictions = yield model.readRows(cases.map(({ row }) => row));
  const examples: FailingExample[] = [];
  let failures = 0;
  for (const [row, expected] of cases.entries()) {
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = expected;
    const ranged = expected.min !== undefined || expected.max !== undefined;
    const score = ranged ? scoresOf(predictions, target, what, expected.class)[row] : 0;
    const right = ranged
      ? score >= min && score <= max
      : predictions.values[row] === codeOf(expected.class!, target, what);
    if (right) continue;
    failures++;
    if (examples.length < mostExamples)
      examples.push({ before: expected.row, found: answerWords(predictions, row, target) });
  }
  return { rows: cases.length, untouched: 0, failures, examples };
}
