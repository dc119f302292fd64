/** Which candidates together explain most of what is left: matching pursuit (Mallat and Zhang 1993). */
import { beyondBins, beyondLines, type Direction, gainOf, remove } from './direction.ts';
import type { TargetLeft } from './main-effects.ts';
import type { PairCandidate } from './pair-candidates.ts';

export interface Chosen {
  readonly candidate: PairCandidate;
  /** What it explained when it was taken: like chi-square of one degree of freedom where it knows nothing. */
  readonly gain: number;
}

interface Runner {
  readonly candidate: PairCandidate;
  /** The target that it says most about. */
  readonly target: TargetLeft;
  readonly direction: Direction;
  readonly gain: number;
}

/** Forms of an interaction that explain this share of what the best of them does are as good. */
const nearlyBest = 0.5;

/**
 * Takes the candidate that gains most beyond its own `least`, removes what it explains, and goes on until `most` are taken or none
 * gains so much. A candidate counts by what it says beyond any effect of each of its columns.
 *
 * @param groups alternatives, of which one takes part.
 * @param targets what is left of each, changed on the way.
 */
export function pursue(
  groups: readonly (readonly PairCandidate[])[],
  targets: readonly TargetLeft[],
  { most, least }: { readonly most: number; readonly least: (candidate: PairCandidate) => number },
): Chosen[] {
  let runners = groups.flatMap((group) => handiest(group.flatMap((candidate) => runnerOf(candidate, targets) ?? [])));
  const chosen: Chosen[] = [];
  while (chosen.length < most && runners.length > 0) {
    const gains = runners.map(({ direction, target }) => gainOf(direction, target.bent));
    const beyond = gains.map((gain, i) => gain - least(runners[i].candidate));
    const best = beyond.reduce((leader, value, i) => (value > beyond[leader] ? i : leader), 0);
    if (!(beyond[best] > 0)) break;
    const { candidate } = runners[best];
    chosen.push({ candidate, gain: gains[best] });
    for (const { bent } of targets) remove(beyondBins(candidate, bent.hessian), bent);
    runners = runners.filter((_, i) => i !== best);
  }
  return chosen;
}

function runnerOf(candidate: PairCandidate, targets: readonly TargetLeft[]): Runner | undefined {
  let best: Runner | undefined;
  for (const target of targets) {
    const direction = beyondBins(candidate, target.bent.hessian);
    const gain = gainOf(direction, target.bent);
    if (gain > (best?.gain ?? 0)) best = { candidate, target, direction, gain };
  }
  return best;
}

/** Of the forms that are nearly as good as interactions the one that leaves least to a model of straight lines; ties go to the first. */
function handiest(forms: readonly Runner[]): Runner[] {
  const most = forms.reduce((largest, { gain }) => Math.max(largest, gain), 0);
  const good = forms.filter(({ gain }) => gain >= nearlyBest * most);
  const gains = good.map(({ candidate, target: { straight } }) =>
    gainOf(beyondLines(candidate, straight.hessian), straight),
  );
  return good.filter((_, i) => gains.every((gain, other) => gain < gains[i] || (gain === gains[i] && other >= i)));
}
