/** Keeping predictions finite. Also carried inside exported modules. */

/** The nearest finite number: targets of the largest size there is, rounded up, would overflow. */
export function nearestFinite(value: number): number {
  return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value));
}
