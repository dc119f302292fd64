/** A damaged state of a forest is refused when it is read. */
import { describe, expect, it } from 'vitest';
import { halfRows, peerSet } from '../../../tests/estimators/peer-sets.ts';
import { createRng } from '../../math/philox.ts';
import { takeRows } from '../../table/table.ts';
import { type ForestState, forestState } from './forest-state.ts';
import { randomForest } from './random-forest.ts';

const rows = Int32Array.from({ length: halfRows }, (_, row) => row);
function fitted(index: number): ForestState {
  const { X, y, task, nClasses } = peerSet(index);
  const input = { X: takeRows(X, rows), y: y.slice(0, halfRows), task, nClasses };
  return randomForest.fit(input, randomForest.params.parse({ nEstimators: 3, maxDepth: 4 }), { rng: createRng(0) });
}

type Change = (state: ForestState) => Partial<ForestState>;
const changed = (values: Float64Array, at: number, value: number) => values.map((old, i) => (i === at ? value : old));
const lastLeaf = ({ forest }: ForestState) => forest.kinds.lastIndexOf(0);

const damages: readonly [string, number, Change][] = [
  ['no trees', 0, ({ forest }) => ({ forest: { ...forest, roots: new Int32Array() } })],
  [
    'nodes before the first tree',
    0,
    ({ forest }) => ({ forest: { ...forest, roots: forest.roots.map((at) => at + 1) } }),
  ],
  ['trees in another order', 2, ({ forest }) => ({ forest: { ...forest, roots: forest.roots.toReversed() } })],
  [
    'a split into the next tree',
    2,
    ({ forest }) => ({ forest: { ...forest, lefts: forest.lefts.map((at) => at && at + 40) } }),
  ],
  ['a share above 1', 2, ({ shares }) => ({ shares: changed(shares, 5, 1.5) })],
  ['a share that is no number', 2, ({ shares }) => ({ shares: changed(shares, 5, Number.NaN) })],
  ['a leaf beyond the shares', 2, ({ shares }) => ({ shares: shares.slice(4) })],
  ['shares of one output', 0, () => ({ shares: Float64Array.of(1) })],
  ['several outputs of two classes', 1, () => ({ nOutputs: 2 })],
  [
    'a probability above 1',
    1,
    (state) => ({ forest: { ...state.forest, values: changed(state.forest.values, lastLeaf(state), 2) } }),
  ],
  ['importance of other columns', 0, ({ importance }) => ({ importance: importance.slice(1) })],
  ['a unit of zero', 0, () => ({ unit: 0 })],
  ['half an out-of-bag score', 0, () => ({ outOfBag: { score: new Float64Array(), decision: new Float64Array() } })],
];

describe('a state', () => {
  it.each([0, 1, 2])('of set %i is sound', (index) => {
    expect(forestState.safeParse(fitted(index)).success).toBe(true);
  });

  it.each(damages)('with %s is not', (_, index, change) => {
    const state = fitted(index);
    expect(forestState.safeParse({ ...state, ...change(state) }).success).toBe(false);
  });
});
