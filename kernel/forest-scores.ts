// What a forest says about many rows: eight of them take their steps together. What a forest is: forest-record.ts.
import { EightRows, rankEightRows, writeCodes } from './forest-ranks';
import { Forest } from './forest-record';
import { childOf, isLeaf, next, placeOf } from './forest-word';

// @ts-ignore: decorator
@inline
function placeIn(group: usize, node: u64): EightRows {
  return changetype<EightRows>(group + placeOf(node));
}

/**
 * Adds the leaves that eight rows reach in a tree to their scores.
 *
 * @param group Bytes from the first eight rows to these.
 */
// @ts-ignore: decorator
@inline
function addTree(forest: Forest, root: u64, group: usize, score: usize, stride: usize, sets: usize): void {
  let n0 = root;
  let n1 = root;
  let n2 = root;
  let n3 = root;
  let n4 = root;
  let n5 = root;
  let n6 = root;
  let n7 = root;
  do {
    n0 = next(n0, placeIn(group, n0).r0, sets);
    n1 = next(n1, placeIn(group, n1).r1, sets);
    n2 = next(n2, placeIn(group, n2).r2, sets);
    n3 = next(n3, placeIn(group, n3).r3, sets);
    n4 = next(n4, placeIn(group, n4).r4, sets);
    n5 = next(n5, placeIn(group, n5).r5, sets);
    n6 = next(n6, placeIn(group, n6).r6, sets);
    n7 = next(n7, placeIn(group, n7).r7, sets);
    n0 = next(n0, placeIn(group, n0).r0, sets);
    n1 = next(n1, placeIn(group, n1).r1, sets);
    n2 = next(n2, placeIn(group, n2).r2, sets);
    n3 = next(n3, placeIn(group, n3).r3, sets);
    n4 = next(n4, placeIn(group, n4).r4, sets);
    n5 = next(n5, placeIn(group, n5).r5, sets);
    n6 = next(n6, placeIn(group, n6).r6, sets);
    n7 = next(n7, placeIn(group, n7).r7, sets);
  } while (!isLeaf(n0 & n1 & n2 & n3 & n4 & n5 & n6 & n7));
  if (forest.shares != 0) {
    addShares(forest, n0, score, stride);
    addShares(forest, n1, score + 8, stride);
    addShares(forest, n2, score + 16, stride);
    addShares(forest, n3, score + 24, stride);
    addShares(forest, n4, score + 32, stride);
    addShares(forest, n5, score + 40, stride);
    addShares(forest, n6, score + 48, stride);
    addShares(forest, n7, score + 56, stride);
  } else {
    const leaves = <usize>forest.leaves;
    addLeaf(leaves, n0, score);
    addLeaf(leaves, n1, score + 8);
    addLeaf(leaves, n2, score + 16);
    addLeaf(leaves, n3, score + 24);
    addLeaf(leaves, n4, score + 32);
    addLeaf(leaves, n5, score + 40);
    addLeaf(leaves, n6, score + 48);
    addLeaf(leaves, n7, score + 56);
  }
}

// @ts-ignore: decorator
@inline
function addLeaf(leaves: usize, leaf: u64, score: usize): void {
  store<f64>(score, load<f64>(score) + load<f64>(leaves + childOf(leaf)));
}

/** Adds what a leaf says to the scores of a row, `stride` bytes from output to output. */
function addShares(forest: Forest, leaf: u64, score: usize, stride: usize): void {
  const length = <usize>forest.nOutputs << 3;
  const number = <usize>load<f64>(<usize>forest.leaves + childOf(leaf));
  let share = <usize>forest.shares + number * length;
  for (const end = share + length; share < end; share += 8, score += stride) {
    store<f64>(score, load<f64>(score) + load<f64>(share));
  }
}

/** Adds what all trees say about some eights of rows, of which the ranks are there. */
// @ts-ignore: decorator
@inline
function addTrees(forest: Forest, groups: i32, scores: usize, stride: usize, sets: usize): void {
  const last = scores + <usize>(forest.shares != 0 ? 1 : forest.nOutputs) * stride;
  let ofOutput = scores;
  let tree = <usize>forest.trees;
  for (const end = tree + (<usize>forest.nTrees << 3); tree < end; tree += 8) {
    const root = load<u64>(tree);
    if (groups == 1) addTree(forest, root, 0, ofOutput, stride, sets);
    else {
      let group: usize = 0;
      let score = ofOutput;
      for (let i = 0; i < groups; i++, group += <usize>forest.groupBytes, score += 64) {
        addTree(forest, root, group, score, stride, sets);
      }
    }
    ofOutput += stride;
    if (ofOutput == last) ofOutput = scores;
  }
}

/**
 * Adds to each score the leaves that its row reaches, tree by tree in order, so rows together give the bits of rows alone.
 *
 * @param values The value of row i in column j is double i at j * stride bytes; there is room up to a multiple of eight rows.
 * @param stride At least 8 * nRows, rounded up to a multiple of 64.
 * @param scores The score of row i for output k is double i at k * stride bytes.
 */
export function addForest(forest: Forest, values: usize, stride: usize, nRows: i32, scores: usize): void {
  const groupsInAll = (nRows + 7) >> 3;
  for (let first = 0; first < groupsInAll; first += forest.mostGroups) {
    const groups = min<i32>(forest.mostGroups, groupsInAll - first);
    const from = <usize>first << 6;
    for (let i = 0; i < groups; i++) {
      const group = <usize>(i * forest.groupBytes);
      const ofGroup = values + from + (<usize>i << 6);
      rankEightRows(forest.numbers, forest.nNumbers, ofGroup, stride, group);
      writeCodes(forest.codes, forest.nCodes, ofGroup, stride, 8, group);
    }
    if (forest.nCodes == 0) addTrees(forest, groups, scores + from, stride, 0);
    else addTrees(forest, groups, scores + from, stride, forest.sets);
  }
}
