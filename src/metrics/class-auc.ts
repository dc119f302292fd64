/** Means over classes of the area under the ROC curve of the class against the rest. */
import {
  type ClassPlaces,
  classTotals,
  placedWeights,
  placesOfClasses,
  type RowsByClass,
  rightPairs,
  rowsByClass,
  weightAbove,
} from './class-places.ts';
import type { Metric, Outcomes } from './metric.ts';

/** How much the area of a class counts: all alike, or by its rows. Absent classes are left out. */
type ClassShare = 'equal' | 'by_rows';

/** Defines a metric as a mean over classes. */
export function classAucMetric(
  definition: Pick<Metric, 'name' | 'description'> & { readonly share: ClassShare },
): Metric {
  const { share, ...rest } = definition;
  const prepare = (outcomes: Outcomes) => {
    const parted = rowsByClass(outcomes);
    const places = placesOfClasses(outcomes, parted);
    return (sampleWeight: Float64Array | undefined): number => {
      if (!places) return Number.NaN;
      const weights = placedWeights(parted, sampleWeight);
      const totals = classTotals(parted, weights);
      const after = new Float64Array(totals.length + 1);
      for (let code = totals.length - 1; code >= 0; code--) after[code] = after[code + 1] + totals[code];
      let [sum, weight, before] = [0, 0, 0];
      for (let code = 0; code < totals.length; before += totals[code++]) {
        const [rows, others] = [totals[code], before + after[code + 1]];
        if (!(rows > 0 && others > 0)) continue;
        const counted = share === 'equal' ? 1 : rows;
        sum += counted * areaAgainstRest(places[code], parted, code, weights, rows * others);
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
      const parted = rowsByClass(outcomes);
      const places = placesOfClasses(outcomes, parted);
      if (!places) return undefined;
      const weights = placedWeights(parted, undefined);
      const influence = new Float64Array(outcomes.yTrue.length);
      const [areas, counts]: [number[], number[]] = [[], []];
      for (const [code, ofClass] of places.entries()) {
        const rows = parted.starts[code + 1] - parted.starts[code];
        const others = influence.length - rows;
        counts[code] = !(rows > 0 && others > 0) ? 0 : share === 'equal' ? 1 : rows;
        if (counts[code] === 0) continue;
        areas[code] = areaAgainstRest(ofClass, parted, code, weights, rows * others);
        addInfluence(influence, ofClass, parted, code, { area: areas[code], counted: counts[code] });
      }
      const counted = counts.reduce((all, each) => all + each, 0);
      const area = areas.reduce((all, each, code) => all + each * counts[code], 0) / counted;
      // By rows, a row also makes its class count for more.
      const own = (row: number) => (share === 'equal' ? 0 : areas[outcomes.yTrue[row]] - area);
      return influence.map((moved, row) => moved / counted + own(row));
    },
  };
}

function areaAgainstRest(
  places: ClassPlaces,
  parted: RowsByClass,
  code: number,
  weights: Float64Array,
  pairs: number,
): number {
  const above = weightAbove(places, parted, code, weights);
  const [begin, end] = [parted.starts[code], parted.starts[code + 1]];
  const right =
    rightPairs(above, places.place, weights, 0, begin) + rightPairs(above, places.place, weights, end, weights.length);
  return Math.min(1, right / pairs);
}

/** What the area of one class gains from each row: its placement among the other side less the area (DeLong et al. 1988). */
function addInfluence(
  influence: Float64Array,
  places: ClassPlaces,
  parted: RowsByClass,
  code: number,
  { area, counted }: { readonly area: number; readonly counted: number },
): void {
  const { rows, starts } = parted;
  const { place, distinct } = places;
  const n = rows.length;
  const [begin, end] = [starts[code], starts[code + 1]];
  const own = end - begin;
  const above = weightAbove(places, parted, code, new Float64Array(n).fill(1));
  const othersAt = new Float64Array(2 * distinct + 1);
  for (let at = 0; at < n; at++) if (at < begin || at >= end) othersAt[place[at]]++;
  // By place of a row of the class: others below it, those at the same probability counted half.
  const below = new Float64Array(2 * distinct + 1);
  for (let tie = distinct - 1, sum = 0; tie >= 0; tie--) {
    sum += othersAt[2 * tie + 2];
    below[2 * tie + 1] = sum + othersAt[2 * tie + 1] / 2;
    sum += othersAt[2 * tie + 1];
  }
  for (let at = 0; at < n; at++) {
    const isOwn = at >= begin && at < end;
    const placement = isOwn ? below[place[at]] / (n - own) : above[place[at]] / own;
    influence[rows[at]] += counted * ((n / (isOwn ? own : n - own)) * (placement - area));
  }
}
