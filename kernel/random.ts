// Random numbers of a tree: Philox 4x32-10 (Salmon, Moraes, Dror, Shaw 2011), keyed by the tree.

import { Growing } from './growing';

/** The next 32 random bits. */
export function nextWord(tree: Growing): u32 {
  if (tree.used == 4) fillWords(tree);
  const at = changetype<usize>(tree) + offsetof<Growing>('word0') + (<usize>tree.used << 2);
  tree.used++;
  return load<u32>(at);
}

function fillWords(tree: Growing): void {
  let c0: u32 = tree.counter++;
  let c1: u32 = 0;
  let c2: u32 = 0;
  let c3: u32 = 0;
  let k0 = tree.keyLow;
  let k1 = tree.keyHigh;
  for (let round = 0; round < 10; round++) {
    const first = <u64>c0 * 0xd2511f53;
    const second = <u64>c2 * 0xcd9e8d57;
    c0 = <u32>(second >> 32) ^ c1 ^ k0;
    c1 = <u32>second;
    c2 = <u32>(first >> 32) ^ c3 ^ k1;
    c3 = <u32>first;
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  tree.word0 = c0;
  tree.word1 = c1;
  tree.word2 = c2;
  tree.word3 = c3;
  tree.used = 0;
}

/** Uniform in 0 .. n-1, unbiased (Lemire 2019). */
export function below(tree: Growing, n: u32): u32 {
  let product = <u64>nextWord(tree) * <u64>n;
  if (<u32>product < n) {
    const least: u32 = (<u32>0 - n) % n;
    while (<u32>product < least) product = <u64>nextWord(tree) * <u64>n;
  }
  return <u32>(product >> 32);
}

/** Counts how often each of the rows comes up in `n` draws with return. */
export function drawRows(tree: Growing, counts: usize, n: i32): void {
  const nRows = <u32>tree.nRows;
  memory.fill(counts, 0, <usize>nRows << 2);
  for (let i = 0; i < n; i++) {
    const at = counts + (<usize>below(tree, nRows) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
}
