/** Who goes first where there is more to do than can be done. */

/** From the first served to the last; what is dropped first comes last. */
export const priorities = ['interactive', 'batch', 'shadow'] as const;

export type Priority = (typeof priorities)[number];

/** The rank of a priority; the lowest goes first. */
export function rankOf(priority: Priority): number {
  return priorities.indexOf(priority);
}
