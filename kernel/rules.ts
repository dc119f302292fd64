// What a split must obey and what it is worth. The structs that the driver writes:
//
// Rules                          Column (16 bytes)                Leaf (32 bytes)
//   0  f64 gradient unit            0  u32 first cell, in bytes      0  cell: sums of its rows
//   8  f64 hessian unit             4  i32 bins, without missing    16  f64 least value of a child
//  16  f64 lambdaL1                 8  i32 1: categories            24  f64 largest value of a child
//  24  f64 lambdaL2                12  i32 direction: -1, 0, 1
//  32  f64 least hessian of a leaf
//  40  f64 least gain
//  48  f64 catSmooth
//  56  f64 catL2
//  64  i32 least rows of a leaf
//  68  i32 bits of the count in a cell
//  72  i32 maxCatThreshold
//  76  i32 maxCatToOnehot
//  80  i32 minDataPerGroup
//  84  i32 1: leaf values are bounded
//  88  f64 unit of the finer hessians of leaves; unknown to the kernel
//  96  u64 key of the drawn splits; 0: every split is tried
// 104  f64 deviation of what is added to the root of a level's gain; 0: nothing
// 112  u64 key of that

import { countOf, hessianOf } from './cells';

export const leafStructBytes: usize = 32;

// @ts-ignore: decorator
@inline
function softened(gradient: f64, l1: f64): f64 {
  if (l1 == 0) return gradient;
  return gradient > 0 ? max(0, gradient - l1) : min(0, gradient + l1);
}

/** How much the best value of a leaf lowers the loss, twice, by its second-order model. */
export function leafGain(gradient: f64, hessian: f64, l1: f64, l2: f64): f64 {
  const pull = softened(gradient, l1);
  const curvature = hessian + l2;
  return curvature > 0 ? (pull * pull) / curvature : 0;
}

/** The best value of a leaf within bounds. */
export function boundedValue(gradient: f64, hessian: f64, l1: f64, l2: f64, least: f64, most: f64): f64 {
  const curvature = hessian + l2;
  const value = curvature > 0 ? -softened(gradient, l1) / curvature : 0;
  return min(most, max(least, value));
}

/** How much `value` lowers the loss, twice. */
export function gainOfValue(gradient: f64, hessian: f64, l1: f64, l2: f64, value: f64): f64 {
  return -(2 * softened(gradient, l1) * value + (hessian + l2) * value * value);
}

/** What two children gain; below all where their values break the direction of the column. */
export function childrenGain(
  leftGradient: f64,
  leftHessian: f64,
  rightGradient: f64,
  rightHessian: f64,
  l1: f64,
  l2: f64,
  rules: usize,
  leaf: usize,
  direction: i32,
): f64 {
  if (load<i32>(rules, 84) == 0) {
    return leafGain(leftGradient, leftHessian, l1, l2) + leafGain(rightGradient, rightHessian, l1, l2);
  }
  const least = load<f64>(leaf, 16);
  const most = load<f64>(leaf, 24);
  const left = boundedValue(leftGradient, leftHessian, l1, l2, least, most);
  const right = boundedValue(rightGradient, rightHessian, l1, l2, least, most);
  if ((direction > 0 && left > right) || (direction < 0 && left < right)) return -Infinity;
  return (
    gainOfValue(leftGradient, leftHessian, l1, l2, left) + gainOfValue(rightGradient, rightHessian, l1, l2, right)
  );
}

/**
 * The least hessian of a child: minChildSamples also holds for the rows that its hessian stands for, rows * its share of the
 * leaf's hessian, to the nearest whole number (as in LightGBM). Rows that are nearly certain count for less by this, which
 * keeps small leaves of them from taking large values.
 */
export function leastHessianOf(rules: usize, leaf: usize): f64 {
  const countBits = load<i32>(rules, 68);
  const hessian = hessianOf(leaf, countBits) * load<f64>(rules, 8);
  const perRow = hessian / <f64>countOf(leaf, countBits);
  return max(load<f64>(rules, 32), (<f64>load<i32>(rules, 64) - 0.5) * perRow);
}

/** Rows of a leaf per grid unit of its hessian. */
export function rowsPerHessian(leaf: usize, countBits: i32): f64 {
  return <f64>countOf(leaf, countBits) / hessianOf(leaf, countBits);
}

/** The rows that a hessian in grid units stands for. */
export function rowsOfHessian(hessian: i64, perHessian: f64): f64 {
  return Math.floor(<f64>hessian * perHessian + 0.5);
}

/** The least that children of a leaf must gain together. */
export function leastGainOf(rules: usize, leaf: usize): f64 {
  const l1 = load<f64>(rules, 16);
  const l2 = load<f64>(rules, 24);
  const gradient = <f64>load<i64>(leaf) * load<f64>(rules);
  const hessian = hessianOf(leaf, load<i32>(rules, 68)) * load<f64>(rules, 8);
  if (load<i32>(rules, 84) == 0) return leafGain(gradient, hessian, l1, l2) + load<f64>(rules, 40);
  const value = boundedValue(gradient, hessian, l1, l2, load<f64>(leaf, 16), load<f64>(leaf, 24));
  return gainOfValue(gradient, hessian, l1, l2, value) + load<f64>(rules, 40);
}
