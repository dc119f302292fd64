/** Skewed numbers by their place among the training rows: the rank-based inverse normal transformation (van der Waerden 1952), also known as rank-Gauss. */
import { z } from 'zod';
import { normalScore } from '../../math/normal-score.ts';
import type { TransformerDefinition } from '../estimator.ts';
import { numbersAt, placesByName } from '../single-row/row-cells.ts';
import { columnsByName, columnsOfKind } from './column-kinds.ts';
import { skewness } from './moments.ts';
import { heightAt } from './piecewise-line.ts';
import { evenPlaces, middleShares } from './value-shares.ts';

type NormalScoresParams = { readonly minSkewness: number; readonly maxKnots: number };
type ScoredColumn = {
  readonly name: string;
  /** Ascending values of the training rows. */
  readonly knots: Float64Array;
  /** What each becomes. */
  readonly scores: Float64Array;
};
type NormalScoresState = { readonly columns: readonly ScoredColumn[] };

/**
 * A value becomes the normal quantile of the share of training rows below it, rows equal to it counted by half; between knots
 * it goes in a straight line, and beyond the training rows it stays as at their end. Missing values stay missing.
 * Columns that are not skewed, or have less than three values, stay as they are.
 */
export const normalScores: TransformerDefinition<NormalScoresParams, NormalScoresState> = {
  kind: 'transformer',
  name: 'normal_scores',
  version: 1,
  description: 'Turns skewed numbers into the normal scores of their ranks among the training rows.',
  tags: { allowsMissing: true, rawColumns: true, sampleWeight: 'exact' },
  params: z.strictObject({
    minSkewness: z
      .number()
      .min(0)
      .max(1000)
      .default(0)
      .describe('columns whose skewness is nearer to zero than this stay as they are; 0: none does'),
    maxKnots: z.int().min(3).max(100_000).default(1000).describe('most values of a column whose score is kept'),
  }),
  state: z.strictObject({
    columns: z.array(
      z
        .strictObject({ name: z.string(), knots: z.instanceof(Float64Array), scores: z.instanceof(Float64Array) })
        .refine(isSound, 'knots ascend, each with a finite score that does not fall'),
    ),
  }),

  fit({ X, sampleWeight }, { minSkewness, maxKnots }) {
    const columns = columnsOfKind(X, 'number').flatMap(({ name, values }): ScoredColumn[] => {
      const { distinct, shares } = middleShares(values, sampleWeight);
      if (distinct.length < 3) return [];
      // Of one sign for any skewness of at least 0, and never asked when every column is wanted.
      if (minSkewness > 0 && !(Math.abs(skewness(values, sampleWeight)) >= minSkewness)) return [];
      const kept = evenPlaces(shares, maxKnots);
      return [
        {
          name,
          knots: Float64Array.from(kept, (place) => distinct[place]),
          scores: Float64Array.from(kept, (place) => normalScore(shares[place])),
        },
      ];
    });
    return { columns };
  },

  transform({ columns }, X) {
    const names = columns.map(({ name }) => name);
    const sources = columnsByName(X, 'number', names, 'normal_scores');
    const scored = new Map(columns.map((column, i) => [column.name, { column, source: sources[i] }]));
    return {
      nRows: X.nRows,
      columns: X.columns.map((column) => {
        const found = scored.get(column.name);
        if (!found) return column;
        const values = found.source.values.map((value) => heightAt(found.column.knots, found.column.scores, value));
        return { kind: 'number', name: column.name, values, integer: false };
      }),
    };
  },

  rowStep({ columns }, before, take) {
    const names = columns.map(({ name }) => name);
    const from = placesByName(before, 'number', names);
    if (!from) return undefined;
    const fresh = new Map(numbersAt(names, take).map((column) => [column.name, column]));
    const to = Int32Array.from(fresh.values(), ({ place }) => place);
    return {
      columns: before.map((column) => fresh.get(column.name) ?? column),
      write({ numbers }) {
        for (let i = 0; i < from.length; i++) {
          numbers[to[i]] = heightAt(columns[i].knots, columns[i].scores, numbers[from[i]]);
        }
      },
    };
  },
};

function isSound({ knots, scores }: ScoredColumn): boolean {
  const rises = knots.every((knot, i) => Number.isFinite(knot) && (i === 0 || knots[i - 1] < knot));
  const follows = scores.every((score, i) => Number.isFinite(score) && (i === 0 || scores[i - 1] <= score));
  return rises && follows && knots.length > 1 && scores.length === knots.length;
}
