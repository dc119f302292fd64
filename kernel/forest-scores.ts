// What a forest says about many rows: eight of them take their steps together. What a forest is: forest-record.ts.
import { EightRows, rankEightRows, writeCodes } from './forest-ranks';
import { Forest } from './forest-record';
import { childOf, isLeaf, next, placeOf } from './forest-word';

// @ts-ignore: decorator
@inline
function placeIn(group: usize, node: u64): EightRows {
  return changetype<EightRows>(group + placeOf(node));
}

/** Adds the leaves that eight rows reach in a tree, `group` bytes from the first eight rows, to their scores. */
// @ts-ignore: decorator
@inline
function addTree(forest: Forest, root: u64, group: usize, score: usize, stride: usize, hasSets: bool): void {
  const sets = <usize>forest.sets;
  let n0 = root;
  let n1 = root;
  let n2 = root;
  let n3 = root;
  let n4 = root;
  let n5 = root;
  let n6 = root;
  let n7 = root;
  do {
    n0 = next(n0, placeIn(group, n0).r0, sets, hasSets);
    n1 = next(n1, placeIn(group, n1).r1, sets, hasSets);
    n2 = next(n2, placeIn(group, n2).r2, sets, hasSets);
    n3 = next(n3, placeIn(group, n3).r3, sets, hasSets);
    n4 = next(n4, placeIn(group, n4).r4, sets, hasSets);
    n5 = next(n5, placeIn(group, n5).r5, sets, hasSets);
    n6 = next(n6, placeIn(group, n6).r6, sets, hasSets);
    n7 = next(n7, placeIn(group, n7).r7, sets, hasSets);
    n0 = next(n0, placeIn(group, n0).r0, sets, hasSets);
    n1 = next(n1, placeIn(group, n1).r1, sets, hasSets);
    n2 = next(n2, placeIn(group, n2).r2, sets, hasSets);
    n3 = next(n3, placeIn(group, n3).r3, sets, hasSets);
    n4 = next(n4, placeIn(group, n4).r4, sets, hasSets);
    n5 = next(n5, placeIn(group, n5).r5, sets, hasSets);
    n6 = next(n6, placeIn(group, n6).r6, sets, hasSets);
    n7 = next(n7, placeIn(group, n7).r7, sets, hasSets);
  } while (!isLeaf(n0 & n1 & n2 & n3 & n4 & n5 & n6 & n7));
  if (forest.shares == 0) addLeaves(forest, score, n0, n1, n2, n3, n4, n5, n6, n7);
  else addShares(forest, score, stride, n0, n1, n2, n3, n4, n5, n6, n7);
}

// @ts-ignore: decorator
@inline
function addLeaves(forest: Forest, score: usize, n0: u64, n1: u64, n2: u64, n3: u64, n4: u64, n5: u64, n6: u64, n7: u64): void {
  const leaves = <usize>forest.leaves;
  store<f64>(score, load<f64>(score) + load<f64>(leaves + childOf(n0)));
  store<f64>(score, load<f64>(score, 8) + load<f64>(leaves + childOf(n1)), 8);
  store<f64>(score, load<f64>(score, 16) + load<f64>(leaves + childOf(n2)), 16);
  store<f64>(score, load<f64>(score, 24) + load<f64>(leaves + childOf(n3)), 24);
  store<f64>(score, load<f64>(score, 32) + load<f64>(leaves + childOf(n4)), 32);
  store<f64>(score, load<f64>(score, 40) + load<f64>(leaves + childOf(n5)), 40);
  store<f64>(score, load<f64>(score, 48) + load<f64>(leaves + childOf(n6)), 48);
  store<f64>(score, load<f64>(score, 56) + load<f64>(leaves + childOf(n7)), 56);
}

// @ts-ignore: decorator
@inline
function addShares(forest: Forest, score: usize, stride: usize, n0: u64, n1: u64, n2: u64, n3: u64, n4: u64, n5: u64, n6: u64, n7: u64): void {
  const leaves = changetype<EightRows>(forest.spare);
  leaves.r0 = childOf(n0);
  leaves.r1 = childOf(n1);
  leaves.r2 = childOf(n2);
  leaves.r3 = childOf(n3);
  leaves.r4 = childOf(n4);
  leaves.r5 = childOf(n5);
  leaves.r6 = childOf(n6);
  leaves.r7 = childOf(n7);
  addSharesOfEight(forest, score, stride);
}

/** Adds what the leaves say to the scores of eight rows, `stride` bytes from output to output. */
function addSharesOfEight(forest: Forest, score: usize, stride: usize): void {
  const length = <usize>forest.nOutputs << 3;
  for (let leaf = <usize>forest.spare, end = leaf + 64; leaf < end; leaf += 8, score += 8) {
    let share = <usize>forest.shares + <usize>load<f64>(<usize>forest.leaves + load<u32>(leaf)) * length;
    let to = score;
    for (const last = share + length; share < last; share += 8, to += stride) store<f64>(to, load<f64>(to) + load<f64>(share));
  }
}

/** Fills the places of some eights of rows. */
function rankRows(forest: Forest, values: usize, stride: usize, groups: i32): void {
  for (let group: usize = 0; groups > 0; groups--, group += forest.groupBytes, values += 64) {
    rankEightRows(forest.numbers, forest.nNumbers, values, stride, group);
    writeCodes(forest.codes, forest.nCodes, values, stride, 8, group);
  }
}

/**
 * Adds to each score the leaves that its row reaches, tree by tree in order, so rows together give the bits of rows alone.
 *
 * @param values The value of row i in column j is double i at j * stride bytes; there is room up to a multiple of eight rows.
 * @param stride At least 8 * nRows, rounded up to a multiple of 64.
 * @param scores The score of row i for output k is double i at k * stride bytes.
 */
// @ts-ignore: decorator
@inline
function addTrees(forest: Forest, values: usize, stride: usize, nRows: i32, scores: usize, hasSets: bool): void {
  for (let left = (nRows + 7) >> 3; left > 0; left -= forest.mostGroups) {
    const groups = min<i32>(forest.mostGroups, left);
    rankRows(forest, values, stride, groups);
    let turn = forest.outputsInTurn;
    let ofOutput = scores;
    let tree = <usize>forest.trees;
    for (const end = tree + (<usize>forest.nTrees << 3); tree < end; tree += 8) {
      const root = load<u64>(tree);
      if (groups == 1) addTree(forest, root, 0, ofOutput, stride, hasSets);
      else {
        let group: usize = 0;
        let score = ofOutput;
        for (let i = 0; i < groups; i++, group += forest.groupBytes, score += 64) addTree(forest, root, group, score, stride, hasSets);
      }
      ofOutput += stride;
      if (--turn == 0) {
        turn = forest.outputsInTurn;
        ofOutput = scores;
      }
    }
    values += <usize>groups << 6;
    scores += <usize>groups << 6;
  }
}

/** See `addTrees`; no node splits by a set. */
export function addForest(forest: Forest, values: usize, stride: usize, nRows: i32, scores: usize): void {
  addTrees(forest, values, stride, nRows, scores, false);
}

/** See `addTrees`; a node may split by a set. */
export function addForestWithSets(forest: Forest, values: usize, stride: usize, nRows: i32, scores: usize): void {
  addTrees(forest, values, stride, nRows, scores, true);
}
