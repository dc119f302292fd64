/** What was seen of one variant, in numbers that can be added up. */
import { z } from 'zod';
import { latencyBinCount } from './latency-bins.ts';

const count = z.int().min(0).max(1e12);
const whole = count.default(0);

/** Counts of one variant since the last observation. */
export const variantCountsSchema = z
  .strictObject({
    variant: z.string().min(1).max(300),
    answers: count.describe('Requests that were answered or failed.'),
    errors: whole.describe('Of the answers, those that failed.'),
    invalid: whole.describe('Of the answers that did not fail, those that are NaN, infinite or empty.'),
    latency: z.array(count).max(latencyBinCount).default([]).describe('Answers per bin of `latencyBin`.'),
    outputs: z.array(count).max(64).default([]).describe('Valid answers per class or bin, the same for all variants.'),
    labels: whole.describe('Answers whose truth arrived.'),
    wrong: whole.describe('Of these, answers that were wrong.'),
    rewards: whole.describe('Answers whose reward arrived, for bandits.'),
    rewardSum: z.number().min(0).max(1e12).default(0).describe('Sum of these rewards, each from 0 to 1.'),
    units: whole.describe('Units seen for the first time.'),
  })
  .refine(({ answers, errors, invalid }) => errors + invalid <= answers, 'errors + invalid <= answers must hold')
  .refine(({ rewards, rewardSum }) => rewardSum <= rewards, 'rewardSum <= rewards must hold')
  .refine(({ labels, wrong }) => wrong <= labels, 'wrong <= labels must hold');

export type VariantCounts = z.infer<typeof variantCountsSchema>;
export type Counts = Omit<VariantCounts, 'variant'>;

/** @param outputBins length of `outputs`. */
export function noCounts(outputBins: number): Counts {
  return {
    answers: 0,
    errors: 0,
    invalid: 0,
    latency: new Array<number>(latencyBinCount).fill(0),
    outputs: new Array<number>(outputBins).fill(0),
    labels: 0,
    wrong: 0,
    rewards: 0,
    rewardSum: 0,
    units: 0,
  };
}

/** Both together, in the bins of `a`; what `b` has beyond them counts in the last. */
export function addCounts(a: Counts, b: Counts): Counts {
  return {
    answers: a.answers + b.answers,
    errors: a.errors + b.errors,
    invalid: a.invalid + b.invalid,
    latency: addBins(a.latency, b.latency),
    outputs: addBins(a.outputs, b.outputs),
    labels: a.labels + b.labels,
    wrong: a.wrong + b.wrong,
    rewards: a.rewards + b.rewards,
    rewardSum: a.rewardSum + b.rewardSum,
    units: a.units + b.units,
  };
}

function addBins(a: readonly number[], b: readonly number[]): number[] {
  const bins = [...a];
  b.forEach((value, i) => {
    bins[Math.min(i, bins.length - 1)] += value;
  });
  return bins;
}
