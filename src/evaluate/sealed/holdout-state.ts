/** What a sealed holdout has given away: all that the answer to the next question depends on besides the figures themselves. */

export interface HoldoutState {
  /** Questions answered so far; the same question asked again is not counted. */
  readonly looks: number;
  /**
   * Directions in which askers know the sampling error of the holdout: a plain figure gives one away, a figure under noise a part of
   * one. What a directed choice can gain grows with its square root.
   */
  readonly spent: number;
  /** False once an answer came under noise or was withheld behind a claim; then `spent` is a bound and no count. */
  readonly allPlain: boolean;
}

/** A holdout that nobody has looked at. */
export const unseenHoldout: HoldoutState = { looks: 0, spent: 0, allPlain: true };

/** How a question was answered: `plain` figures; a `confirmed` claim; figures under noise, `noised`. */
export type LookOutcome = 'plain' | 'confirmed' | 'noised';

/** The state after an answer of this kind that gave `cost` away. */
export function afterLook(
  state: HoldoutState,
  { outcome, cost }: { outcome: LookOutcome; cost: number },
): HoldoutState {
  return {
    looks: state.looks + 1,
    spent: state.spent + cost,
    allPlain: state.allPlain && outcome === 'plain',
  };
}
