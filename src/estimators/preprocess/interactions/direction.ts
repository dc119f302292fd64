/** What a candidate adds to the columns it is made of, as a direction in which a score can step. */
import { gridSize } from './grid-column.ts';
import type { Unexplained } from './main-effects.ts';
import type { PairCandidate } from './pair-candidates.ts';

export interface Direction {
  /** nRows. */
  readonly values: Float64Array;
  /** Weighted sum of squares; 0 where nothing but rounding is left. */
  readonly square: number;
}

/** Parts that were taken away leave rounding behind, at most this share of the squares. */
const rounding = 1e-10;
/** Rounds over both columns; those of columns that are nearly alike end a little early. */
const sweeps = 4;

/** Beyond a constant and a line in each side, by weighted least squares (Gram-Schmidt). */
export function beyondLines({ values, lines }: PairCandidate, hessian: Float64Array): Direction {
  const basis: Direction[] = [];
  const ones = new Float64Array(values.length).fill(1);
  for (const side of [ones, ...lines]) basis.push(without(side, basis, hessian));
  return without(values, basis, hessian);
}

/** Beyond a line in each side and a step in each bin of each column, by backfitting. */
export function beyondBins({ values, lines, bins }: PairCandidate, hessian: Float64Array): Direction {
  const rest = values.slice();
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const [side, line] of lines.entries()) {
      removeLine(rest, line, hessian);
      removeMeans(rest, bins[side], hessian);
    }
  }
  return directionOf(rest, product(values, values, hessian), hessian);
}

/** What the best step lowers the loss by. */
export function gainOf({ values, square }: Direction, { gradient }: Unexplained): number {
  if (square === 0) return 0;
  const along = innerProduct(values, gradient);
  return (along / square) * along;
}

/** Takes the best step. */
export function remove({ values, square }: Direction, { gradient, hessian }: Unexplained): void {
  if (square === 0) return;
  const step = innerProduct(values, gradient) / square;
  for (let row = 0; row < gradient.length; row++) gradient[row] -= hessian[row] * step * values[row];
}

function removeLine(values: Float64Array, line: Float64Array, hessian: Float64Array): void {
  const square = product(line, line, hessian);
  if (square === 0) return;
  const slope = product(values, line, hessian) / square;
  for (let row = 0; row < values.length; row++) values[row] -= slope * line[row];
}

function removeMeans(values: Float64Array, bins: Uint8Array, hessian: Float64Array): void {
  const means = new Float64Array(gridSize);
  const weights = new Float64Array(gridSize);
  for (let row = 0; row < values.length; row++) {
    means[bins[row]] += hessian[row] * values[row];
    weights[bins[row]] += hessian[row];
  }
  for (let bin = 0; bin < gridSize; bin++) if (weights[bin] > 0) means[bin] /= weights[bin];
  for (let row = 0; row < values.length; row++) values[row] -= means[bins[row]];
}

function without(values: Float64Array, basis: readonly Direction[], hessian: Float64Array): Direction {
  let rest = values;
  for (const { values: other, square } of basis) {
    if (square === 0) continue;
    const share = product(rest, other, hessian) / square;
    rest = rest.map((value, row) => value - share * other[row]);
  }
  return directionOf(rest, product(values, values, hessian), hessian);
}

function directionOf(values: Float64Array, before: number, hessian: Float64Array): Direction {
  const square = product(values, values, hessian);
  return { values, square: square > rounding * before ? square : 0 };
}

// Plain sums, in the order of the rows: a choice among columns needs no last digits, and there are many to add up.

function innerProduct(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let row = 0; row < a.length; row++) total += a[row] * b[row];
  return total;
}

function product(a: Float64Array, b: Float64Array, weights: Float64Array): number {
  let total = 0;
  for (let row = 0; row < a.length; row++) total += a[row] * b[row] * weights[row];
  return total;
}
