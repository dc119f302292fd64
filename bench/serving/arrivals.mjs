/**
 * The arithmetic of an open loop: requests are meant to be sent at times that do not depend on answers, and a latency counts from
 * that time, so that a server which stalls is charged for everybody who had to wait.
 */

/** When request `index` is meant to be sent, in milliseconds since the first. */
export const intendedMs = (index, rate) => (index * 1000) / rate;

/** How many requests are meant to be sent up to a time: those whose intended time is not after it. */
export function dueBy(elapsedMs, rate) {
  const count = Math.max(0, Math.floor((elapsedMs * rate) / 1000) + 1);
  if (intendedMs(count, rate) <= elapsedMs) return count + 1;
  return count > 0 && intendedMs(count - 1, rate) > elapsedMs ? count - 1 : count;
}

/** The value below or at which a share of the values lies (nearest rank); undefined of none. */
export function nearestRank(values, share) {
  if (values.length === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/**
 * The highest rate that holds, to a relative precision: doubles from a first guess until a rate fails (or halves until one holds), then
 * halves the gap.
 *
 * @param holds tries a rate, and may be wrong now and then: what failed once is not tried again.
 * @param options.most rate beyond which nothing is tried.
 * @returns 0 when not even the least rate holds.
 */
export async function highestRate(holds, { first, least = 1, most, precision }) {
  let [low, high] = [0, Number.POSITIVE_INFINITY];
  let rate = Math.min(first, most);
  while (low === 0 || high === Number.POSITIVE_INFINITY) {
    if (await holds(rate)) {
      low = rate;
      if (rate === most) return most;
      if (high === Number.POSITIVE_INFINITY) rate = Math.min(2 * rate, most);
    } else {
      high = rate;
      if (rate === least) return 0;
      if (low === 0) rate = Math.max(rate / 2, least);
    }
  }
  while (high - low > precision * low) {
    const middle = (low + high) / 2;
    if (await holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Slope of the line of least squares through points `[x, y]`. */
export function slopeOf(points) {
  const mean = (place) => points.reduce((sum, point) => sum + point[place], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  let [above, below] = [0, 0];
  for (const [x, y] of points) {
    above += (x - meanX) * (y - meanY);
    below += (x - meanX) * (x - meanX);
  }
  return below === 0 ? 0 : above / below;
}
