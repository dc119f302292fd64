/** A tree of LightGBM's text format: its decisions as node kinds and its missing types as readings of columns. */
import { type Forest, nodeKinds } from '../estimators/tree/forest.ts';
import { readings, zeroBound } from '../estimators/tree/imported-columns.ts';
import type { ColumnList } from './column-list.ts';
import { countField, numbersField, wholeField, wordsField } from './lightgbm-fields.ts';
import type { Fields } from './lightgbm-sections.ts';
import { invalidFile, type SizeBudget, unsupportedModel } from './model-file-error.ts';
import { treeForest } from './tree-forest.ts';
import { layOut } from './tree-layout.ts';

/** Bits of `decision_type`. */
const [categorical, defaultLeft] = [1, 2];
const missingTypes = { none: 0, zero: 1, nan: 2 } as const;
const missingShift = 2;

/** The largest number below the range that counts as zero. */
const belowZeroRange = -1.0000000180025096e-35;

/** What all trees of a model share. */
export interface LightgbmContext {
  readonly columns: ColumnList;
  /** nFeatures sums of gains, to which the trees add. */
  readonly gains: Float64Array;
  readonly budget: SizeBudget;
}

/** @throws MODEL_FILE_INVALID, MODEL_FILE_UNSUPPORTED (linear leaves) */
export function lightgbmTree(fields: Fields, { columns, gains, budget }: LightgbmContext, what: string): Forest {
  if ((fields.get('is_linear') ?? '0') !== '0') throw unsupportedModel('linear trees (linear_tree)');
  const nLeaves = countField(fields, 'num_leaves', what);
  if (nLeaves < 1) throw invalidFile(`${what} has no leaf`);
  budget.takeNodes(2 * nLeaves - 1);
  const leafValues = numbersField(fields, 'leaf_value', nLeaves, what);
  if (!leafValues.every(Number.isFinite)) throw invalidFile(`${what} has a leaf that is no finite number`);
  const nSplits = nLeaves - 1;
  const whole = (key: string) => wholeField(fields, key, nSplits, what);
  const features = whole('split_feature');
  const decisions = whole('decision_type');
  const thresholds = numbersField(fields, 'threshold', nSplits, what);
  const sets = categorySets(fields, budget, what);

  const nNodes = nSplits + nLeaves;
  const kinds = new Uint8Array(nNodes);
  const columnOf = new Int32Array(nNodes);
  const values = new Float64Array(nNodes);
  values.set(leafValues, nSplits);
  for (let node = 0; node < nSplits; node++) {
    const feature = features[node];
    if (!(feature >= 0 && feature < gains.length)) throw invalidFile(`${what} splits on feature ${feature}`);
    const missing = decisions[node] >> missingShift;
    if (!(decisions[node] >= 0 && missing <= missingTypes.nan))
      throw invalidFile(`${what} has an unknown decision_type`);
    if ((decisions[node] & categorical) !== 0) {
      // What is missing, negative or unknown is in no set and goes right.
      kinds[node] = nodeKinds.categoryMissingRight;
      values[node] = sets.startOf(thresholds[node]);
      columnOf[node] = columns.place(feature, readings.truncatedCode);
      continue;
    }
    if (Number.isNaN(thresholds[node])) throw invalidFile(`${what} has a threshold that is no number`);
    // Without a missing type LightGBM reads NaN as 0.
    const left = missing === missingTypes.none ? 0 <= thresholds[node] : (decisions[node] & defaultLeft) !== 0;
    kinds[node] = left ? nodeKinds.numberMissingLeft : nodeKinds.numberMissingRight;
    values[node] = aroundZero(thresholds[node]);
    columnOf[node] = columns.place(feature, missing === missingTypes.zero ? readings.zeroIsMissing : readings.number);
  }
  addGains(fields, features, gains, what);
  const lefts = children(whole('left_child'), nNodes);
  const rights = children(whole('right_child'), nNodes);
  const tree = { kinds, columns: columnOf, values, covers: covers(fields, nSplits, nLeaves, what) };
  return treeForest({ ...tree, categories: sets.categories }, layOut({ lefts, rights }, what));
}

/**
 * LightGBM takes values of at most 1e-35 (float32) for 0 before a tree sees them. A threshold among them is moved to the end
 * of that range, so that all of its values fall to the side of 0.
 */
function aroundZero(threshold: number): number {
  if (threshold >= 0 && threshold < zeroBound) return zeroBound;
  return threshold < 0 && threshold >= -zeroBound ? belowZeroRange : threshold;
}

/** Split i is node i, leaf i is node nSplits + i; in the file leaf i is -1 - i. */
function children(ofSplits: Int32Array, nNodes: number): Int32Array {
  const nSplits = ofSplits.length;
  const nodes = new Int32Array(nNodes).fill(-1);
  // Out of the range of splits and leaves it stays out of range, never -1.
  for (let i = 0; i < nSplits; i++)
    nodes[i] = ofSplits[i] < 0 ? nSplits - 1 - ofSplits[i] : toSplit(ofSplits[i], nSplits, nNodes);
  return nodes;
}

function toSplit(child: number, nSplits: number, nNodes: number): number {
  return child < nSplits ? child : nNodes;
}

/** Training rows per node; zero where the file has none. */
function covers(fields: Fields, nSplits: number, nLeaves: number, what: string): Int32Array {
  const counts = new Int32Array(nSplits + nLeaves);
  if (fields.has('internal_count') && nSplits > 0) counts.set(wholeField(fields, 'internal_count', nSplits, what));
  if (fields.has('leaf_count') && nSplits > 0) counts.set(wholeField(fields, 'leaf_count', nLeaves, what), nSplits);
  return counts;
}

function addGains(fields: Fields, features: Int32Array, gains: Float64Array, what: string): void {
  if (!fields.has('split_gain')) return;
  for (const [split, gain] of numbersField(fields, 'split_gain', features.length, what).entries()) {
    if (gain > 0 && Number.isFinite(gain)) gains[features[split]] += gain;
  }
}

/** The bit sets of categories in the layout of `Forest`. */
function categorySets(fields: Fields, budget: SizeBudget, what: string) {
  const nSets = countField(fields, 'num_cat', what);
  if (nSets === 0) return { categories: new Uint32Array(), startOf: () => noSet(what) };
  const bounds = wholeField(fields, 'cat_boundaries', nSets + 1, what);
  if (bounds[0] !== 0 || !bounds.every((bound, i) => i === 0 || bound > bounds[i - 1])) noSet(what);
  budget.takeWords(bounds[nSets]);
  const words = wordsField(fields, 'cat_threshold', bounds[nSets], what);
  const categories = new Uint32Array(nSets + words.length);
  for (let set = 0; set < nSets; set++) {
    categories[bounds[set] + set] = (bounds[set + 1] - bounds[set]) * 32;
    categories.set(words.subarray(bounds[set], bounds[set + 1]), bounds[set] + set + 1);
  }
  const startOf = (set: number) => (Number.isInteger(set) && set >= 0 && set < nSets ? bounds[set] + set : noSet(what));
  return { categories, startOf };
}

function noSet(what: string): never {
  throw invalidFile(`${what} has sets of categories that do not fit`);
}
