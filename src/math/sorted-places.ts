/** Places of a number among ascending ones, by halving. */

/** How many of some ascending numbers are below x; that is the place of x where it is one of them. 0 for NaN. */
export function countBelow(ascending: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of some ascending numbers are x or below it. 0 for NaN. */
export function countUpTo(ascending: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}
