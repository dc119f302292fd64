/** Whose turn it is to propose candidates: kinds of models that lag behind the others sit out for a while. */

export interface Turns {
  /** A candidate of a kind was judged beside those before it. Kinds that never propose are not counted. */
  judged(kind: string, isWorth: boolean): void;
  /** The kinds of the next batch, at least one. */
  next(): ReadonlySet<string>;
}

/** Most batches that a kind sits out. */
const longestRest = 8;

interface Record {
  /** Of its candidates since its last turn. */
  judged: number;
  worth: number;
  /** Batches that it still sits out, and those that it will when none of its next candidates is worth anything either. */
  rest: number;
  nextRest: number;
}

/**
 * A kind of which no candidate was worth all folds since its last turn sits out one batch, then two, four and eight, until one is:
 * its first folds would take the time of candidates that may be. Where all would sit out, those that are back first propose at once.
 */
export function openTurns(kinds: Iterable<string>): Turns {
  const records = new Map<string, Record>();
  for (const kind of kinds) records.set(kind, { judged: 0, worth: 0, rest: 0, nextRest: 1 });
  return {
    judged(kind, isWorth) {
      const record = records.get(kind);
      if (!record) return;
      record.judged++;
      if (isWorth) record.worth++;
    },
    next() {
      for (const record of records.values()) {
        if (record.rest > 0) record.rest--;
        else if (record.worth > 0) record.nextRest = 1;
        else if (record.judged > 0) {
          record.rest = record.nextRest;
          record.nextRest = Math.min(2 * record.nextRest, longestRest);
        }
        record.judged = 0;
        record.worth = 0;
      }
      const soonest = Math.min(...Array.from(records.values(), ({ rest }) => rest));
      for (const record of records.values()) record.rest -= soonest;
      return new Set([...records].filter(([, { rest }]) => rest === 0).map(([kind]) => kind));
    },
  };
}
