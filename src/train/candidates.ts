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
import { openTurns } from './turns.ts';

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
   * @param isWorth whether it was worth all folds; absent where there was nothing before to compare with.
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
  /** What its proposals vary: of its settings in the portfolio the best, or the first where none has a score. */
  base: { readonly params: Candidate['params']; readonly score: number };
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
  const searched: Searched[] = [];
  for (const family of families) {
    const space = family.share > 0 && spaceOf(family.predictor(facts.task));
    if (!space) continue;
    const generation = perShare * family.share;
    const study = await createStudy({ space, seed: seedOf(seed, family.name), direction, generation });
    searched.push({ family, study, base: { params: family.settings(facts)[0], score: Number.NaN } });
  }
  const turns = openTurns(searched.map(({ family }) => family.name));
  const proposed = new Map<number, { study: Study; trial: Trial }>();
  const placed: Placed[] = [];
  const place = (candidate: Candidate): Placed => {
    const one = { ...candidate, index: placed.length };
    placed.push(one);
    return one;
  };
  const portfolio = portfolioOf(families, facts).map((batch) => batch.map(place));
  const isBetter = (score: number, than: number) =>
    Number.isNaN(than) ? !Number.isNaN(score) : direction === 'maximize' ? score > than : score < than;
  // A batch has one candidate of a family at most, so the order in which a batch is told changes nothing.
  const vary = (family: Family | undefined, base: Searched['base']): void => {
    const one = searched.find((other) => other.family === family);
    if (one && isBetter(base.score, one.base.score)) one.base = base;
  };
  return {
    coming: () => portfolio[0] ?? [],
    next() {
      const batch = portfolio.shift();
      if (batch) return batch;
      const proposing = turns.next();
      const slots = searched
        .filter(({ family }) => proposing.has(family.name))
        .flatMap((one) => Array.from({ length: perShare * one.family.share }, () => one));
      return slots.slice(0, batchSize).flatMap(({ family, study, base }): Placed[] => {
        const trial = study.ask();
        if (!trial) return [];
        const params = family.vary?.(base.params, trial.params) ?? { ...base.params, ...trial.params };
        const proposal = place(candidateOf(family, facts, params));
        proposed.set(proposal.index, { study, trial });
        return [proposal];
      });
    },
    tell(index, score, isWorth) {
      const { family, params } = placed[index];
      const proposal = proposed.get(index);
      if (proposal) proposal.study.tell(proposal.trial, score);
      else vary(family, { params, score });
      if (isWorth !== undefined && family) turns.judged(family.name, isWorth);
    },
  };
}

function spaceOf(predictor: string): StudySpace | undefined {
  return (findEstimator(predictor) as PredictorDefinition).searchSpace;
}

function seedOf(seed: number, family: string): number {
  return createRng(seed).split(`study-${family}`).integer(2_147_483_647);
}
