/** Which group of rows has its own coverage: by a column, or by what is predicted. */
import { z } from 'zod';
import { quantileSorted, sortedCopy } from '../../math/quantile.ts';
import { countUpTo } from '../../math/sorted-places.ts';
import { type Column, cell } from '../../table/column.ts';
import { findColumn, type Table } from '../../table/table.ts';

/** How a row's group is found. Plain data. */
export type RowGroups =
  | { readonly by: 'none' }
  /** Group i has predictions from edge i - 1 on, below edge i. */
  | { readonly by: 'prediction'; readonly edges: Float64Array }
  /** Group i has the i-th text in the column; other texts and missing values belong to none. */
  | { readonly by: 'column'; readonly column: string; readonly levels: readonly string[] };

export const rowGroupsState: z.ZodType<RowGroups> = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('none') }),
  z.strictObject({
    by: z.literal('prediction'),
    edges: z.instanceof(Float64Array).refine((edges) => edges.every((edge, i) => i === 0 || edge > edges[i - 1])),
  }),
  z.strictObject({ by: z.literal('column'), column: z.string(), levels: z.array(z.string()) }),
]);

/** Most groups that predictions are parted into. */
const mostBins = 10;
/** Fewer rows in a group would cost more than it gains: its coverage is rounded up by as much as 1 / (rows + 1). */
const rowsPerBin = 250;

/** Groups of about equal numbers of rows by their predictions; none where the rows are few. */
export function groupsByPrediction(predicted: ArrayLike<number>): RowGroups {
  const bins = Math.min(mostBins, Math.floor(predicted.length / rowsPerBin));
  if (bins < 2) return { by: 'none' };
  const sorted = sortedCopy(predicted);
  const edges = Array.from({ length: bins - 1 }, (_, bin) => quantileSorted(sorted, (bin + 1) / bins));
  const distinct = edges.filter((edge, i) => edge > sorted[0] && (i === 0 || edge > edges[i - 1]));
  return distinct.length > 0 ? { by: 'prediction', edges: Float64Array.from(distinct) } : { by: 'none' };
}

/** Groups by the texts of a column. */
export function groupsByColumn(column: Column, nRows: number): RowGroups {
  const levels = new Set<string>();
  for (let row = 0; row < nRows; row++) {
    const value = cell(column, row);
    if (value !== null) levels.add(String(value));
  }
  return { by: 'column', column: column.name, levels: [...levels] };
}

/** The group of each row, -1 for none; undefined where there are no groups. */
export function groupOfRows(groups: RowGroups, predicted: ArrayLike<number>, X: Table): Int32Array | undefined {
  if (groups.by === 'none') return undefined;
  if (groups.by === 'prediction') return Int32Array.from(predicted, (value) => countUpTo(groups.edges, value));
  const column = findColumn(X, groups.column);
  if (!column) return undefined;
  const place = new Map(groups.levels.map((level, group) => [level, group]));
  return Int32Array.from({ length: X.nRows }, (_, row) => {
    const value = cell(column, row);
    return value === null ? -1 : (place.get(String(value)) ?? -1);
  });
}
