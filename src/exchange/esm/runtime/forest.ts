/** Trees of an exported module: unpacking, and the walk of one row. Carried inside exported modules. */
import { doublesOf, integersOf } from './decode.ts';
import type { PackedForest } from './plan.ts';

/** Arrays as in the library: kinds 0 leaf, 1 and 2 numbers, 3 and 4 sets; odd kinds send missing values left. */
export interface Trees {
  readonly roots: Uint32Array;
  readonly kinds: Uint8Array;
  readonly features: Int32Array;
  readonly values: Float64Array;
  readonly lefts: Int32Array;
  readonly categories: Uint32Array;
}

/** The forest that `encodeForest` packed. */
export function unpackForest(packed: PackedForest): Trees {
  const codes = integersOf(packed.codes);
  const steps = integersOf(packed.lefts);
  const places = integersOf(packed.places);
  const counts = integersOf(packed.counts);
  const thresholds = doublesOf(packed.thresholds);
  const leaves = doublesOf(packed.leaves);
  const starts = new Uint32Array(counts.length + 1);
  for (let j = 0; j < counts.length; j++) starts[j + 1] = starts[j] + counts[j];
  const kinds = new Uint8Array(codes.length);
  const features = new Int32Array(codes.length);
  const values = new Float64Array(codes.length);
  const lefts = new Int32Array(codes.length);
  let split = 0;
  let leaf = 0;
  for (let node = 0; node < codes.length; node++) {
    if (codes[node] === 0) {
      values[node] = leaves[leaf++];
      continue;
    }
    kinds[node] = ((codes[node] - 1) & 3) + 1;
    const feature = Math.floor((codes[node] - 1) / 4);
    features[node] = feature;
    values[node] = kinds[node] <= 2 ? thresholds[starts[feature] + places[split]] : places[split];
    lefts[node] = node + 1 + steps[split++];
  }
  return { roots: integersOf(packed.roots), kinds, features, values, lefts, categories: integersOf(packed.categories) };
}

/** Value of the leaf that a row's features reach in the tree that begins at `root`. */
export function leafOf(
  { kinds, features, values, lefts, categories }: Trees,
  root: number,
  inputs: Float64Array,
): number {
  let node = root;
  for (let kind = kinds[node]; kind !== 0; kind = kinds[node]) {
    const value = inputs[features[node]];
    const limit = values[node];
    if (kind > 2) node = lefts[node] + sideOf(categories, limit, value, kind === 3 ? 0 : 1);
    else if (value <= limit) node = lefts[node];
    else if (value > limit) node = lefts[node] + 1;
    else node = lefts[node] + (kind === 1 ? 0 : 1);
  }
  return values[node];
}

/** 0 when the set that begins at `start` holds the code, 1 when not; `otherwise` for what is no code. */
function sideOf(categories: Uint32Array, start: number, value: number, otherwise: number): number {
  if (!(value >= 0 && value < categories[start]) || !Number.isInteger(value)) return otherwise;
  return ~(categories[start + 1 + (value >>> 5)] >>> (value & 31)) & 1;
}
