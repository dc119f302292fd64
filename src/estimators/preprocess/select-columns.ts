/** The first step over a raw table: the named columns, by name, each as the kind that its role asks for. */
import { z } from 'zod';
import { selectFeatures } from '../check-input.ts';
import type { TransformerDefinition } from '../estimator.ts';
import type { RowColumn } from '../single-row/row-cells.ts';
import { type CastCell, castCell } from './cast-cell.ts';
import { castColumn, type FeatureRole, kindOfRole } from './cast-column.ts';

type SelectedColumn = { readonly name: string; readonly role: FeatureRole };
type SelectColumns = { readonly columns: readonly SelectedColumn[] };

const columns = z.array(
  z.strictObject({ name: z.string(), role: z.enum(['numeric', 'categorical', 'boolean', 'datetime', 'text']) }),
);

/**
 * Keeps the listed columns in the listed order; others are ignored, an absent one is COLUMN_NOT_FOUND.
 * Values of another kind are read by the rules of `castColumn` and never throw.
 */
export const selectColumns: TransformerDefinition<SelectColumns, SelectColumns> = {
  kind: 'transformer',
  name: 'select_columns',
  version: 1,
  description: 'Keeps the listed columns, found by name, and gives each the kind of its role.',
  tags: { allowsMissing: true, rawColumns: true },
  params: z.strictObject({ columns: columns.default([]).describe('columns to keep, each with its role') }),
  state: z.strictObject({ columns }),

  fit({ X }, params) {
    selectFeatures(X, namesOf(params), 'select_columns');
    return params;
  },

  transform(state, X) {
    const selected = selectFeatures(X, namesOf(state), 'select_columns');
    return {
      nRows: X.nRows,
      columns: selected.columns.map((column, i) => castColumn(column, state.columns[i].role)),
    };
  },

  rowStep({ columns }, before, take) {
    const byName = new Map(before.map((column) => [column.name, column]));
    const casts: { readonly cast: CastCell; readonly from: number; readonly to: number }[] = [];
    const selected: RowColumn[] = [];
    for (const { name, role } of columns) {
      const source = byName.get(name);
      if (!source) return undefined;
      const cast = castCell(source.kind, role);
      const place = cast ? take() : source.place;
      if (cast) casts.push({ cast, from: source.place, to: place });
      const text = role === 'text' || (role === 'categorical' && source.text === true);
      selected.push({ name, kind: kindOfRole(role), ...(text && { text }), place });
    }
    return {
      columns: selected,
      write(cells) {
        for (const { cast, from, to } of casts) cast(cells, from, to);
      },
    };
  },
};

function namesOf({ columns }: SelectColumns): string[] {
  return columns.map(({ name }) => name);
}
