// What a forest says about one row: eight trees take their steps together. What a forest is: forest-record.ts.
import { EightRows, rankRow, writeCodes } from './forest-ranks';
import { Forest } from './forest-record';
import { childOf, isLeaf, next, placeOf } from './forest-word';

/** Adds eight leaves to the scores of the outputs in turn and gives the score for the leaf after them. */
function addInTurn(forest: Forest, score: usize, scores: usize): usize {
  const last = scores + (<usize>forest.nOutputs << 3);
  for (let leaf = <usize>forest.spare, end = leaf + 64; leaf < end; leaf += 8) {
    store<f64>(score, load<f64>(score) + load<f64>(<usize>forest.leaves + load<u32>(leaf)));
    score += 8;
    if (score == last) score = scores;
  }
  return score;
}

/** Adds to each output what eight leaves say about it. */
function addShares(forest: Forest, scores: usize): void {
  const length = <usize>forest.nOutputs << 3;
  for (let leaf = <usize>forest.spare, end = leaf + 64; leaf < end; leaf += 8) {
    let share = <usize>forest.shares + <usize>load<f64>(<usize>forest.leaves + load<u32>(leaf)) * length;
    let score = scores;
    for (const last = share + length; share < last; share += 8, score += 8) {
      store<f64>(score, load<f64>(score) + load<f64>(share));
    }
  }
}

/**
 * Adds to the scores of a row the leaves that it reaches, tree by tree in order.
 *
 * @param values The value of column j is double j.
 * @param scores The score of output k is double k.
 */
// @ts-ignore: decorator
@inline
function addTrees(forest: Forest, values: usize, scores: usize, hasSets: bool): void {
  rankRow(forest.numbers, forest.nNumbers, values);
  if (hasSets) writeCodes(forest.codes, forest.nCodes, values, 8, 1, 0);
  const sets = <usize>forest.sets;
  const leaves = <usize>forest.leaves;
  let score = scores;
  let sum = load<f64>(scores);
  let tree = <usize>forest.trees;
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
      n0 = next(n0, load<u64>(placeOf(n0)), sets, hasSets);
      n1 = next(n1, load<u64>(placeOf(n1)), sets, hasSets);
      n2 = next(n2, load<u64>(placeOf(n2)), sets, hasSets);
      n3 = next(n3, load<u64>(placeOf(n3)), sets, hasSets);
      n4 = next(n4, load<u64>(placeOf(n4)), sets, hasSets);
      n5 = next(n5, load<u64>(placeOf(n5)), sets, hasSets);
      n6 = next(n6, load<u64>(placeOf(n6)), sets, hasSets);
      n7 = next(n7, load<u64>(placeOf(n7)), sets, hasSets);
      n0 = next(n0, load<u64>(placeOf(n0)), sets, hasSets);
      n1 = next(n1, load<u64>(placeOf(n1)), sets, hasSets);
      n2 = next(n2, load<u64>(placeOf(n2)), sets, hasSets);
      n3 = next(n3, load<u64>(placeOf(n3)), sets, hasSets);
      n4 = next(n4, load<u64>(placeOf(n4)), sets, hasSets);
      n5 = next(n5, load<u64>(placeOf(n5)), sets, hasSets);
      n6 = next(n6, load<u64>(placeOf(n6)), sets, hasSets);
      n7 = next(n7, load<u64>(placeOf(n7)), sets, hasSets);
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
      continue;
    }
    const reached = changetype<EightRows>(forest.spare);
    reached.r0 = childOf(n0);
    reached.r1 = childOf(n1);
    reached.r2 = childOf(n2);
    reached.r3 = childOf(n3);
    reached.r4 = childOf(n4);
    reached.r5 = childOf(n5);
    reached.r6 = childOf(n6);
    reached.r7 = childOf(n7);
    if (forest.shares != 0) addShares(forest, scores);
    else score = addInTurn(forest, score, scores);
  }
  if (forest.nOutputs == 1) store<f64>(scores, sum);
}

/** See `addTrees`; no node splits by a set. */
export function addForestToRow(forest: Forest, values: usize, scores: usize): void {
  addTrees(forest, values, scores, false);
}

/** See `addTrees`; a node may split by a set. */
export function addForestWithSetsToRow(forest: Forest, values: usize, scores: usize): void {
  addTrees(forest, values, scores, true);
}
