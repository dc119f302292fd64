/** Round axis ticks. Computed here, not by the chart library, so that they depend on the data alone. */
import { formatFixed } from '../number-format.ts';

/** An axis from `min` to `max` in `step`s, all of them round. */
export interface Ticks {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Prints a tick. */
  readonly format: (value: number) => string;
}

/** Ticks that enclose `low` and `high`, about `count` of them. A range of no width is widened around its value. */
export function roundTicks(low: number, high: number, count = 5): Ticks {
  if (!(high > low)) return roundTicks(low - (Math.abs(low) || 1) / 2, low + (Math.abs(low) || 1) / 2, count);
  const step = roundStep((high - low) / count);
  const size = step.mantissa * step.multiplier;
  const from = Math.floor((low / size) * step.divisor + 1e-9);
  const to = Math.ceil((high / size) * step.divisor - 1e-9);
  const min = (from * size) / step.divisor;
  const max = (to * size) / step.divisor;
  const format = tickFormat(Math.max(Math.abs(min), Math.abs(max)), size / step.divisor);
  return { min, max, step: size / step.divisor, format };
}

/** The texts along an axis. */
export function tickLabels({ min, max, step, format }: Ticks): string[] {
  return Array.from({ length: Math.round((max - min) / step) + 1 }, (_, i) => format(min + i * step));
}

/** Ticks of a share: 0 to 1. */
export const shareTicks: Ticks = { min: 0, max: 1, step: 0.25, format: (value) => formatFixed(value, 2) };

/** A round step as mantissa * multiplier / divisor, the last two powers of ten, so that ticks are exact quotients. */
interface Step {
  readonly mantissa: number;
  readonly multiplier: number;
  readonly divisor: number;
}

function roundStep(rough: number): Step {
  let divisor = 1;
  let multiplier = 1;
  while (rough * divisor < 1 && divisor < 1e22) divisor *= 10;
  while (rough / multiplier >= 10 && multiplier < 1e300) multiplier *= 10;
  const head = (rough * divisor) / multiplier;
  const mantissa = [1, 2, 2.5, 5, 10].find((candidate) => candidate >= head * (1 - 1e-9)) ?? 10;
  return { mantissa, multiplier, divisor };
}

const units: readonly { readonly size: number; readonly suffix: string }[] = [
  { size: 1e12, suffix: 'T' },
  { size: 1e9, suffix: 'G' },
  { size: 1e6, suffix: 'M' },
  { size: 1e3, suffix: 'k' },
];

function tickFormat(largest: number, step: number): (value: number) => string {
  if (largest >= 1e15 || largest < 1e-5)
    return (value) => (value === 0 ? '0' : value.toExponential(1).replaceAll('-', '−'));
  const unit =
    largest >= 1e4 ? (units.find((candidate) => largest >= candidate.size) ?? units[3]) : { size: 1, suffix: '' };
  const decimals = decimalsOf(step / unit.size);
  return (value) => (value === 0 ? '0' : `${formatFixed(value / unit.size, decimals)}${unit.suffix}`);
}

/** Decimals that print a round step exactly, at most 8. */
function decimalsOf(step: number): number {
  let decimals = 0;
  for (let scaled = step; decimals < 8 && Math.abs(scaled - Math.round(scaled)) > 1e-6 * scaled; scaled *= 10)
    decimals += 1;
  return decimals;
}
