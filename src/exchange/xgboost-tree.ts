/** A tree of an XGBoost model: its strict float32 comparisons as comparisons with the number below, its sets of categories. */
import { type Forest, nodeKinds } from '../estimators/tree/forest.ts';
import { readings } from '../estimators/tree/imported-columns.ts';
import type { ColumnList } from './column-list.ts';
import { countAt, type DocumentObject, type Numbers, numbersAt, objectAt } from './document.ts';
import { float32Below } from './float32-order.ts';
import { invalidFile, type SizeBudget, unsupportedModel } from './model-file-error.ts';
import { treeForest } from './tree-forest.ts';
import { layOut } from './tree-layout.ts';
import { CategorySets, categoricalNodes } from './xgboost-categories.ts';

/** What all trees of a model share. */
export interface XgboostContext {
  readonly columns: ColumnList;
  /** nFeatures sums of gains, to which the trees add. */
  readonly gains: Float64Array;
  /** For each feature the code of categories that are not known: one above all codes in its splits. */
  readonly tops: Int32Array;
  readonly budget: SizeBudget;
}

/** Counts of rows that weigh little are kept as whole numbers with this many at the root. */
const coverOfRoot = 1_000_000_000;

/**
 * @param weight Factor of the leaves, float32: what a DART model gives the tree.
 * @throws MODEL_FILE_INVALID, MODEL_FILE_UNSUPPORTED (vector leaves)
 */
export function xgboostTree(tree: DocumentObject, context: XgboostContext, weight: number, what: string): Forest {
  checkLeafSize(tree);
  const lefts = numbersAt(tree, 'left_children');
  const nNodes = lefts.length;
  if (nNodes === 0) throw invalidFile(`${what} has no node`);
  context.budget.takeNodes(nNodes);
  const ofNodes = (key: string, optional = false) => {
    const values = numbersAt(tree, key, optional);
    if (values.length === nNodes || (optional && values.length === 0)) return values;
    throw invalidFile(`${what}: ${key} must be ${nNodes} numbers`);
  };
  const rights = ofNodes('right_children');
  const features = ofNodes('split_indices');
  const conditions = ofNodes('split_conditions');
  const defaults = ofNodes('default_left');
  const gains = ofNodes('loss_changes', true);
  const setOf = categoricalNodes(tree, what);
  const isCategorical = splitTypes(ofNodes('split_type', true), setOf, what);
  const sets = new CategorySets(context.budget);

  const kinds = new Uint8Array(nNodes);
  const columns = new Int32Array(nNodes);
  const values = new Float64Array(nNodes);
  const layout = layOut({ lefts, rights }, what);
  // Nodes that were pruned stay in the file, out of reach and with any content.
  for (const node of layout.order) {
    if (lefts[node] === -1) {
      values[node] = leafValue(conditions[node], weight, what);
      continue;
    }
    const feature = features[node];
    if (!(feature >= 0 && feature < context.gains.length && Number.isInteger(feature))) {
      throw invalidFile(`${what} splits on feature ${feature}`);
    }
    const missingLeft = defaults[node] !== 0;
    if (isCategorical(node)) {
      kinds[node] = missingLeft ? nodeKinds.categoryMissingLeft : nodeKinds.categoryMissingRight;
      values[node] = sets.add(setOf.get(node)!, context.tops[feature]);
      columns[node] = context.columns.place(feature, readings.float32Code);
    } else {
      kinds[node] = missingLeft ? nodeKinds.numberMissingLeft : nodeKinds.numberMissingRight;
      values[node] = thresholdOf(conditions[node], what);
      columns[node] = context.columns.place(feature, readings.float32);
    }
    if (gains[node] > 0 && Number.isFinite(Math.fround(gains[node])))
      context.gains[feature] += Math.fround(gains[node]);
  }
  const covers = coversOf(ofNodes('sum_hessian', true), nNodes);
  return treeForest({ kinds, columns, values, covers, categories: sets.joined() }, layout);
}

function checkLeafSize(tree: DocumentObject): void {
  if (countAt(objectAt(tree, 'tree_param'), 'size_leaf_vector', 1) > 1) {
    throw unsupportedModel('trees with vector leaves (multi_strategy=multi_output_tree)');
  }
}

/** Tells categorical nodes, after a check that types and sets name the same nodes. */
function splitTypes(types: Numbers, setOf: ReadonlyMap<number, Numbers>, what: string) {
  let count = 0;
  for (const [node, type] of types.entries()) {
    if (type !== 0 && type !== 1) throw invalidFile(`${what} has a split of an unknown type`);
    if (type === 0) continue;
    if (!setOf.has(node)) throw invalidFile(`${what}: node ${node} has no set of categories`);
    count++;
  }
  if (count !== setOf.size) throw invalidFile(`${what} has sets of categories without a node`);
  return (node: number) => types[node] === 1;
}

function leafValue(condition: number, weight: number, what: string): number {
  const value = Math.fround(Math.fround(condition) * weight);
  if (Number.isFinite(value)) return value;
  throw invalidFile(`${what} has a leaf that is no finite number`);
}

function thresholdOf(condition: number, what: string): number {
  const threshold = Math.fround(condition);
  if (threshold > Number.NEGATIVE_INFINITY) return float32Below(threshold);
  throw invalidFile(`${what} has a threshold that is no number`);
}

/** XGBoost has sums of second derivatives; their ratios count. */
function coversOf(hessians: Numbers, nNodes: number): Int32Array {
  const covers = new Int32Array(nNodes);
  if (!(hessians[0] > 0 && Number.isFinite(hessians[0]))) return covers;
  for (const [node, hessian] of hessians.entries()) {
    const share = Math.min(1, Math.max(0, Math.fround(hessian) / Math.fround(hessians[0])));
    covers[node] = Math.round(share * coverOfRoot);
  }
  return covers;
}
