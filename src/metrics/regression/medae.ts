/** Median absolute error. */
import { defineMetric } from '../metric.ts';
import { eachRow } from '../row-mean.ts';
import { sortedRows, weightedMedianOf } from '../weighted-median.ts';

/** In the unit of the target; single gross errors do not matter. */
export const medianAbsoluteError = defineMetric({
  name: 'medae',
  description: 'Median distance of prediction and truth, in the unit of the target.',
  tasks: ['regression'],
  direction: 'minimize',
  bounds: [0, Number.POSITIVE_INFINITY],
  needs: 'values',
  interval: 'percentile',
  compute: (outcomes) => weightedMedianOf(sortedRows(distances(outcomes)), outcomes.sampleWeight),
  reweighting(outcomes) {
    const sorted = sortedRows(distances(outcomes));
    return (sampleWeight) => weightedMedianOf(sorted, sampleWeight);
  },
});

function distances(outcomes: Parameters<typeof eachRow>[0]): Float64Array {
  return eachRow(outcomes, (truth, predicted) => Math.abs(truth - predicted));
}
