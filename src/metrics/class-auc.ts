/** Means over classes of the area under the ROC curve of the class against the rest. */
import type { Metric, Outcomes } from './metric.ts';
import { classWeights, rankedAuc, rankingOf } from './ranking.ts';
import { aucInfluence } from './ranking-influence.ts';

/** How much the area of a class counts: all alike, or by its rows. Absent classes are left out. */
type ClassShare = 'equal' | 'by_rows';

/** Defines a metric as a mean over classes. */
export function classAucMetric(
  definition: Pick<Metric, 'name' | 'description'> & { readonly share: ClassShare },
): Metric {
  const { share, ...rest } = definition;
  const rankings = ({ yTrue, predictions, nClasses }: Outcomes) =>
    Array.from({ length: nClasses }, (_, code) => rankingOf(predictions.probabilities?.[code], yTrue, code));
  const prepare = (outcomes: Outcomes) => {
    const ranked = rankings(outcomes);
    return (weights: Float64Array | undefined): number => {
      let [sum, weight] = [0, 0];
      for (const ranking of ranked) {
        if (!ranking) return Number.NaN;
        const [rows, others] = classWeights(ranking, weights);
        if (!(rows > 0 && others > 0)) continue;
        const counted = share === 'equal' ? 1 : rows;
        sum += counted * rankedAuc(ranking, weights);
        weight += counted;
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
    interval: 'bca',
    compute: (outcomes) => prepare(outcomes)(outcomes.sampleWeight),
    reweighting: prepare,
    influence(outcomes) {
      const influence = new Float64Array(outcomes.yTrue.length);
      const [areas, counts]: [number[], number[]] = [[], []];
      for (const [code, ranking] of rankings(outcomes).entries()) {
        if (!ranking) return undefined;
        const [rows, others] = classWeights(ranking, undefined);
        counts[code] = !(rows > 0 && others > 0) ? 0 : share === 'equal' ? 1 : rows;
        if (counts[code] === 0) continue;
        areas[code] = rankedAuc(ranking, undefined);
        const moved = aucInfluence(ranking);
        for (let at = 0; at < moved.length; at++) influence[ranking.order[at]] += counts[code] * moved[at];
      }
      const counted = counts.reduce((all, each) => all + each, 0);
      const area = areas.reduce((all, each, code) => all + each * counts[code], 0) / counted;
      // By rows, a row also makes its class count for more.
      const own = (row: number) => (share === 'equal' ? 0 : areas[outcomes.yTrue[row]] - area);
      return influence.map((moved, row) => moved / counted + own(row));
    },
  };
}
