/** Area under the ROC curve of each pair of classes. */
import { defineMetric, type Outcomes } from '../metric.ts';
import { type Ranking, rankedAuc, rankingOf } from '../ranking.ts';
import { aucInfluence } from '../ranking-influence.ts';

/** Rankings of all pairs together may hold this many positions; above, they are made again for every weighting. */
const mostKept = 10_000_000;

/**
 * Mean over pairs of classes that occur in the truth, on the rows of the pair alone, by either class's probability (Hand and
 * Till 2001). NaN when fewer than two occur.
 */
export const rocAucOvoScore = defineMetric({
  name: 'roc_auc_ovo',
  description: 'Area under the ROC curve of each pair of classes, unweighted mean over pairs.',
  tasks: ['multiclass'],
  direction: 'maximize',
  bounds: [0, 1],
  needs: 'probabilities',
  interval: 'bca',
  compute: (outcomes) => meanOverPairs(pairRankings(outcomes), outcomes.sampleWeight),
  reweighting(outcomes) {
    if (2 * outcomes.nClasses * outcomes.yTrue.length > mostKept) {
      return (sampleWeight) => meanOverPairs(pairRankings(outcomes), sampleWeight);
    }
    const kept = [...pairRankings(outcomes)];
    return (sampleWeight) => meanOverPairs(kept, sampleWeight);
  },
  influence(outcomes) {
    const n = outcomes.yTrue.length;
    const influence = new Float64Array(n);
    let rankings = 0;
    for (const ranking of pairRankings(outcomes)) {
      if (!ranking) return undefined;
      const moved = aucInfluence(ranking);
      for (let at = 0; at < moved.length; at++) influence[ranking.order[at]] += (n / moved.length) * moved[at];
      rankings++;
    }
    return influence.map((moved) => moved / rankings);
  },
});

function meanOverPairs(rankings: Iterable<Ranking | undefined>, weights: Float64Array | undefined): number {
  let [sum, counted] = [0, 0];
  for (const ranking of rankings) {
    if (!ranking) return Number.NaN;
    const area = rankedAuc(ranking, weights);
    if (Number.isNaN(area)) continue;
    sum += area;
    counted++;
  }
  return sum / counted;
}

/** For each pair of classes that occur, the rows of both ranked by either class's probability; `order` holds rows of the whole. */
function* pairRankings({ yTrue, predictions, nClasses }: Outcomes): Generator<Ranking | undefined> {
  const rowsOf = Array.from({ length: nClasses }, (): number[] => []);
  for (let i = 0; i < yTrue.length; i++) rowsOf[yTrue[i]].push(i);
  const occurring = rowsOf.flatMap((rows, code) => (rows.length > 0 ? [code] : []));
  for (const [i, a] of occurring.entries()) {
    for (const b of occurring.slice(i + 1)) {
      const rows = [...rowsOf[a], ...rowsOf[b]];
      const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]);
      for (const code of [a, b]) {
        const column = predictions.probabilities?.[code];
        const ranking = column && rankingOf(pick(column), pick(yTrue), code);
        yield ranking && { ...ranking, order: ranking.order.map((at) => rows[at]) };
      }
    }
  }
}
