/** Trees as flat arrays: the form that is stored and that predictions read. */
import { z } from 'zod';
import { nearestFinite } from './nearest-finite.ts';

/** What a node does with a row; the numbers are part of the state format. */
export const nodeKinds = {
  leaf: 0,
  /** Left when value <= threshold. */
  numberMissingLeft: 1,
  numberMissingRight: 2,
  /** Left when the category is in the set. */
  categoryMissingLeft: 3,
  categoryMissingRight: 4,
} as const;

/** A list of trees. Nodes of a tree follow each other, parents before children. */
export type Forest = {
  /** First node of each tree. */
  readonly roots: Int32Array;
  /** nNodes of `nodeKinds`. */
  readonly kinds: Uint8Array;
  /** nNodes columns that splits look at; 0 for leaves. */
  readonly features: Int32Array;
  /** nNodes: a leaf's value, a threshold, or where the set begins in `categories`. */
  readonly values: Float64Array;
  /** nNodes left children; the right one is the next node; 0 for leaves. */
  readonly lefts: Int32Array;
  /** nNodes numbers of training rows that came by: the background of explanations. */
  readonly covers: Int32Array;
  /** Sets of categories: the number n of codes, then ceil(n / 32) words whose bits tell which codes go left. */
  readonly categories: Uint32Array;
};

/** The arrays alone; `isSoundForest` checks what they hold. */
export const forestShape = z.strictObject({
  roots: z.instanceof(Int32Array),
  kinds: z.instanceof(Uint8Array),
  features: z.instanceof(Int32Array),
  values: z.instanceof(Float64Array),
  lefts: z.instanceof(Int32Array),
  covers: z.instanceof(Int32Array),
  categories: z.instanceof(Uint32Array),
});

/** False when a walk through it could leave the arrays or never end, or could end at a value that is not finite. */
export function isSoundForest(forest: Forest, nFeatures: number): boolean {
  const { roots, kinds, features, values, lefts, covers } = forest;
  const nNodes = kinds.length;
  if ([features, values, lefts, covers].some((array) => array.length !== nNodes)) return false;
  for (const root of roots) if (!(root >= 0 && root < nNodes)) return false;
  for (let node = 0; node < nNodes; node++) {
    const value = values[node];
    if (kinds[node] === nodeKinds.leaf) {
      if (!Number.isFinite(value)) return false;
      continue;
    }
    if (kinds[node] > nodeKinds.categoryMissingRight) return false;
    if (!(features[node] >= 0 && features[node] < nFeatures)) return false;
    if (!(lefts[node] > node && lefts[node] + 1 < nNodes)) return false;
    const sound = kinds[node] <= nodeKinds.numberMissingRight ? !Number.isNaN(value) : isSet(forest.categories, value);
    if (!sound) return false;
  }
  return true;
}

function isSet(categories: Uint32Array, start: number): boolean {
  if (!(Number.isInteger(start) && start >= 0 && start < categories.length)) return false;
  return start + 1 + Math.ceil(categories[start] / 32) <= categories.length;
}

/** The trees of all forests in order, each leaf value times `unit`. */
export function joinForests(forests: readonly Forest[], unit: number): Forest {
  const count = (lengthOf: (forest: Forest) => number) => forests.reduce((sum, forest) => sum + lengthOf(forest), 0);
  const nNodes = count(({ kinds }) => kinds.length);
  const joined = {
    roots: new Int32Array(count(({ roots }) => roots.length)),
    kinds: new Uint8Array(nNodes),
    features: new Int32Array(nNodes),
    values: new Float64Array(nNodes),
    lefts: new Int32Array(nNodes),
    covers: new Int32Array(nNodes),
    categories: new Uint32Array(count(({ categories }) => categories.length)),
  };
  let tree = 0;
  let node = 0;
  let set = 0;
  for (const forest of forests) {
    for (const root of forest.roots) joined.roots[tree++] = root + node;
    joined.features.set(forest.features, node);
    joined.kinds.set(forest.kinds, node);
    joined.covers.set(forest.covers, node);
    joined.categories.set(forest.categories, set);
    for (const [i, kind] of forest.kinds.entries()) {
      const value = forest.values[i];
      const isCategory = kind >= nodeKinds.categoryMissingLeft;
      joined.values[node + i] =
        kind === nodeKinds.leaf ? nearestFinite(value * unit) : isCategory ? value + set : value;
      joined.lefts[node + i] = kind === nodeKinds.leaf ? 0 : forest.lefts[i] + node;
    }
    node += forest.kinds.length;
    set += forest.categories.length;
  }
  return joined;
}
