/** Figures by group that are shares of rows, under Fairlearn's names. */
import { type Confusion, confusionOf } from '../../metrics/confusion.ts';
import type { Metric, Outcomes, Proportion } from '../../metrics/metric.ts';

/** A figure whose value is successes / rows. */
export interface Rate {
  readonly name: string;
  readonly proportion: (outcomes: Outcomes) => Proportion;
}

function binaryRate(name: string, count: (cells: Confusion['cells']) => [successes: number, rows: number]): Rate {
  return {
    name,
    proportion(outcomes) {
      const [successes, rows] = count(confusionOf(outcomes)!.cells);
      return { successes, rows };
    },
  };
}

/** Share of rows that are predicted positive. */
export const selectionRate = binaryRate('selection_rate', (c) => [c[1] + c[3], c[0] + c[1] + c[2] + c[3]]);
/** Share of the positive rows that are predicted positive. */
export const truePositiveRate = binaryRate('true_positive_rate', (c) => [c[3], c[2] + c[3]]);
/** Share of the negative rows that are predicted positive. */
export const falsePositiveRate = binaryRate('false_positive_rate', (c) => [c[1], c[0] + c[1]]);
const trueNegativeRate = binaryRate('true_negative_rate', (c) => [c[0], c[0] + c[1]]);
const falseNegativeRate = binaryRate('false_negative_rate', (c) => [c[2], c[2] + c[3]]);

/** The rates that are not metrics on their own; of binary tasks. */
export const binaryRates: readonly Rate[] = [
  selectionRate,
  truePositiveRate,
  falsePositiveRate,
  trueNegativeRate,
  falseNegativeRate,
];

/** The metric as a rate; undefined when it is not a plain share of rows. */
export function rateOfMetric({ name, interval, proportion }: Metric): Rate | undefined {
  return interval === 'wilson' && proportion ? { name, proportion } : undefined;
}
