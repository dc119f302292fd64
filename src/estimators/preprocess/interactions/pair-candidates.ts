/** What the columns of a pair can be put together to, on the rows that it is chosen on. */
import { mean } from '../../../math/reduce.ts';
import type { NumberColumn, StringColumn } from '../../../table/column.ts';
import { farOff, type GridColumn, gridSize } from './grid-column.ts';
import { combined, dividesSafely, type PairForm, type PairSide, sideValues } from './pair-column.ts';
import { cutsOf } from './pair-gain.ts';

/** Places of cuts of both columns of a pair. */
type Cell = readonly [number, number];

/** A column that might be added. */
export interface PairCandidate {
  readonly form: PairForm;
  readonly left: PairSide;
  readonly right: PairSide;
  /** nRows; missing values are as the mean of the others. */
  readonly values: Float64Array;
  /** What its two sides say alone to a linear model: a straight line in a number, one level of a text. */
  readonly lines: readonly Float64Array[];
  /** Bins of its two columns, in which they may say alone what they like. */
  readonly bins: readonly Uint8Array[];
  /** Made by cuts of numbers, of which there are many. */
  readonly isCut: boolean;
}

/** A column with its bins. */
export interface PairSource {
  readonly column: NumberColumn | StringColumn;
  readonly grid: GridColumn;
}

/** Columns of a pair that holds a text: those of its best cuts. */
const mostLevels = 3;

/** Candidates of a pair, those that are one interaction in several forms together; `gains` are those of its cuts (`pairGains`). */
export function candidatesOf(first: PairSource, second: PairSource, gains: Float64Array): PairCandidate[][] {
  const numbers = numbersAmong(first.grid, second.grid);
  const ofCuts = bestCells(first.grid, second.grid, gains).flatMap((cell) => ofCell(first, second, cell, numbers));
  return numbers === 2 ? [ofNumbers(first, second), ...ofCuts] : ofCuts;
}

/** How many candidates a pair could have, chosen or not: what a gain has to stand out from. */
export function possibleColumns(
  first: GridColumn,
  second: GridColumn,
): { readonly plain: number; readonly cut: number } {
  const numbers = numbersAmong(first, second);
  const cells = cutsOf(first) * cutsOf(second);
  if (numbers === 0) return { plain: cells, cut: 0 };
  if (numbers === 2) return { plain: 4, cut: cells };
  return { plain: first.kind === 'category' ? first.nBins : second.nBins, cut: cells };
}

function ofNumbers(first: PairSource, second: PairSource): PairCandidate[] {
  const standard = [standardSide(first), standardSide(second)] as const;
  const found = [candidate('product', ...standard, first, second), candidate('difference', ...standard, first, second)];
  for (const [above, below] of [
    [first, second],
    [second, first],
  ]) {
    const [left, right] = [plainSide(above), plainSide(below)];
    if (dividesSafely(left, right)) found.push(candidate('ratio', left, right, above, below));
  }
  return found;
}

/** Quadrants of a pair of cuts and their checkerboard, and numbers as they are within the level of a text. */
function ofCell(first: PairSource, second: PairSource, cell: Cell, numbers: number): PairCandidate[][] {
  const [lefts, rights] = [sidesAt(first, cell[0]), sidesAt(second, cell[1])];
  const quadrants = lefts.flatMap((left) => rights.map((right) => candidate('product', left, right, first, second)));
  if (numbers === 0) return [quadrants];
  const cut = [...quadrants, candidate('difference', lefts[0], rights[0], first, second)];
  const cuts = cut.map((one) => ({ ...one, isCut: true }));
  if (numbers === 2) return [cuts];
  const whole = (source: PairSource, [side]: readonly PairSide[]) =>
    source.grid.kind === 'number' ? standardSide(source) : side;
  return [[candidate('product', whole(first, lefts), whole(second, rights), first, second)], cuts];
}

function candidate(
  form: PairForm,
  left: PairSide,
  right: PairSide,
  first: PairSource,
  second: PairSource,
): PairCandidate {
  const values = combined(form, sideValues(left, first.column), sideValues(right, second.column));
  const lines = [lineOf(left, first), lineOf(right, second)];
  return { form, left, right, values: filled(values), lines, bins: [first.grid.bins, second.grid.bins], isCut: false };
}

function filled(values: Float64Array): Float64Array {
  if (!values.some(Number.isNaN)) return values;
  const usual = mean(values.filter((value) => !Number.isNaN(value)));
  return values.map((value) => (Number.isNaN(value) ? usual || 0 : value));
}

function lineOf(side: PairSide, { grid, column }: PairSource): Float64Array {
  return side.kind === 'category' ? sideValues(side, column) : grid.scores;
}

/** The best pair of cuts of two numbers; else one for each of the best levels. */
function bestCells(first: GridColumn, second: GridColumn, gains: Float64Array): Cell[] {
  const best = new Map<string, { readonly cell: Cell; readonly gain: number }>();
  for (let i = 0; i < cutsOf(first); i++) {
    for (let j = 0; j < cutsOf(second); j++) {
      const levels = `${first.kind === 'number' ? '' : i} ${second.kind === 'number' ? '' : j}`;
      const gain = gains[i * gridSize + j];
      if (gain > (best.get(levels)?.gain ?? 0)) best.set(levels, { cell: [i, j], gain });
    }
  }
  return [...best.values()]
    .sort((a, b) => b.gain - a.gain || a.cell[0] - b.cell[0] || a.cell[1] - b.cell[1])
    .slice(0, mostLevels)
    .map(({ cell }) => cell);
}

/** Both sides of a cut of numbers; the rows of a level. */
function sidesAt({ grid }: PairSource, cut: number): PairSide[] {
  const { name: column, levels, thresholds } = grid;
  if (grid.kind === 'category') return [{ kind: 'category', column, category: levels[cut] }];
  const threshold = thresholds[cut];
  return [
    { kind: 'above', column, threshold },
    { kind: 'below', column, threshold },
  ];
}

function numbersAmong(...columns: readonly GridColumn[]): number {
  return columns.filter(({ kind }) => kind === 'number').length;
}

function standardSide({ grid }: PairSource) {
  const { name: column, mean, deviation: scale } = grid;
  return { kind: 'number', column, mean, scale, low: -farOff, high: farOff } as const;
}

/** The numbers themselves, within those of the rows. */
function plainSide({ grid, column }: PairSource) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of (column as NumberColumn).values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { kind: 'number', column: grid.name, mean: 0, scale: 1, low, high } as const;
}
