// What a forest says about one row: eight trees take their steps together. What a forest is: forest-record.ts.
import { rankRow, writeCodes } from './forest-ranks';
import { Forest } from './forest-record';
import { childOf, isLeaf, next, placeOf } from './forest-word';

// @ts-ignore: decorator
@inline
function addTrees(forest: Forest, scores: usize, sets: usize): void {
  const leaves = <usize>forest.leaves;
  const last = scores + (<usize>forest.nOutputs << 3);
  let score = scores;
  let tree = <usize>forest.trees;
  let sum = load<f64>(scores);
  for (const end = tree + (<usize>forest.nTrees << 3); tree < end; tree += 64) {
    let n0 = load<u64>(tree);
    let n1 = load<u64>(tree, 8);
    let n2 = load<u64>(tree, 16);
    let n3 = load<u64>(tree, 24);
    let n4 = load<u64>(tree, 32);
    let n5 = load<u64>(tree, 40);
    let n6 = load<u64>(tree, 48);
    let n7 = load<u64>(tree, 56);
    do {
      n0 = next(n0, load<u64>(placeOf(n0)), sets);
      n1 = next(n1, load<u64>(placeOf(n1)), sets);
      n2 = next(n2, load<u64>(placeOf(n2)), sets);
      n3 = next(n3, load<u64>(placeOf(n3)), sets);
      n4 = next(n4, load<u64>(placeOf(n4)), sets);
      n5 = next(n5, load<u64>(placeOf(n5)), sets);
      n6 = next(n6, load<u64>(placeOf(n6)), sets);
      n7 = next(n7, load<u64>(placeOf(n7)), sets);
      n0 = next(n0, load<u64>(placeOf(n0)), sets);
      n1 = next(n1, load<u64>(placeOf(n1)), sets);
      n2 = next(n2, load<u64>(placeOf(n2)), sets);
      n3 = next(n3, load<u64>(placeOf(n3)), sets);
      n4 = next(n4, load<u64>(placeOf(n4)), sets);
      n5 = next(n5, load<u64>(placeOf(n5)), sets);
      n6 = next(n6, load<u64>(placeOf(n6)), sets);
      n7 = next(n7, load<u64>(placeOf(n7)), sets);
    } while (!isLeaf(n0 & n1 & n2 & n3 & n4 & n5 & n6 & n7));
    if (forest.nOutputs == 1) {
      sum += load<f64>(leaves + childOf(n0));
      sum += load<f64>(leaves + childOf(n1));
      sum += load<f64>(leaves + childOf(n2));
      sum += load<f64>(leaves + childOf(n3));
      sum += load<f64>(leaves + childOf(n4));
      sum += load<f64>(leaves + childOf(n5));
      sum += load<f64>(leaves + childOf(n6));
      sum += load<f64>(leaves + childOf(n7));
    } else {
      score = addAndTurn(forest, n0, score, scores, last);
      score = addAndTurn(forest, n1, score, scores, last);
      score = addAndTurn(forest, n2, score, scores, last);
      score = addAndTurn(forest, n3, score, scores, last);
      score = addAndTurn(forest, n4, score, scores, last);
      score = addAndTurn(forest, n5, score, scores, last);
      score = addAndTurn(forest, n6, score, scores, last);
      score = addAndTurn(forest, n7, score, scores, last);
    }
  }
  if (forest.nOutputs == 1) store<f64>(scores, sum);
}

/** Adds what a leaf says and gives the score of the next tree. */
// @ts-ignore: decorator
@inline
function addAndTurn(forest: Forest, leaf: u64, score: usize, scores: usize, last: usize): usize {
  const value = load<f64>(<usize>forest.leaves + childOf(leaf));
  if (forest.shares == 0) {
    store<f64>(score, load<f64>(score) + value);
    const after = score + 8;
    return after == last ? scores : after;
  }
  let share = <usize>forest.shares + <usize>value * (<usize>forest.nOutputs << 3);
  for (let to = scores; to < last; to += 8, share += 8) store<f64>(to, load<f64>(to) + load<f64>(share));
  return scores;
}

/**
 * Adds to the scores of a row the leaves that it reaches, tree by tree in order.
 *
 * @param values The value of column j is double j.
 * @param scores The score of output k is double k.
 */
export function addForestToRow(forest: Forest, values: usize, scores: usize): void {
  rankRow(forest.numbers, forest.nNumbers, values, 0);
  if (forest.nCodes == 0) return addTrees(forest, scores, 0);
  writeCodes(forest.codes, forest.nCodes, values, 8, 1, 0);
  addTrees(forest, scores, forest.sets);
}
