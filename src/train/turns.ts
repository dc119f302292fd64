/** Whose turn it is to propose candidates: kinds of models that lag behind the others sit out for a while. */

export interface Turns {
  /** A candidate of a kind was judged beside those before it. Kinds that never propose are not counted. */
  judged(kind: string, isWorth: boolean): void;
  /** The kinds of the next batch; at least one, where there are any. */
  next(): ReadonlySet<string>;
}

/** Most batches that a kind sits out. */
const longestRest = 8;

interface Standing {
  /** Whether one of its candidates since its last turn was worth all folds; undefined while none was judged. */
  isWorth: boolean | undefined;
  /** Batches that it still sits out, and those that it will when none of its next candidates is worth anything either. */
  rest: number;
  nextRest: number;
}

/**
 * A kind of which no candidate was worth all folds since its last turn sits out one batch, then two, four and eight, until one is:
 * its first folds would take the time of candidates that may be. Where all would sit out, those that are back first propose at once.
 */
export function openTurns(kinds: Iterable<string>): Turns {
  const standings = new Map<string, Standing>();
  for (const kind of kinds) standings.set(kind, { isWorth: undefined, rest: 0, nextRest: 1 });
  return {
    judged(kind, isWorth) {
      const standing = standings.get(kind);
      if (standing) standing.isWorth = isWorth || standing.isWorth === true;
    },
    next() {
      for (const standing of standings.values()) {
        if (standing.rest > 0) standing.rest--;
        else if (standing.isWorth) standing.nextRest = 1;
        else if (standing.isWorth === false) {
          standing.rest = standing.nextRest;
          standing.nextRest = Math.min(2 * standing.nextRest, longestRest);
        }
        standing.isWorth = undefined;
      }
      const soonest = Math.min(...Array.from(standings.values(), ({ rest }) => rest));
      for (const standing of standings.values()) standing.rest -= soonest;
      return new Set([...standings].filter(([, { rest }]) => rest === 0).map(([kind]) => kind));
    },
  };
}
