/** Share of rows predicted right. */
import { defineConfusionMetric, hits, total } from '../confusion.ts';
import type { Outcomes } from '../metric.ts';
import { eachRow } from '../row-mean.ts';

/** Share of the rows whose class was predicted. */
export const accuracyScore = {
  ...defineConfusionMetric({
    name: 'accuracy',
    description: 'Share of the rows whose class was predicted.',
    tasks: ['binary', 'multiclass'],
    direction: 'maximize',
    bounds: [0, 1],
    interval: 'wilson',
    ofConfusion: (confusion) => right(confusion) / total(confusion),
    proportionOf: (confusion) => ({ successes: right(confusion), rows: total(confusion) }),
  }),
  perRow: (outcomes: Outcomes) => eachRow(outcomes, (truth, predicted) => (truth === predicted ? 1 : 0)),
};

function right(confusion: Parameters<typeof hits>[0]): number {
  let all = 0;
  for (const hit of hits(confusion)) all += hit;
  return all;
}
