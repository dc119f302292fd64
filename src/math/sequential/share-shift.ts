/** Do two sides give their answers in the same shares, looked at all the time? For classes, and for numbers in bins. */
import { log, log1p } from '../log.ts';
import { addStep, type RestartingWealth, startWealth } from './restarting-wealth.ts';

/** Alternatives for each class: its rate on the candidate's side over that of the reference. */
const ratios: readonly number[] = [0.1, 0.5, 0.8, 0.95, 1.05, 1.25, 2, 10];
const logRatios = ratios.map((ratio) => log(ratio));

/** @param classes how many classes or bins there are, 1 or more. */
export function startShareShift(classes: number): RestartingWealth {
  return startWealth(classes * ratios.length);
}

/**
 * Evidence that some class has another share on the candidate's side than on the reference's, one step further: the test of
 * `addEventRatio` for every class, upwards and downwards, at a ratio of 1.
 *
 * @param candidate, reference counts per class in this step, of equal length.
 */
export function addShareShift(
  wealth: RestartingWealth,
  candidate: readonly number[],
  reference: readonly number[],
): RestartingWealth {
  const n = total(candidate);
  const m = total(reference);
  if (n === 0 || m === 0) return addStep(wealth, new Array<number>(wealth.wealth.length).fill(0));
  const share = n / (n + m);
  const common = ratios.map((ratio) => log1p(share * (ratio - 1)));
  return addStep(
    wealth,
    candidate.flatMap((events, k) => logRatios.map((value, j) => events * value - (events + reference[k]) * common[j])),
  );
}

function total(counts: readonly number[]): number {
  let all = 0;
  for (const count of counts) all += count;
  return all;
}
