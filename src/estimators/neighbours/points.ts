/** Rows of a table as points of a space, each column in its standard deviations from its mean if asked for. */
import { z } from 'zod';
import type { NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import { checkColumns, selectFeatures } from '../check-input.ts';
import type { EstimatorDefinition } from '../estimator.ts';
import { moments } from '../preprocess/moments.ts';
import { scaledBound } from '../preprocess/standard-scaler.ts';

/** How rows become points. */
export type Space = {
  readonly features: readonly string[];
  /** nFeatures; empty when columns count as they are. */
  readonly means: Float64Array;
  /** nFeatures standard deviations, 1 for a constant column; empty when columns count as they are. */
  readonly scales: Float64Array;
};

export const spaceShape = z
  .strictObject({
    features: z.array(z.string()),
    means: z.instanceof(Float64Array).refine((means) => means.every(Number.isFinite), 'means are finite'),
    scales: z.instanceof(Float64Array).refine((scales) => scales.every((scale) => scale > 0), 'scales are positive'),
  })
  .refine(
    ({ features, means, scales }) =>
      means.length === scales.length && (means.length === 0 || means.length === features.length),
    'one mean and one scale per feature, or none',
  );

/** What the parameter means, for every estimator that has it. */
export const standardiseText = 'divides each column by its standard deviation first, so that no unit outweighs another';

/** The space of training rows. */
export function fitSpace(X: Table, standardise: boolean, sampleWeight?: Float64Array): Space {
  const columns = X.columns as readonly NumberColumn[];
  const learned = standardise ? columns.map(({ values }) => moments(values, sampleWeight)) : [];
  return {
    features: columns.map(({ name }) => name),
    means: Float64Array.from(learned, ({ mean }) => mean),
    scales: Float64Array.from(learned, ({ deviation }) => (deviation > 0 ? deviation : 1)),
  };
}

/** Values that are not scaled are held within this, so that their squares add up to finite numbers. */
export const plainBound = 1e150;

/**
 * The points of a table, nRows x nFeatures, row by row. Scaled values are held within a million, as the standard scaler does,
 * others within 1e150: distances are finite.
 *
 * @throws COLUMN_NOT_FOUND, VALUE_INVALID, VALUE_MISSING.
 */
export function pointsOf({ features, means, scales }: Space, X: Table, definition: EstimatorDefinition): Float64Array {
  const selected = selectFeatures(X, features, definition.name);
  checkColumns(definition, selected);
  const nFeatures = features.length;
  const points = new Float64Array(X.nRows * nFeatures);
  for (let j = 0; j < nFeatures; j++) {
    const { values } = selected.columns[j] as NumberColumn;
    for (let row = 0; row < values.length; row++) {
      points[row * nFeatures + j] = coordinate(values[row], j, means, scales);
    }
  }
  return points;
}

/** The point of one row: a number per feature. */
export function pointOf({ means, scales }: Space, row: Float64Array): Float64Array {
  return row.map((value, j) => coordinate(value, j, means, scales));
}

function coordinate(value: number, j: number, means: Float64Array, scales: Float64Array): number {
  const isScaled = scales.length > 0;
  const bound = isScaled ? scaledBound : plainBound;
  return Math.min(bound, Math.max(-bound, isScaled ? (value - means[j]) / scales[j] : value));
}
