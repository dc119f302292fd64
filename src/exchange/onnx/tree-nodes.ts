/** Trees as the node lists of ONNX. A split on a set of categories becomes a chain of tests for equality. */
import { ModelwrightError } from '../../core/errors.ts';
import { type Forest, nodeKinds } from '../../estimators/tree/forest.ts';

/** One node: a test with the nodes that follow, or a leaf with its value. */
export interface OnnxNode {
  readonly tree: number;
  readonly id: number;
  readonly mode: 'BRANCH_LEQ' | 'BRANCH_EQ' | 'LEAF';
  readonly feature: number;
  /** Threshold, code, or the value of a leaf. */
  readonly value: number;
  readonly whenTrue: number;
  readonly whenFalse: number;
  /** Whether a missing value counts as true. */
  readonly missingTrue: boolean;
}

/** Most nodes of a file, which then has about 60 MB. */
const mostNodes = 1_000_000;

/**
 * The nodes of all trees, each tree from its root on. Of a set, the codes that leave the side of missing values are tested
 * one by one, so whatever is no code goes where the library sends it. Ends of a chain share the node that they lead to.
 *
 * @throws EXPORT_UNSUPPORTED when the chains come to more nodes than a file should have.
 */
export function onnxNodes(forest: Forest): OnnxNode[] {
  const chains = Array.from(forest.kinds, (_, node) => movedCodes(forest, node));
  const total = chains.reduce((sum, chain) => sum + Math.max(1, chain.length), 0);
  if (total > mostNodes) {
    const problem = `its splits on categories come to ${total} nodes, more than ${mostNodes}; esm has no such limit`;
    throw new ModelwrightError('EXPORT_UNSUPPORTED', { format: 'onnx', problem });
  }
  return Array.from(forest.roots, (_, tree) => treeNodes(forest, chains, tree)).flat();
}

function treeNodes(forest: Forest, chains: readonly (readonly number[])[], tree: number): OnnxNode[] {
  const { kinds, features, values, lefts } = forest;
  const nodes: OnnxNode[] = [];
  const ids = new Map<number, number>();
  const waiting: number[] = [];
  let nextId = 0;
  const idOf = (node: number): number => {
    let target = node;
    // A set that moves no code decides nothing: every row goes with the missing values.
    while (isSet(forest, target) && chains[target].length === 0) target = lefts[target] + missingSide(forest, target);
    const known = ids.get(target);
    if (known !== undefined) return known;
    const id = nextId;
    nextId += Math.max(1, chains[target].length);
    ids.set(target, id);
    waiting.push(target);
    return id;
  };
  idOf(forest.roots[tree]);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const id = ids.get(node)!;
    const value = values[node];
    const common = { tree, feature: features[node] };
    if (kinds[node] === nodeKinds.leaf) {
      nodes.push({ ...common, id, mode: 'LEAF', value, whenTrue: 0, whenFalse: 0, missingTrue: false });
    } else if (isSet(forest, node)) {
      const side = missingSide(forest, node);
      const whenTrue = idOf(lefts[node] + 1 - side);
      const end = idOf(lefts[node] + side);
      for (const [i, code] of chains[node].entries()) {
        const whenFalse = i === chains[node].length - 1 ? end : id + i + 1;
        nodes.push({ ...common, id: id + i, mode: 'BRANCH_EQ', value: code, whenTrue, whenFalse, missingTrue: false });
      }
    } else {
      const missingTrue = kinds[node] === nodeKinds.numberMissingLeft;
      const whenTrue = idOf(lefts[node]);
      const whenFalse = idOf(lefts[node] + 1);
      nodes.push({ ...common, id, mode: 'BRANCH_LEQ', value, whenTrue, whenFalse, missingTrue });
    }
  }
  return nodes;
}

function isSet({ kinds }: Forest, node: number): boolean {
  return kinds[node] > nodeKinds.numberMissingRight;
}

/** Where missing values go at a set: 0 for left, 1 for right. */
function missingSide({ kinds }: Forest, node: number): number {
  return kinds[node] === nodeKinds.categoryMissingLeft ? 0 : 1;
}

/** The codes of a set that do not go with the missing values; none for other nodes. */
function movedCodes(forest: Forest, node: number): number[] {
  if (!isSet(forest, node)) return [];
  const { values, categories } = forest;
  const start = values[node];
  const leftIsMoved = missingSide(forest, node) === 1;
  const codes: number[] = [];
  for (let code = 0; code < categories[start]; code++) {
    const isLeft = ((categories[start + 1 + (code >>> 5)] >>> (code & 31)) & 1) === 1;
    if (isLeft === leftIsMoved) codes.push(code);
  }
  return codes;
}
