/** Texts as category codes, for trees that split on sets of categories. */
import { z } from 'zod';
import type { NumberColumn, StringColumn } from '../../table/column.ts';
import type { TransformerDefinition } from '../estimator.ts';
import { numbersAt, placesByName, withReplacedPlaces } from '../single-row/row-cells.ts';
import { categoryCode, categoryCodes, chooseCategories, missingCode } from './categories.ts';
import { columnsByName, columnsOfKind, withReplaced } from './column-kinds.ts';

type OrdinalParams = { readonly minFrequency: number; readonly maxCategories: number };
type OrdinalColumn = {
  readonly name: string;
  readonly categories: readonly string[];
  /** Rare and unknown categories have the last code; when false, unknown ones are missing. */
  readonly other: boolean;
};
type OrdinalState = { readonly columns: readonly OrdinalColumn[] };

/** Acts on string columns: codes 0 .. cardinality-1, NaN for missing. The order of codes means nothing. */
export const ordinal: TransformerDefinition<OrdinalParams, OrdinalState> = {
  kind: 'transformer',
  name: 'ordinal',
  version: 1,
  description: 'Turns texts into category codes, with a code for the categories that are too rare.',
  tags: { allowsMissing: true, rawColumns: true },
  params: z.strictObject({
    minFrequency: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe('categories with a smaller share of the training rows share one code'),
    maxCategories: z.int().min(1).max(10_000).default(200).describe('most codes per column'),
  }),
  state: z.strictObject({
    columns: z.array(z.strictObject({ name: z.string(), categories: z.array(z.string()), other: z.boolean() })),
  }),

  fit({ X }, { minFrequency, maxCategories }) {
    const columns = columnsOfKind(X, 'string').map((column) => {
      const { kept, hasOther } = chooseCategories(column, minFrequency, maxCategories);
      return { name: column.name, categories: kept, other: hasOther };
    });
    return { columns };
  },

  transform({ columns }, X) {
    const names = columns.map(({ name }) => name);
    const sources = columnsByName(X, 'string', names, 'ordinal');
    return withReplaced(
      X,
      'string',
      columns.map((column, i) => encode(sources[i], column)),
    );
  },

  rowStep({ columns }, before, take) {
    const names = columns.map(({ name }) => name);
    const from = placesByName(before, 'string', names);
    if (!from) return undefined;
    const fresh = numbersAt(names, take);
    return {
      columns: withReplacedPlaces(before, 'string', fresh),
      write({ numbers, texts }) {
        for (let i = 0; i < from.length; i++) {
          numbers[fresh[i].place] = encoded(categoryCode(texts[from[i]], columns[i].categories), columns[i]);
        }
      },
    };
  },
};

function encode(source: StringColumn, column: OrdinalColumn): NumberColumn {
  const { name, categories, other } = column;
  const values = Float64Array.from(categoryCodes(source, categories), (code) => encoded(code, column));
  return { kind: 'number', name, values, integer: true, cardinality: categories.length + Number(other) };
}

function encoded(code: number, { categories, other }: OrdinalColumn): number {
  if (code >= 0) return code;
  return code === missingCode || !other ? Number.NaN : categories.length;
}
