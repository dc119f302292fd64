/** A forest as short texts: each distinct threshold and set is written once, and most other numbers take one byte. */
import { type Forest, nodeKinds } from '../../estimators/tree/forest.ts';
import { doublesText, integersText } from './encode-arrays.ts';
import type { PackedForest } from './runtime/plan.ts';

/** Unpacking gives a forest back that answers alike: -0 may become 0 in a threshold, and `covers` is left out. */
export function encodeForest(forest: Forest, nFeatures: number): PackedForest {
  const { kinds, features, values, lefts } = forest;
  const thresholds = Array.from({ length: nFeatures }, () => new Places<number>());
  const sets = new Places<string>();
  const setStarts: number[] = [];
  const categories: number[] = [];
  const codes: number[] = [];
  const steps: number[] = [];
  const places: number[] = [];
  const leaves: number[] = [];
  for (let node = 0; node < kinds.length; node++) {
    const kind = kinds[node];
    if (kind === nodeKinds.leaf) {
      codes.push(0);
      leaves.push(values[node]);
      continue;
    }
    codes.push(1 + (kind - 1) + 4 * features[node]);
    steps.push(lefts[node] - node - 1);
    if (kind <= nodeKinds.numberMissingRight) {
      places.push(thresholds[features[node]].of(values[node]));
      continue;
    }
    const set = setAt(forest.categories, values[node]);
    const place = sets.of(set.join());
    if (place === setStarts.length) {
      setStarts.push(categories.length);
      categories.push(...set);
    }
    places.push(setStarts[place]);
  }
  return {
    roots: integersText(forest.roots),
    codes: integersText(codes),
    lefts: integersText(steps),
    places: integersText(places),
    counts: integersText(thresholds.map(({ all }) => all.length)),
    thresholds: doublesText(thresholds.flatMap(({ all }) => all)),
    leaves: doublesText(leaves),
    categories: integersText(categories),
  };
}

/** The number of codes of a set and the words that hold its bits. */
function setAt(categories: Uint32Array, start: number): Uint32Array {
  return categories.subarray(start, start + 1 + Math.ceil(categories[start] / 32));
}

/** Numbers distinct values in order of first appearance. */
class Places<Value> {
  readonly all: Value[] = [];
  readonly #places = new Map<Value, number>();

  of(value: Value): number {
    const known = this.#places.get(value);
    if (known !== undefined) return known;
    this.#places.set(value, this.all.length);
    return this.all.push(value) - 1;
  }
}
