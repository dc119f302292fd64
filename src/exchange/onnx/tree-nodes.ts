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

/** Most nodes of a file: at about 40 bytes each, 40 MB. */
const mostNodes = 1_000_000;

/**
 * The nodes of all trees, each tree from its root on. Of a set, the codes that leave the side of missing values are tested
 * one by one, so whatever is no code goes where the library sends it. Ends of a chain share the node that they lead to.
 *
 * @throws EXPORT_UNSUPPORTED when the chains come to more nodes than a file should have.
 */
export function onnxNodes(forest: Forest): OnnxNode[] {
  const nodes: OnnxNode[] = [];
  for (let tree = 0; tree < forest.roots.length; tree++) addTree(forest, tree, nodes);
  return nodes;
}

function addTree(forest: Forest, tree: number, nodes: OnnxNode[]): void {
  const { kinds, features, values, lefts } = forest;
  const ids = new Map<number, number>();
  let nextId = 0;
  const waiting: number[] = [];
  const idOf = (node: number): number => {
    const target = settled(forest, node);
    const known = ids.get(target);
    if (known !== undefined) return known;
    const id = nextId;
    nextId += Math.max(1, movedCodes(forest, target).length);
    ids.set(target, id);
    waiting.push(target);
    return id;
  };
  idOf(forest.roots[tree]);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const id = idOf(node);
    const value = values[node];
    const common = { tree, feature: features[node] };
    if (kinds[node] === nodeKinds.leaf) {
      nodes.push({ ...common, id, mode: 'LEAF', value, whenTrue: 0, whenFalse: 0, missingTrue: false });
    } else if (kinds[node] <= nodeKinds.numberMissingRight) {
      const missingTrue = kinds[node] === nodeKinds.numberMissingLeft;
      const whenTrue = idOf(lefts[node]);
      const whenFalse = idOf(lefts[node] + 1);
      nodes.push({ ...common, id, mode: 'BRANCH_LEQ', value, whenTrue, whenFalse, missingTrue });
    } else {
      const missingSide = otherwiseSide(forest, node);
      const whenTrue = idOf(lefts[node] + 1 - missingSide);
      const end = idOf(lefts[node] + missingSide);
      const codes = movedCodes(forest, node);
      for (const [i, code] of codes.entries()) {
        const whenFalse = i === codes.length - 1 ? end : id + i + 1;
        nodes.push({ ...common, id: id + i, mode: 'BRANCH_EQ', value: code, whenTrue, whenFalse, missingTrue: false });
      }
    }
    if (nodes.length + nextId - ids.size <= mostNodes) continue;
    const problem = `its splits on categories come to more than ${mostNodes} nodes; the format esm has no such limit`;
    throw new ModelwrightError('EXPORT_UNSUPPORTED', { format: 'onnx', problem });
  }
}

/** The node itself, or where every row goes that comes to it: a set that moves no code decides nothing. */
function settled(forest: Forest, node: number): number {
  let at = node;
  while (forest.kinds[at] > nodeKinds.numberMissingRight && movedCodes(forest, at).length === 0) {
    at = forest.lefts[at] + otherwiseSide(forest, at);
  }
  return at;
}

/** 0 when missing values go left, 1 when right. */
function otherwiseSide({ kinds }: Forest, node: number): number {
  return kinds[node] === nodeKinds.categoryMissingLeft ? 0 : 1;
}

/** The codes of a set's split that do not go with the missing values; none for other nodes. */
function movedCodes(forest: Forest, node: number): number[] {
  const { kinds, values, categories } = forest;
  if (kinds[node] <= nodeKinds.numberMissingRight) return [];
  const start = values[node];
  const leftIsMoved = otherwiseSide(forest, node) === 1;
  const codes: number[] = [];
  for (let code = 0; code < categories[start]; code++) {
    const isLeft = ((categories[start + 1 + (code >>> 5)] >>> (code & 31)) & 1) === 1;
    if (isLeft === leftIsMoved) codes.push(code);
  }
  return codes;
}
