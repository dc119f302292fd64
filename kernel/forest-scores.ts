// What a forest says about rows. A row has two numbers for each column: its value, and the same with -infinity for a missing
// one. A node (16 bytes):
//   0  f64 a threshold, or (u32) the address of a set of categories: their number, then a bit for each
//   8  u32 where in a row its number is, in bytes; sets: plus 1, and plus 2 where rows without a known category go right
//  12  u32 address of the left child; the right one follows it
// A number goes left when it is <= the threshold, so a missing value goes right unless the node looks at the -infinity for it.
// A leaf is its own left child under a threshold of infinity: several rows or trees can take their steps together.

// @ts-ignore: decorator
@inline
function next(node: usize, row: usize, hasCategories: bool): usize {
  const place = load<u32>(node, 8);
  if (hasCategories && (place & 1) != 0) return <usize>load<u32>(node, 12) + (categorySide(node, row, place) << 4);
  const isRight = <usize>!(load<f64>(row + <usize>place) <= load<f64>(node));
  return <usize>load<u32>(node, 12) + (isRight << 4);
}

/** 0 for left, 1 for right. */
function categorySide(node: usize, row: usize, place: u32): usize {
  const value = load<f64>(row + <usize>(place & ~7));
  const set = <usize>load<u32>(node);
  if (!(value >= 0 && value < <f64>load<u32>(set))) return <usize>((place >> 1) & 1);
  const code = <u32>value;
  if (<f64>code != value) return <usize>((place >> 1) & 1);
  return <usize>(~(load<u32>(set + 4 + (<usize>(code >> 5) << 2)) >> (code & 31)) & 1);
}

/** Steps between looks at whether all have arrived: looking costs about a fifth of a step. */
const stepsTogether: i32 = 3;

/** 0 for a leaf. */
// @ts-ignore: decorator
@inline
function onTheWay(node: usize): u32 {
  return load<u32>(node, 12) ^ <u32>node;
}

/** Adds the leaf that each of 8 rows reaches in a tree to its score. */
// @ts-ignore: decorator
@inline
function addEightRows(root: usize, row: usize, stride: usize, leaves: usize, scores: usize, categories: bool): void {
  let n0 = root;
  let n1 = root;
  let n2 = root;
  let n3 = root;
  let n4 = root;
  let n5 = root;
  let n6 = root;
  let n7 = root;
  const r1 = row + stride;
  const r2 = r1 + stride;
  const r3 = r2 + stride;
  const r4 = r3 + stride;
  const r5 = r4 + stride;
  const r6 = r5 + stride;
  const r7 = r6 + stride;
  do {
    for (let step = 0; step < stepsTogether; step++) {
      n0 = next(n0, row, categories);
      n1 = next(n1, r1, categories);
      n2 = next(n2, r2, categories);
      n3 = next(n3, r3, categories);
      n4 = next(n4, r4, categories);
      n5 = next(n5, r5, categories);
      n6 = next(n6, r6, categories);
      n7 = next(n7, r7, categories);
    }
  } while (
    (onTheWay(n0) | onTheWay(n1) | onTheWay(n2) | onTheWay(n3) | onTheWay(n4) | onTheWay(n5) | onTheWay(n6) | onTheWay(n7)) != 0
  );
  addLeaf(scores, leaves, n0);
  addLeaf(scores + 8, leaves, n1);
  addLeaf(scores + 16, leaves, n2);
  addLeaf(scores + 24, leaves, n3);
  addLeaf(scores + 32, leaves, n4);
  addLeaf(scores + 40, leaves, n5);
  addLeaf(scores + 48, leaves, n6);
  addLeaf(scores + 56, leaves, n7);
}

/** `leaves` is where the value of the node at address 0 would be: values are 8 bytes, nodes 16. */
// @ts-ignore: decorator
@inline
function addLeaf(score: usize, leaves: usize, node: usize): void {
  store<f64>(score, load<f64>(score) + load<f64>(leaves + (node >> 1)));
}

function addRow(root: usize, row: usize, leaves: usize, score: usize): void {
  let node = root;
  while (onTheWay(node) != 0) node = next(node, row, true);
  addLeaf(score, leaves, node);
}

/**
 * Adds to each score the leaves that its row reaches, tree by tree in order, so rows together give the bits of rows alone.
 *
 * @param trees For each tree the address of its first node (u32); tree t adds to output t modulo nOutputs.
 * @param rows nRows * stride bytes.
 * @param scores Output k of row i is double k * nRows + i.
 */
export function addForest(
  trees: usize,
  nTrees: i32,
  nOutputs: i32,
  leaves: usize,
  rows: usize,
  nRows: i32,
  stride: i32,
  scores: usize,
  hasCategories: bool,
): void {
  if (nRows == 1) return addToOneRow(trees, nTrees, nOutputs, leaves, rows, scores, hasCategories);
  let output: i32 = 0;
  const together = nRows & ~7;
  for (let end = trees + (<usize>nTrees << 2); trees < end; trees += 4) {
    const root = <usize>load<u32>(trees);
    const ofOutput = scores + (<usize>(output * nRows) << 3);
    for (let i = 0; i < together; i += 8) {
      const row = rows + <usize>(i * stride);
      if (hasCategories) addEightRows(root, row, <usize>stride, leaves, ofOutput + (<usize>i << 3), true);
      else addEightRows(root, row, <usize>stride, leaves, ofOutput + (<usize>i << 3), false);
    }
    for (let i = together; i < nRows; i++) {
      addRow(root, rows + <usize>(i * stride), leaves, ofOutput + (<usize>i << 3));
    }
    if (++output == nOutputs) output = 0;
  }
}

/** Eight trees take their steps together. */
function addToOneRow(
  trees: usize,
  nTrees: i32,
  nOutputs: i32,
  leaves: usize,
  row: usize,
  scores: usize,
  hasCategories: bool,
): void {
  const end = trees + (<usize>nTrees << 2);
  const last = scores + (<usize>nOutputs << 3);
  let score = scores;
  for (; trees + 32 <= end; trees += 32) {
    let n0 = <usize>load<u32>(trees);
    let n1 = <usize>load<u32>(trees, 4);
    let n2 = <usize>load<u32>(trees, 8);
    let n3 = <usize>load<u32>(trees, 12);
    let n4 = <usize>load<u32>(trees, 16);
    let n5 = <usize>load<u32>(trees, 20);
    let n6 = <usize>load<u32>(trees, 24);
    let n7 = <usize>load<u32>(trees, 28);
    do {
      for (let step = 0; step < stepsTogether; step++) {
        n0 = next(n0, row, hasCategories);
        n1 = next(n1, row, hasCategories);
        n2 = next(n2, row, hasCategories);
        n3 = next(n3, row, hasCategories);
        n4 = next(n4, row, hasCategories);
        n5 = next(n5, row, hasCategories);
        n6 = next(n6, row, hasCategories);
        n7 = next(n7, row, hasCategories);
      }
    } while (
      (onTheWay(n0) | onTheWay(n1) | onTheWay(n2) | onTheWay(n3) | onTheWay(n4) | onTheWay(n5) | onTheWay(n6) | onTheWay(n7)) != 0
    );
    score = addAndTurn(score, leaves, n0, scores, last);
    score = addAndTurn(score, leaves, n1, scores, last);
    score = addAndTurn(score, leaves, n2, scores, last);
    score = addAndTurn(score, leaves, n3, scores, last);
    score = addAndTurn(score, leaves, n4, scores, last);
    score = addAndTurn(score, leaves, n5, scores, last);
    score = addAndTurn(score, leaves, n6, scores, last);
    score = addAndTurn(score, leaves, n7, scores, last);
  }
  for (; trees < end; trees += 4) {
    addRow(<usize>load<u32>(trees), row, leaves, score);
    score += 8;
    if (score == last) score = scores;
  }
}

/** Adds a leaf to a score and gives the score of the next tree. */
// @ts-ignore: decorator
@inline
function addAndTurn(score: usize, leaves: usize, node: usize, first: usize, last: usize): usize {
  addLeaf(score, leaves, node);
  const after = score + 8;
  return after == last ? first : after;
}
