/** Texts as 0/1 columns, one per category, for models that add things up. */
import { z } from 'zod';
import type { NumberColumn, StringColumn } from '../../table/column.ts';
import type { TransformerDefinition } from '../estimator.ts';
import { numbersAt, placesByName, withReplacedPlaces } from '../single-row/row-cells.ts';
import { categoryCode, categoryCodes, chooseCategories, missingCode } from './categories.ts';
import { columnsByName, columnsOfKind, namesOfOtherKinds, withReplaced } from './column-kinds.ts';
import { uniqueName } from './unique-name.ts';

type OneHotParams = { readonly minFrequency: number; readonly maxCategories: number };
type OneHotColumn = {
  readonly name: string;
  readonly categories: readonly string[];
  /** Output column of each category. */
  readonly outputs: readonly string[];
  /** Output column of rare and unknown categories; null when none was rare, and unknown ones then are all zeros. */
  readonly other: string | null;
  /** Output column of missing values; null when none was missing, and missing ones then are all zeros. */
  readonly missing: string | null;
};
type OneHotState = { readonly columns: readonly OneHotColumn[] };

/** Acts on string columns: `city` becomes `city=Bern`, `city=Graz`, `city:other`, `city:missing`. */
export const oneHot: TransformerDefinition<OneHotParams, OneHotState> = {
  kind: 'transformer',
  name: 'one_hot',
  version: 1,
  description: 'Turns texts into one 0/1 column per frequent category, with buckets for the others and for missing.',
  tags: { allowsMissing: true, rawColumns: true },
  params: z.strictObject({
    minFrequency: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .describe('categories with a smaller share of the training rows go to the bucket of the others'),
    maxCategories: z.int().min(1).max(10_000).default(60).describe('most columns per text column, missing not counted'),
  }),
  state: z.strictObject({
    columns: z.array(
      z
        .strictObject({
          name: z.string(),
          categories: z.array(z.string()),
          outputs: z.array(z.string()),
          other: z.string().nullable(),
          missing: z.string().nullable(),
        })
        .refine(({ categories, outputs }) => categories.length === outputs.length, 'one output per category'),
    ),
  }),

  fit({ X }, { minFrequency, maxCategories }) {
    const taken = namesOfOtherKinds(X, 'string');
    const columns = columnsOfKind(X, 'string').map((column): OneHotColumn => {
      const { name } = column;
      const { kept, hasOther, hasMissing } = chooseCategories(column, minFrequency, maxCategories);
      return {
        name,
        categories: kept,
        outputs: kept.map((category) => uniqueName(`${name}=${category}`, taken)),
        other: hasOther ? uniqueName(`${name}:other`, taken) : null,
        missing: hasMissing ? uniqueName(`${name}:missing`, taken) : null,
      };
    });
    return { columns };
  },

  transform({ columns }, X) {
    const names = columns.map(({ name }) => name);
    const sources = columnsByName(X, 'string', names, 'one_hot');
    return withReplaced(
      X,
      'string',
      columns.flatMap((column, i) => expand(sources[i], column)),
    );
  },

  rowStep({ columns }, before, take) {
    const from = placesByName(
      before,
      'string',
      columns.map(({ name }) => name),
    );
    if (!from) return undefined;
    const fresh = columns.map((column) => numbersAt(outputsOf(column), take));
    return {
      columns: withReplacedPlaces(before, 'string', fresh.flat()),
      write({ numbers, texts }) {
        for (let i = 0; i < from.length; i++) {
          const one = outputAt(columns[i], categoryCode(texts[from[i]], columns[i].categories));
          for (let j = 0; j < fresh[i].length; j++) numbers[fresh[i][j].place] = j === one ? 1 : 0;
        }
      },
    };
  },

  origins({ columns }) {
    return new Map(columns.flatMap((column) => outputsOf(column).map((output) => [output, column.name] as const)));
  },
};

function outputsOf({ outputs, other, missing }: OneHotColumn): string[] {
  return [...outputs, ...(other === null ? [] : [other]), ...(missing === null ? [] : [missing])];
}

function expand(source: StringColumn, column: OneHotColumn): NumberColumn[] {
  const nRows = source.codes.length;
  const fresh = outputsOf(column).map(
    (name): NumberColumn => ({ kind: 'number', name, values: new Float64Array(nRows), integer: true }),
  );
  const codes = categoryCodes(source, column.categories);
  for (let row = 0; row < nRows; row++) {
    const one = outputAt(column, codes[row]);
    if (one !== undefined) fresh[one].values[row] = 1;
  }
  return fresh;
}

/** Which of the outputs is 1 for a category; none for what training did not have. */
function outputAt({ outputs, other, missing }: OneHotColumn, code: number): number | undefined {
  if (code >= 0) return code;
  if (code === missingCode) return missing === null ? undefined : outputs.length + Number(other !== null);
  return other === null ? undefined : outputs.length;
}
