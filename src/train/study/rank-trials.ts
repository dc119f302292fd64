/** The order of trials from good to bad, as samplers learn from them. */
import type { Direction } from '../../math/direction.ts';
import { compareValues, type Trial } from './trial.ts';

/** Best first: complete trials by value, then pruned ones by how far they got and their last report. Others are left out. */
export function rankTrials(trials: readonly Trial[], direction: Direction): Trial[] {
  return trials
    .filter((trial) => trial.state === 'complete' || trial.state === 'pruned')
    .map((trial) => ({ trial, ...reached(trial) }))
    .sort(
      (a, b) =>
        Number(a.step < b.step) - Number(a.step > b.step) ||
        compareValues(a.value, b.value, direction) ||
        a.trial.number - b.trial.number,
    )
    .map(({ trial }) => trial);
}

function reached(trial: Trial): { readonly step: number; readonly value: number } {
  if (trial.value !== undefined) return { step: Number.POSITIVE_INFINITY, value: trial.value };
  return trial.reports.at(-1) ?? { step: -1, value: Number.NaN };
}
