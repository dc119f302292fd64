/** Means over classes of the area under the ROC curve of the class against the rest. */
import type { Metric, Outcomes } from './metric.ts';
import { classWeights, rankedAuc, rankingOf } from './ranking.ts';

/** Defines a metric as the mean over classes, a class weighing `weightOf(its rows)`. Absent classes are left out. */
export function classAucMetric(
  definition: Pick<Metric, 'name' | 'description'> & { weightOf(rows: number): number },
): Metric {
  const { weightOf, ...rest } = definition;
  const prepare = ({ yTrue, predictions, nClasses }: Outcomes) => {
    const rankings = Array.from({ length: nClasses }, (_, code) =>
      rankingOf(predictions.probabilities?.[code], yTrue, code),
    );
    return (weights: Float64Array | undefined): number => {
      let [sum, weight] = [0, 0];
      for (const ranking of rankings) {
        if (!ranking) return Number.NaN;
        const [rows, others] = classWeights(ranking, weights);
        if (!(rows > 0 && others > 0)) continue;
        sum += weightOf(rows) * rankedAuc(ranking, weights);
        weight += weightOf(rows);
      }
      return sum / weight;
    };
  };
  return {
    ...rest,
    tasks: ['multiclass'],
    direction: 'maximize',
    bounds: [0, 1],
    needs: 'probabilities',
    interval: 'bootstrap',
    compute: (outcomes) => prepare(outcomes)(outcomes.sampleWeight),
    reweighting: prepare,
  };
}
