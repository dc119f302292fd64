/** The four-fifths rule as a verdict that knows how uncertain it is. */
import type { Proportion } from '../../metrics/metric.ts';
import type { Compared } from './comparison.ts';
import { ratioInterval } from './rate-intervals.ts';

/**
 * `holds`: every group's selection rate is, at 95 % confidence, at least four fifths of every other's. `broken`: some group's rate
 * is below four fifths of another's, at 95 % confidence over all pairs together. `not_distinguishable`: the rows are too few to say
 * either. `not_comparable`: fewer than two groups are large enough, or nobody is selected.
 */
export type FourFifthsVerdict = 'holds' | 'broken' | 'not_distinguishable' | 'not_comparable';

export interface FourFifths {
  readonly verdict: FourFifthsVerdict;
  /** The lowest selection rate over the highest, as the rule is read without regard to chance; null when not comparable. */
  readonly ratio: number | null;
  /** Pairs for which the rule is broken beyond chance: labels of the group that is selected less and of the other. */
  readonly broken: readonly (readonly [less: string, more: string])[];
}

const fourFifths = 0.8;

/**
 * Judges the selection rates (29 CFR 1607.4 D). That the rule holds is a statement about all pairs, each of which must be shown, so
 * each is judged at its own level (intersection-union, Berger 1982); that it is broken is a finding among many, so the level is
 * shared by the pairs (Bonferroni).
 */
export function judgeFourFifths(groups: readonly Compared[]): FourFifths {
  const rates = groups.map(({ value }) => value);
  const most = Math.max(...rates);
  if (groups.length < 2 || !(most > 0)) return { verdict: 'not_comparable', ratio: null, broken: [] };
  const pairs = (groups.length * (groups.length - 1)) / 2;
  const broken: [string, string][] = [];
  let holds = true;
  for (const less of groups) {
    for (const more of groups) {
      if (less === more) continue;
      const [a, b] = [less.figure.proportion!, more.figure.proportion!];
      holds &&= reaches(a, b);
      if (less.value < fourFifths * more.value && fallsShort(a, b, 1 - 0.05 / pairs))
        broken.push([less.label, more.label]);
    }
  }
  const verdict = broken.length > 0 ? 'broken' : holds ? 'holds' : 'not_distinguishable';
  return { verdict, ratio: Math.min(...rates) / most, broken };
}

function reaches(less: Proportion, more: Proportion): boolean {
  return ratioInterval(less, more, 0.95)[0] >= fourFifths;
}

function fallsShort(less: Proportion, more: Proportion, level: number): boolean {
  return ratioInterval(less, more, level)[1] < fourFifths;
}
