/** Adds columns made of the pairs of columns that say most about the target together. Inside a pipeline, it chooses on the training rows alone. */
import { z } from 'zod';
import { normalScore } from '../../../math/normal-score.ts';
import type { Rng } from '../../../math/rng.ts';
import type { NumberColumn, StringColumn } from '../../../table/column.ts';
import { columnNames, type Table } from '../../../table/table.ts';
import type { FitInput, TransformerDefinition } from '../../estimator.ts';
import { numbersAt, placesByName, type RowCells, type RowColumn } from '../../single-row/row-cells.ts';
import { columnsByName } from '../column-kinds.ts';
import { sampleRows } from '../sample-rows.ts';
import { uniqueName } from '../unique-name.ts';
import { candidatesOf, type PairCandidate, type PairSource, possibleColumns } from './pair-candidates.ts';
import {
  combination,
  combined,
  kindOfSide,
  type PairColumn,
  type PairSide,
  pairColumn,
  pairName,
  sideOfNumber,
  sideOfText,
  sideValues,
} from './pair-column.ts';
import { pursue } from './pursue.ts';
import { gridsOf, pairable, rowsToScreen, screenedPairs, strongest, targetsLeft } from './screen.ts';

type InteractionsParams = { readonly maxPairs: number; readonly alpha: number; readonly maxColumns: number };
type InteractionsState = {
  readonly columns: readonly PairColumn[];
  /** What each explained of what was left when it was taken: like chi-square of one degree of freedom where it knows nothing. */
  readonly gains: Float64Array;
};

/** Pairs that are looked at closely, for each that may be added. */
const closeLooks = 3;
/** Rows on which columns are ranked where there are more of them than are paired. */
const rowsToRank = 4000;

/**
 * Acts on number and string columns but running text, and passes all columns on. Two numbers become the product of their
 * standardised values, the distance between these, a ratio of the numbers, or 1 for rows on given sides of two thresholds, whichever
 * says most beyond a straight line in each; a category stands for a column that is 1 in its rows.
 */
export const interactions: TransformerDefinition<InteractionsParams, InteractionsState> = {
  kind: 'transformer',
  name: 'interactions',
  version: 1,
  description:
    'Adds products, ratios, distances and quadrants of the pairs of columns that say most about the target together.',
  tags: { allowsMissing: true, rawColumns: true, sampleWeight: 'exact', usesRng: true, readsTarget: true },
  params: z.strictObject({
    maxPairs: z.int().min(1).max(1000).default(10).describe('most columns to add, each made of a pair'),
    alpha: z
      .number()
      .gt(0)
      .max(1_000_000)
      .default(0.1)
      .describe(
        'columns that noise alone may add on average: every column that could have been made counts (Bonferroni)',
      ),
    maxColumns: z
      .int()
      .min(2)
      .max(1000)
      .default(100)
      .describe('most columns that are paired; of more, those that say most alone'),
  }),
  state: z
    .strictObject({ columns: z.array(pairColumn), gains: z.instanceof(Float64Array) })
    .refine(({ columns, gains }) => columns.length === gains.length, 'one gain per column'),

  fit(input, { maxPairs, alpha, maxColumns }, ctx) {
    const sampled = sampleToScreen(input, maxColumns, ctx.rng);
    const sources = gridsOf(sampled, Math.min(maxColumns, pairable(sampled.X).length));
    const targets = targetsLeft(
      sampled,
      sources.map(({ grid }) => grid),
    );
    const pairs = screenedPairs(sources, targets, closeLooks * maxPairs);
    const forms = pairs.flatMap(({ first, second, gains }) => candidatesOf(first, second, gains));
    const chosen = pursue(forms, targets, { most: maxPairs, least: leastGains(sources, targets.length, alpha) });
    const taken = new Set(columnNames(input.X));
    return {
      columns: chosen.map(({ candidate: { form, left, right } }) => {
        const made = { form, left, right };
        return { name: uniqueName(pairName(made), taken), ...made };
      }),
      gains: Float64Array.from(chosen, ({ gain }) => gain),
    };
  },

  transform({ columns }, X) {
    const fresh = columns.map(({ name, form, left, right }): NumberColumn => {
      const values = combined(form, sideValues(left, sourceOf(left, X)), sideValues(right, sourceOf(right, X)));
      return { kind: 'number', name, values, integer: false };
    });
    return { nRows: X.nRows, columns: [...X.columns, ...fresh] };
  },

  rowStep({ columns }, before, take) {
    const sides = columns.map(({ left, right }) => [left, right].map((side) => placeOf(side, before)));
    if (sides.flat().includes(undefined)) return undefined;
    const fresh = numbersAt(
      columns.map(({ name }) => name),
      take,
    );
    return {
      columns: [...before, ...fresh],
      write(cells) {
        for (const [i, { form, left, right }] of columns.entries()) {
          const [first, second] = sides[i];
          cells.numbers[fresh[i].place] = combination(form, sideOf(left, first!, cells), sideOf(right, second!, cells));
        }
      },
    };
  },

  mixes: ({ columns }) => columns.length > 0,
};

/** As many rows and columns as can be paired in about a second. */
function sampleToScreen(input: FitInput, maxColumns: number, rng: Rng): FitInput & { readonly y: Float64Array } {
  const { length } = pairable(input.X);
  const rows = rowsToScreen(Math.min(maxColumns, length), input.nClasses);
  const sampled = sampleRows(input, rows, rng.split('rows'));
  if (length <= maxColumns) return sampled;
  const fewer = sampleRows(input, rowsToRank, rng.split('columns'));
  const kept = strongest(fewer, gridsOf(fewer, length), maxColumns);
  const columns = sampled.X.columns.filter(({ name }) => kept.has(name));
  return { ...sampled, X: { nRows: sampled.X.nRows, columns } };
}

/** What a candidate must gain. Half of `alpha` is for the few columns of whole numbers, half for the many of their cuts. */
function leastGains(sources: readonly PairSource[], nTargets: number, alpha: number) {
  const tried = { plain: 0, cut: 0 };
  for (const [i, { grid }] of sources.entries()) {
    for (const other of sources.slice(i + 1)) {
      const { plain, cut } = possibleColumns(grid, other.grid);
      tried.plain += plain * nTargets;
      tried.cut += cut * nTargets;
    }
  }
  const [plain, cut] = [leastGain(alpha / 2, tried.plain), leastGain(alpha / 2, tried.cut)];
  return (candidate: PairCandidate) => (candidate.isCut ? cut : plain);
}

/** The chi-square of one degree of freedom that one of `tried` reaches `alpha` times on average; 0 where that is always. */
function leastGain(alpha: number, tried: number): number {
  const share = alpha / Math.max(1, 2 * tried);
  if (share >= 0.5) return 0;
  const score = normalScore(share);
  return score * score;
}

function placeOf(side: PairSide, columns: readonly RowColumn[]): number | undefined {
  return placesByName(columns, kindOfSide(side), [side.column])?.[0];
}

function sideOf(side: PairSide, place: number, { numbers, texts }: RowCells): number {
  return side.kind === 'category' ? sideOfText(side, texts[place]) : sideOfNumber(side, numbers[place]);
}

function sourceOf(side: PairSide, X: Table): NumberColumn | StringColumn {
  const [column] = columnsByName(X, kindOfSide(side), [side.column], 'interactions');
  return column;
}
