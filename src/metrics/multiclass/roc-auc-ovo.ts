/** Area under the ROC curve of each pair of classes. */
import { classTotals, placedWeights, placesOfClasses, rightPairs, rowsByClass, weightAbove } from '../class-places.ts';
import { defineMetric, type Outcomes } from '../metric.ts';

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
  compute: (outcomes) => prepare(outcomes)(outcomes.sampleWeight),
  reweighting: prepare,
  influence,
});

function prepare(outcomes: Outcomes): (sampleWeight: Float64Array | undefined) => number {
  const parted = rowsByClass(outcomes);
  const { starts } = parted;
  const occurring = occurringClasses(starts);
  const places = placesOfClasses(outcomes, parted, occurring);
  return (sampleWeight) => {
    if (!places) return Number.NaN;
    const weights = placedWeights(parted, sampleWeight);
    const totals = classTotals(parted, weights);
    const weighed = occurring.filter((code) => totals[code] > 0);
    const above = new Map(weighed.map((code) => [code, weightAbove(places[code], parted, code, weights)]));
    const area = (code: number, other: number) => {
      const right = rightPairs(above.get(code)!, places[code].place, weights, starts[other], starts[other + 1]);
      return Math.min(1, right / (totals[code] * totals[other]));
    };
    let sum = 0;
    for (const [i, a] of weighed.entries()) {
      for (let j = i + 1; j < weighed.length; j++) {
        sum += area(a, weighed[j]);
        sum += area(weighed[j], a);
      }
    }
    return sum / (weighed.length * (weighed.length - 1));
  };
}

/** Of each pair what the area under one ROC curve gains from a row (DeLong et al. 1988), in mean. */
function influence(outcomes: Outcomes): Float64Array | undefined {
  const parted = rowsByClass(outcomes);
  const { rows, starts } = parted;
  const occurring = occurringClasses(starts);
  const places = placesOfClasses(outcomes, parted, occurring);
  if (!places) return undefined;
  const ones = placedWeights(parted, undefined);
  const moved = new Float64Array(rows.length);
  for (const code of occurring) {
    const { place, distinct } = places[code];
    const own = starts[code + 1] - starts[code];
    const above = weightAbove(places[code], parted, code, ones);
    /** By place, the shares of the rows of the other classes there. */
    const sharesAt = new Float64Array(2 * distinct + 1);
    let areas = 0;
    for (const other of occurring) {
      if (other === code) continue;
      const [begin, end] = [starts[other], starts[other + 1]];
      const area = rightPairs(above, place, ones, begin, end) / (own * (end - begin));
      areas += area;
      for (let at = begin; at < end; at++) {
        sharesAt[place[at]] += 1 / (end - begin);
        moved[rows[at]] += (above[place[at]] / own - area) / (end - begin);
      }
    }
    const below = new Float64Array(2 * distinct + 1);
    for (let tie = distinct - 1, sum = 0; tie >= 0; tie--) {
      sum += sharesAt[2 * tie + 2];
      below[2 * tie + 1] = sum + sharesAt[2 * tie + 1] / 2;
      sum += sharesAt[2 * tie + 1];
    }
    for (let at = starts[code]; at < starts[code + 1]; at++) moved[rows[at]] += (below[place[at]] - areas) / own;
  }
  const pairs = occurring.length * (occurring.length - 1);
  return moved.map((each) => (each * rows.length) / pairs);
}

function occurringClasses(starts: Int32Array): number[] {
  return Array.from({ length: starts.length - 1 }, (_, code) => code).filter((code) => starts[code + 1] > starts[code]);
}
