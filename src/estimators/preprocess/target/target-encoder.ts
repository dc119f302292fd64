/** Categories as what the target was like among their rows: for columns with too many categories for a column each. */
import { z } from 'zod';
import { compareCodeUnits } from '../../../core/canonical-json.ts';
import type { NumberColumn, StringColumn } from '../../../table/column.ts';
import type { Table } from '../../../table/table.ts';
import type { FitContext, FitInput, TransformerDefinition } from '../../estimator.ts';
import { numbersAt, placesByName } from '../../single-row/row-cells.ts';
import { categoryCode, categoryCodes, missingCode } from '../categories.ts';
import { columnsByName, columnsOfKind } from '../column-kinds.ts';
import { uniqueName } from '../unique-name.ts';
import { categoryMeans, type Smoothing, targetMoments } from './category-means.ts';
import { dealRows } from './deal-rows.ts';
import { targetColumns } from './target-columns.ts';

type TargetEncoderParams = {
  readonly smooth: Smoothing;
  readonly minCategories: number;
  readonly keep: boolean;
  readonly folds: number;
};
type EncodedColumn = {
  readonly name: string;
  readonly categories: readonly string[];
  /** One column per target column. */
  readonly outputs: readonly string[];
  /** Per output: the mean of each category, then that of missing texts. */
  readonly means: readonly Float64Array[];
};
type TargetEncoderState = {
  readonly columns: readonly EncodedColumn[];
  /** Overall mean per output: what a category becomes that training did not have. */
  readonly priors: Float64Array;
  readonly keep: boolean;
};

/**
 * Acts on string columns but running text: `city` becomes `city:mean`, or one column per class of several, `city:mean_0` and so on.
 * Missing texts are a category like others, encoded as unseen ones where training had none.
 *
 * The training rows of a pipeline are encoded fold by fold with what the other folds say, so the step behind never sees a row's
 * own target in its features; later rows are encoded with what all training rows say.
 */
export const targetEncoder: TransformerDefinition<TargetEncoderParams, TargetEncoderState> = {
  kind: 'transformer',
  name: 'target_encoder',
  version: 1,
  description: 'Turns texts into the smoothed mean of the target among the rows of their category.',
  tags: { allowsMissing: true, rawColumns: true, sampleWeight: 'exact', usesRng: true, readsTarget: true },
  params: z.strictObject({
    smooth: z
      .union([z.literal('auto'), z.number().min(0).max(1e9)])
      .default('auto')
      .describe('rows at the overall mean that each category is mixed with; auto: by its spread (empirical Bayes)'),
    minCategories: z.int().min(0).max(1_000_000).default(0).describe('columns with fewer categories stay as they are'),
    keep: z.boolean().default(false).describe('keep the texts beside their encodings'),
    folds: z.int().min(2).max(20).default(5).describe('parts in which the training rows of a pipeline are encoded'),
  }),
  state: z
    .strictObject({
      columns: z.array(
        z.strictObject({
          name: z.string(),
          categories: z.array(z.string()),
          outputs: z.array(z.string()),
          means: z.array(z.instanceof(Float64Array)),
        }),
      ),
      priors: z.instanceof(Float64Array),
      keep: z.boolean(),
    })
    .refine(isSound, 'one finite mean per category and output'),

  fit(input, { smooth, minCategories, keep }) {
    const { X, sampleWeight } = input;
    const targets = targetColumns(input).map((y) => ({ y, moments: targetMoments(y, sampleWeight) }));
    const wanted = columnsOfKind(X, 'string')
      .filter(({ text }) => text !== true)
      .map((column) => ({ column, categories: categoriesOf(column) }))
      .filter(({ categories }) => categories.length >= minCategories);
    const taken = new Set(X.columns.map(({ name }) => name));
    return {
      columns: wanted.map(({ column, categories }) => ({
        name: column.name,
        categories,
        outputs: targets.map((_, k) =>
          uniqueName(targets.length === 1 ? `${column.name}:mean` : `${column.name}:mean_${k}`, taken),
        ),
        means: targets.map(({ y, moments }) =>
          categoryMeans(placesOf(column, categories), y, sampleWeight, categories.length + 1, smooth, moments),
        ),
      })),
      priors: Float64Array.from(targets, ({ moments }) => moments.mean),
      keep,
    };
  },

  transform(state, X) {
    const sources = sourcesOf(state, X);
    return withEncodings(
      state,
      X,
      state.columns.flatMap(({ categories, outputs, means }, i) => {
        const codes = categoryCodes(sources[i], categories);
        return outputs.map((name, k): NumberColumn => {
          const values = Float64Array.from(codes, (code) => meanOf(code, means[k], state.priors[k]));
          return { kind: 'number', name, values, integer: false };
        });
      }),
    );
  },

  rowStep({ columns, priors, keep }, before, take) {
    const names = columns.map(({ name }) => name);
    const from = placesByName(before, 'string', names);
    if (!from) return undefined;
    const fresh = columns.map(({ outputs }) => numbersAt(outputs, take));
    const replaced = new Set(keep ? [] : names);
    return {
      columns: [...before.filter(({ name }) => !replaced.has(name)), ...fresh.flat()],
      write({ numbers, texts }) {
        for (let i = 0; i < from.length; i++) {
          const { categories, means } = columns[i];
          const code = categoryCode(texts[from[i]], categories);
          for (let k = 0; k < means.length; k++) numbers[fresh[i][k].place] = meanOf(code, means[k], priors[k]);
        }
      },
    };
  },

  crossFit,

  origins({ columns }) {
    return new Map(columns.flatMap(({ name, outputs }) => outputs.map((output) => [output, name] as const)));
  },
};

/** The mean of a category; the last is that of missing texts, and a category that training did not have is at the prior. */
function meanOf(code: number, means: Float64Array, prior: number): number {
  return code >= 0 ? means[code] : code === missingCode ? means[means.length - 1] : prior;
}

/** Each row by the rows of the other folds; a single row by itself. */
function crossFit(state: TargetEncoderState, input: FitInput, params: TargetEncoderParams, ctx: FitContext): Table {
  const { X, sampleWeight } = input;
  const k = Math.min(params.folds, X.nRows);
  if (k < 2) return targetEncoder.transform(state, X);
  const foldOf = dealRows(input, k, ctx.rng.split('folds'));
  const rows = Int32Array.from(foldOf.keys());
  const targets = targetColumns(input);
  const parts = Array.from({ length: k }, (_, fold) => {
    const others = rows.filter((row) => foldOf[row] !== fold);
    const pick = (values: Float64Array) => Float64Array.from(others, (row) => values[row]);
    const weights = sampleWeight && pick(sampleWeight);
    const said = targets.map(pick).map((y) => ({ y, moments: targetMoments(y, weights) }));
    return { others, held: rows.filter((row) => foldOf[row] === fold), weights, said };
  });
  const sources = sourcesOf(state, X);
  const fresh = state.columns.flatMap(({ categories, outputs }, i) => {
    const places = placesOf(sources[i], categories);
    const encoded = outputs.map(() => new Float64Array(X.nRows));
    for (const { others, held, weights, said } of parts) {
      const codes = others.map((row) => places[row]);
      for (const [t, { y, moments }] of said.entries()) {
        const means = categoryMeans(codes, y, weights, categories.length + 2, params.smooth, moments);
        // Rows of a warm start may have categories that the state does not know.
        means[categories.length + 1] = moments.mean;
        for (const row of held) encoded[t][row] = means[places[row]];
      }
    }
    return outputs.map((name, t): NumberColumn => ({ kind: 'number', name, values: encoded[t], integer: false }));
  });
  return withEncodings(state, X, fresh);
}

function sourcesOf({ columns }: TargetEncoderState, X: Table): StringColumn[] {
  const names = columns.map(({ name }) => name);
  return columnsByName(X, 'string', names, 'target_encoder');
}

function withEncodings({ columns, keep }: TargetEncoderState, X: Table, fresh: readonly NumberColumn[]): Table {
  const replaced = new Set(keep ? [] : columns.map(({ name }) => name));
  return { nRows: X.nRows, columns: [...X.columns.filter(({ name }) => !replaced.has(name)), ...fresh] };
}

/** Texts that rows have, by code unit. */
function categoriesOf({ codes, dictionary }: StringColumn): string[] {
  const used = new Set(codes);
  return dictionary.filter((_, code) => used.has(code)).sort(compareCodeUnits);
}

/** Place of each row's category; missing texts come behind all categories, and unknown ones behind these. */
function placesOf(column: StringColumn, categories: readonly string[]): Int32Array {
  return categoryCodes(column, categories).map((code) =>
    code >= 0 ? code : code === missingCode ? categories.length : categories.length + 1,
  );
}

function isSound({ columns, priors }: TargetEncoderState): boolean {
  return (
    priors.every(Number.isFinite) &&
    columns.every(
      ({ categories, outputs, means }) =>
        outputs.length === priors.length &&
        means.length === priors.length &&
        means.every((ofOutput) => ofOutput.length === categories.length + 1 && ofOutput.every(Number.isFinite)),
    )
  );
}
