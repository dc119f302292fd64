// Dropping units of a network while it learns (Srivastava et al. 2014).

import { mixed } from './mixed';

/**
 * Silences units at random and strengthens the others.
 *
 * @param n A multiple of 8.
 * @param low Two halves of a key: the same key drops the same units.
 * @param share Of 256 units those that are dropped.
 * @param factor Of the others.
 */
export function dropUnits(units: usize, n: i32, low: i32, high: i32, share: i32, factor: f32): void {
  const key = (<u64>(<u32>high) << 32) | <u64>(<u32>low);
  for (let i = 0; i < n; i += 8) {
    // A byte for each unit.
    let bits = mixed(key + <u64>i);
    for (let at = units + (<usize>i << 2), end = at + 32; at < end; at += 4) {
      store<f32>(at, <i32>(bits & 255) < share ? 0 : load<f32>(at) * factor);
      bits >>= 8;
    }
  }
}
