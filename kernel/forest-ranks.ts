// Rows as forests look at them: each number as its rank among the thresholds of its column. Eight rows lie side by side; the ranks
// of a column have two places of 64 bytes, one for each way of a missing value, and its code for splits by sets has one.
//
// A column of numbers (16 bytes): u32 address of its thresholds, ascending, 2 ** n - 1 of them with infinities at the end; u32 bytes
// of 2 ** (n - 1) thresholds; u32 its first place; u32 where its values begin, in columns.
// A column of codes (8 bytes): u32 its place; u32 where its values begin, in columns.
import { rankBits } from './forest-word';

/** A place: what eight rows have in one column. */
// @ts-ignore: decorator
@unmanaged
export class EightRows {
  r0!: u64;
  r1!: u64;
  r2!: u64;
  r3!: u64;
  r4!: u64;
  r5!: u64;
  r6!: u64;
  r7!: u64;
}

/** A missing value is above all thresholds. */
// @ts-ignore: decorator
@inline
function climb(at: usize, half: usize, value: f64): usize {
  return select<usize>(at, at + half, value <= load<f64>(at + half - 8));
}

// @ts-ignore: decorator
@inline
function storeRank(place: usize, thresholds: usize, at: usize, value: f64): void {
  const rank = <u64>(at - thresholds) << (rankBits - 3);
  store<u64>(place, value == value ? rank : 0);
  store<u64>(place, rank, 64);
}

// @ts-ignore: decorator
@inline
function valueOf(column: usize, values: usize): f64 {
  return load<f64>(values + (<usize>load<u32>(column, 12) << 3));
}

// @ts-ignore: decorator
@inline
function thresholdsOf(column: usize): usize {
  return <usize>load<u32>(column);
}

// @ts-ignore: decorator
@inline
function firstHalf(column: usize): usize {
  return <usize>load<u32>(column, 4);
}

// @ts-ignore: decorator
@inline
function placeOf(column: usize): usize {
  return <usize>load<u32>(column, 8);
}

/** Ranks of a row of which the value in column j is double j: four columns at a time, each with room for as many as the first. */
export function rankRow(numbers: usize, nNumbers: i32, values: usize): void {
  for (const end = numbers + (<usize>nNumbers << 4); numbers < end; numbers += 64) {
    const v0 = valueOf(numbers, values);
    const v1 = valueOf(numbers + 16, values);
    const v2 = valueOf(numbers + 32, values);
    const v3 = valueOf(numbers + 48, values);
    let a0 = thresholdsOf(numbers);
    let a1 = thresholdsOf(numbers + 16);
    let a2 = thresholdsOf(numbers + 32);
    let a3 = thresholdsOf(numbers + 48);
    for (let half = firstHalf(numbers); half >= 8; half >>= 1) {
      a0 = climb(a0, half, v0);
      a1 = climb(a1, half, v1);
      a2 = climb(a2, half, v2);
      a3 = climb(a3, half, v3);
    }
    storeRank(placeOf(numbers), thresholdsOf(numbers), a0, v0);
    storeRank(placeOf(numbers + 16), thresholdsOf(numbers + 16), a1, v1);
    storeRank(placeOf(numbers + 32), thresholdsOf(numbers + 32), a2, v2);
    storeRank(placeOf(numbers + 48), thresholdsOf(numbers + 48), a3, v3);
  }
}

/** Ranks of eight rows that follow each other; `stride` bytes lie between the columns of `values`. */
export function rankEightRows(numbers: usize, nNumbers: i32, values: usize, stride: usize, to: usize): void {
  for (const end = numbers + (<usize>nNumbers << 4); numbers < end; numbers += 16) {
    const from = values + <usize>load<u32>(numbers, 12) * stride;
    const v0 = load<f64>(from);
    const v1 = load<f64>(from, 8);
    const v2 = load<f64>(from, 16);
    const v3 = load<f64>(from, 24);
    const v4 = load<f64>(from, 32);
    const v5 = load<f64>(from, 40);
    const v6 = load<f64>(from, 48);
    const v7 = load<f64>(from, 56);
    const thresholds = thresholdsOf(numbers);
    let a0 = thresholds;
    let a1 = thresholds;
    let a2 = thresholds;
    let a3 = thresholds;
    let a4 = thresholds;
    let a5 = thresholds;
    let a6 = thresholds;
    let a7 = thresholds;
    for (let half = firstHalf(numbers); half >= 8; half >>= 1) {
      a0 = climb(a0, half, v0);
      a1 = climb(a1, half, v1);
      a2 = climb(a2, half, v2);
      a3 = climb(a3, half, v3);
      a4 = climb(a4, half, v4);
      a5 = climb(a5, half, v5);
      a6 = climb(a6, half, v6);
      a7 = climb(a7, half, v7);
    }
    const place = to + placeOf(numbers);
    storeRank(place, thresholds, a0, v0);
    storeRank(place + 8, thresholds, a1, v1);
    storeRank(place + 16, thresholds, a2, v2);
    storeRank(place + 24, thresholds, a3, v3);
    storeRank(place + 32, thresholds, a4, v4);
    storeRank(place + 40, thresholds, a5, v5);
    storeRank(place + 48, thresholds, a6, v6);
    storeRank(place + 56, thresholds, a7, v7);
  }
}

/** Codes of some rows, -1 for what is none. */
export function writeCodes(codes: usize, nCodes: i32, values: usize, stride: usize, nRows: i32, to: usize): void {
  for (const end = codes + (<usize>nCodes << 3); codes < end; codes += 8) {
    const from = values + <usize>load<u32>(codes, 4) * stride;
    const place = to + <usize>load<u32>(codes);
    for (let row: usize = 0; row < <usize>nRows << 3; row += 8) store<u64>(place + row, <u64>codeOf(load<f64>(from + row)));
  }
}

function codeOf(value: f64): u32 {
  if (!(value >= 0 && value < 4294967295)) return 0xffff_ffff;
  const code = <u32>value;
  return <f64>code == value ? code : 0xffff_ffff;
}
