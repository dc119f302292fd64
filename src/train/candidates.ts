/** The candidates of a search in batches: those of the portfolio first, then proposals that learn from the batches before. */
import type { PredictorDefinition } from '../estimators/estimator.ts';
import { findEstimator } from '../estimators/registry.ts';
import type { Direction } from '../math/direction.ts';
import { createRng } from '../math/philox.ts';
import type { Facts } from './facts.ts';
import { type Family, familiesOf } from './families.ts';
import { type Candidate, candidateOf, portfolioOf } from './portfolio.ts';
import type { Preset } from './preset.ts';
import type { StudySpace } from './study/space.ts';
import { createStudy, type Study } from './study/study.ts';
import type { Trial } from './study/trial.ts';

/** A candidate with its place in the sequence. */
export interface Placed extends Candidate {
  readonly index: number;
}

export interface Candidates {
  /** The next ones, to be told all before more are asked for; none when nothing is left to try. */
  next(): readonly Placed[];
  /** Those of the batch after the one that was asked for last, where they are known before it is told. */
  coming(): readonly Placed[];
  /**
   * The cross-validated score of one; NaN when it could not be fitted.
   *
   * @param isWorth whether it compared with those before; absent where nothing was there to compare with.
   */
  tell(index: number, score: number, isWorth?: boolean): void;
}

/** Most proposals of a batch. It is the same for any number of threads, so these change nothing. */
const batchSize = 8;
/** Proposals of a batch for each share of a family: two, so that slow ones are fitted side by side and no thread waits for one alone. */
const perShare = 2;

/** A family that proposes more. */
interface Searched {
  readonly family: Family;
  readonly study: Study;
  readonly base: Candidate['params'];
}

/** Most batches that a kind sits out. */
const longestRest = 8;

/** The families of one name, which propose together or rest together. */
interface Kind {
  readonly searched: Searched[];
  /** Of its candidates since it was looked at last. */
  judged: number;
  worth: number;
  /** Batches that it still sits out, and those that it will the next time that none of its candidates compares. */
  rest: number;
  nextRest: number;
}

/**
 * The sequence depends on the facts, the preset, the seed and the scores alone: candidates of a batch know the batches before.
 *
 * @param direction of the scores.
 */
export async function openCandidates(
  preset: Preset,
  facts: Facts,
  { seed, direction }: { readonly seed: number; readonly direction: Direction },
): Promise<Candidates> {
  const families = familiesOf(preset, facts);
  const kinds = new Map<string, Kind>();
  for (const family of families) {
    const space = family.share > 0 && spaceOf(family.predictor(facts.task));
    if (!space) continue;
    const generation = perShare * family.share;
    const study = await createStudy({ space, seed: seedOf(seed, family.name), direction, generation });
    const kind = kinds.get(family.name) ?? { searched: [], judged: 0, worth: 0, rest: 0, nextRest: 1 };
    kind.searched.push({ family, study, base: family.settings(facts)[0] });
    kinds.set(family.name, kind);
  }
  const kindOf = new Map<number, Kind | undefined>();
  const asked = new Map<number, { study: Study; trial: Trial }>();
  let next = 0;
  const portfolio = portfolioOf(families, facts).map((batch) =>
    batch.map((candidate) => {
      kindOf.set(next, kinds.get(candidate.family));
      return { ...candidate, index: next++ };
    }),
  );
  return {
    coming: () => portfolio[0] ?? [],
    next() {
      const batch = portfolio.shift();
      if (batch) return batch;
      const turns = proposing([...kinds.values()]).flatMap((kind) =>
        kind.searched.flatMap((one) => Array.from({ length: perShare * one.family.share }, () => ({ kind, ...one }))),
      );
      return turns.slice(0, batchSize).flatMap(({ kind, family, study, base }): Placed[] => {
        const trial = study.ask();
        if (!trial) return [];
        const index = next++;
        asked.set(index, { study, trial });
        kindOf.set(index, kind);
        return [{ ...candidateOf(family, facts, { ...base, ...trial.params }), index }];
      });
    },
    tell(index, score, isWorth) {
      const proposal = asked.get(index);
      proposal?.study.tell(proposal.trial, score);
      const kind = kindOf.get(index);
      if (!kind || isWorth === undefined) return;
      kind.judged++;
      if (isWorth) kind.worth++;
    },
  };
}

/**
 * Those of the next batch. A kind of which no candidate compared with the others since its last turn sits out one batch, then two,
 * four and eight, until one does: what would not be fitted on all folds takes no time from what is.
 */
function proposing(kinds: readonly Kind[]): readonly Kind[] {
  for (const kind of kinds) {
    if (kind.rest > 0) kind.rest--;
    else if (kind.worth > 0) kind.nextRest = 1;
    else if (kind.judged > 0) {
      kind.rest = kind.nextRest;
      kind.nextRest = Math.min(2 * kind.nextRest, longestRest);
    }
    kind.judged = 0;
    kind.worth = 0;
  }
  const least = Math.min(...kinds.map(({ rest }) => rest));
  for (const kind of kinds) kind.rest -= least;
  return kinds.filter(({ rest }) => rest === 0);
}

function spaceOf(predictor: string): StudySpace | undefined {
  return (findEstimator(predictor) as PredictorDefinition).searchSpace;
}

function seedOf(seed: number, family: string): number {
  return createRng(seed).split(`study-${family}`).integer(2_147_483_647);
}
