/** Which iteration to keep: all, or the best on watched rows. */

export interface Stopper {
  /** Takes the loss after an iteration; true when further iterations are not worth while. */
  add(loss: number): boolean;
  /** Iterations to keep of those that were added. */
  kept(): number;
}

/**
 * Keeps the iteration with the lowest loss (the first of equals) and stops `patience` iterations after it.
 *
 * @param minDelta A loss counts as lower when it is lower by more than this.
 */
export function stopAfter(patience: number, minDelta = 0): Stopper {
  let lowest = Number.POSITIVE_INFINITY;
  let best = 1;
  let count = 0;
  return {
    add(loss) {
      count++;
      if (loss < lowest - minDelta) {
        lowest = loss;
        best = count;
      }
      return count - best >= patience;
    },
    kept: () => Math.min(best, count),
  };
}

/** Keeps all iterations. */
export function neverStop(): Stopper {
  let count = 0;
  return {
    add() {
      count++;
      return false;
    },
    kept: () => count,
  };
}
