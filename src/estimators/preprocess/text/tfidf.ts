/** Columns of running text as one number column per frequent word or pair of words. */
import { z } from 'zod';
import { log } from '../../../math/log.ts';
import type { Column, NumberColumn, StringColumn } from '../../../table/column.ts';
import type { TransformerDefinition } from '../../estimator.ts';
import { numbersAt, placesByName } from '../../single-row/row-cells.ts';
import { columnsByName } from '../column-kinds.ts';
import { chooseTerms } from './choose-terms.ts';
import { weighTerms, weighText } from './weigh-terms.ts';

type TfidfParams = {
  readonly maxFeatures: number;
  readonly minDocuments: number;
  readonly maxWords: number;
  readonly sublinear: boolean;
};
type TfidfColumn = {
  readonly name: string;
  /** What stands before a term in the name of its column. */
  readonly prefix: string;
  readonly terms: readonly string[];
  readonly idf: Float64Array;
};
type TfidfState = { readonly columns: readonly TfidfColumn[]; readonly sublinear: boolean };

/** Most numbers (rows times features) that a fit makes; more rows get fewer features. */
const mostNumbers = 4e7;

/**
 * Acts on the string columns that `select_columns` gave the role text: `note` becomes `note: late`, `note: late again` and so on.
 * Weights are those of scikit-learn's TfidfVectorizer with smooth idf: log((1 + rows) / (1 + rows with the term)) + 1.
 */
export const tfidf: TransformerDefinition<TfidfParams, TfidfState> = {
  kind: 'transformer',
  name: 'tfidf',
  version: 1,
  description: 'Turns columns with the role text into one number column per frequent word and pair of words (TF-IDF).',
  tags: { allowsMissing: true, rawColumns: true },
  params: z.strictObject({
    maxFeatures: z
      .int()
      .min(1)
      .max(100_000)
      .default(2000)
      .describe('most terms per column, those in most rows; fewer where rows times terms would pass 40 million'),
    minDocuments: z.int().min(1).max(1_000_000).default(2).describe('fewest training rows in which a term occurs'),
    maxWords: z.int().min(1).max(2).default(2).describe('longest term, in words that follow each other'),
    sublinear: z.boolean().default(false).describe('count a term that occurs n times in a text as 1 + log n'),
  }),
  state: z.strictObject({
    columns: z.array(
      z
        .strictObject({
          name: z.string(),
          prefix: z.string(),
          terms: z.array(z.string()).refine((terms) => new Set(terms).size === terms.length, 'terms are distinct'),
          idf: z
            .instanceof(Float64Array)
            .refine((idf) => idf.every((value) => value > 0 && value < 100), 'idf in range'),
        })
        .refine(({ terms, idf }) => terms.length === idf.length, 'one idf per term'),
    ),
    sublinear: z.boolean(),
  }),

  fit({ X }, { maxFeatures, minDocuments, maxWords, sublinear }) {
    const taken = new Set(X.columns.filter((column) => !isText(column)).map(({ name }) => name));
    const texts = X.columns.filter(isText);
    const fitting = Math.max(1, Math.floor(mostNumbers / Math.max(1, X.nRows * texts.length)));
    const limits = { minDocuments, maxWords, maxFeatures: Math.min(maxFeatures, fitting) };
    const columns = texts.map((column): TfidfColumn => {
      const chosen = chooseTerms(column, rowsPerText(column), limits);
      const terms = chosen.map(({ text }) => text);
      const idf = Float64Array.from(chosen, ({ documents }) => log((1 + X.nRows) / (1 + documents)) + 1);
      return { name: column.name, prefix: freePrefix(column.name, terms, taken), terms, idf };
    });
    return { columns, sublinear };
  },

  transform({ columns, sublinear }, X) {
    const names = columns.map(({ name }) => name);
    const sources = columnsByName(X, 'string', names, 'tfidf');
    const damped = sublinear ? onePlusLog : undefined;
    const fresh = columns.flatMap((column, i) => {
      const into = column.terms.map((term) => emptyColumn(`${column.prefix}${term}`, X.nRows));
      weighTerms(sources[i], column, into, damped);
      return into;
    });
    const others = X.columns.filter((column) => !isText(column) && !names.includes(column.name));
    return { nRows: X.nRows, columns: [...others, ...fresh] };
  },

  rowStep({ columns, sublinear }, before, take) {
    const names = columns.map(({ name }) => name);
    const from = placesByName(before, 'string', names);
    if (!from) return undefined;
    const fresh = columns.map(({ prefix, terms }) =>
      numbersAt(
        terms.map((term) => `${prefix}${term}`),
        take,
      ),
    );
    const occurrences = columns.map(({ terms }) => new Float64Array(terms.length));
    const damped = sublinear ? onePlusLog : undefined;
    return {
      columns: [...before.filter(({ name, text }) => text !== true && !names.includes(name)), ...fresh.flat()],
      write({ numbers, texts }) {
        for (const [i, column] of columns.entries()) {
          for (let term = 0; term < fresh[i].length; term++) numbers[fresh[i][term].place] = 0;
          const text = texts[from[i]];
          if (text === null) continue;
          weighText(text, column, damped, occurrences[i], (term, weight) => {
            numbers[fresh[i][term].place] = weight;
          });
        }
      },
    };
  },

  origins({ columns }) {
    return new Map(
      columns.flatMap(({ name, prefix, terms }) => terms.map((term) => [`${prefix}${term}`, name] as const)),
    );
  },
};

function onePlusLog(occurrences: number): number {
  return 1 + log(occurrences);
}

function isText(column: Column): column is StringColumn {
  return column.kind === 'string' && column.text === true;
}

/** How many rows have each text of the dictionary. */
function rowsPerText({ codes, dictionary }: StringColumn): Float64Array {
  const counts = new Float64Array(dictionary.length);
  for (const code of codes) if (code >= 0) counts[code]++;
  return counts;
}

/** A prefix under which no term takes the name of another column; the names are added to `taken`. */
function freePrefix(name: string, terms: readonly string[], taken: Set<string>): string {
  let prefix = `${name}: `;
  for (let i = 2; terms.some((term) => taken.has(`${prefix}${term}`)); i++) prefix = `${name}#${i}: `;
  for (const term of terms) taken.add(`${prefix}${term}`);
  return prefix;
}

function emptyColumn(name: string, nRows: number): NumberColumn {
  return { kind: 'number', name, values: new Float64Array(nRows), integer: false };
}
