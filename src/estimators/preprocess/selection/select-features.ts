/** Keeps the number columns that say more about the target than shuffled columns do. Inside a pipeline, it chooses on the training rows alone. */
import { z } from 'zod';
import type { Rng } from '../../../math/rng.ts';
import type { NumberColumn } from '../../../table/column.ts';
import type { FitContext, FitInput, TransformerDefinition } from '../../estimator.ts';
import { fitEstimator, importanceOf } from '../../fit.ts';
import { placesByName } from '../../single-row/row-cells.ts';
import { columnsByName, columnsOfKind } from '../column-kinds.ts';
import { sampleRows } from '../sample-rows.ts';
import { uniqueName } from '../unique-name.ts';
import { fScore } from './f-score.ts';

type SelectFeaturesParams = {
  readonly method: 'f' | 'gbdt';
  readonly probes: number;
  readonly maxFeatures: number;
};
type SelectFeaturesState = {
  readonly features: readonly string[];
  /** What each scored: F, or the share in the boosted model. */
  readonly scores: Float64Array;
};

/** Rows beyond which a ranking changes little and costs much. */
const mostRows = 20_000;

/** Acts on number columns and keeps their order; others pass. At least one column stays where there was one. */
export const selectFeatures: TransformerDefinition<SelectFeaturesParams, SelectFeaturesState> = {
  kind: 'transformer',
  name: 'select_features',
  version: 1,
  description: 'Keeps the number columns that say more about the target than shuffled columns do, up to a number.',
  tags: { allowsMissing: true, rawColumns: true, sampleWeight: 'exact', usesRng: true, readsTarget: true },
  params: z.strictObject({
    method: z
      .enum(['f', 'gbdt'])
      .default('f')
      .describe(
        'f: each column alone, by its F statistic; gbdt: all together, by their share in a small boosted model',
      ),
    probes: z
      .int()
      .min(0)
      .max(1000)
      .default(20)
      .describe('shuffled columns that a column has to beat: noise passes one time in probes + 1; 0: all columns pass'),
    maxFeatures: z.int().min(1).max(1_000_000).default(1000).describe('most number columns to keep, the best ones'),
  }),
  state: z
    .strictObject({ features: z.array(z.string()), scores: z.instanceof(Float64Array) })
    .refine(({ features, scores }) => features.length === scores.length, 'one score per feature'),

  fit(input, params, ctx) {
    const sampled = sampleRows(input, mostRows, ctx.rng.split('rows'));
    const columns = columnsOfKind(sampled.X, 'number');
    const probes = shuffled(columns, params.probes, ctx.rng);
    const scores =
      params.method === 'f'
        ? aloneScores([...columns, ...probes], sampled)
        : jointScores([...columns, ...probes], sampled, ctx);
    const least = scores.slice(columns.length).reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
    const ranked = [...columns.keys()].sort((a, b) => compareNumbers(scores[b], scores[a]) || a - b);
    const passed = ranked.filter((place, rank) => rank === 0 || scores[place] > least).slice(0, params.maxFeatures);
    passed.sort((a, b) => a - b);
    return {
      features: passed.map((place) => columns[place].name),
      scores: Float64Array.from(passed, (place) => scores[place]),
    };
  },

  transform({ features }, X) {
    const kept = new Map(
      columnsByName(X, 'number', features, 'select_features').map((column) => [column.name, column]),
    );
    const columns = X.columns.filter(({ kind, name }) => kind !== 'number' || kept.has(name));
    return { nRows: X.nRows, columns };
  },

  rowStep({ features }, columns) {
    if (!placesByName(columns, 'number', features)) return undefined;
    const kept = new Set(features);
    return { columns: columns.filter(({ kind, name }) => kind !== 'number' || kept.has(name)), write() {} };
  },
};

/** Columns whose values stand in other rows: like real ones in all but what they know. */
function shuffled(columns: readonly NumberColumn[], count: number, rng: Rng): NumberColumn[] {
  if (columns.length === 0) return [];
  const order = rng.split('probes').permutation(columns.length);
  const taken = new Set(columns.map(({ name }) => name));
  return Array.from({ length: count }, (_, i) => {
    const { values, ...column } = columns[order[i % order.length]];
    const rows = rng.split(`probe-${i}`).permutation(values.length);
    return { ...column, name: uniqueName(`probe ${i}`, taken), values: Float64Array.from(rows, (row) => values[row]) };
  });
}

function aloneScores(
  columns: readonly NumberColumn[],
  { y, nClasses, sampleWeight }: FitInput & { readonly y: Float64Array },
): number[] {
  return columns.map(({ values }) => fScore(values, { y, nClasses, weights: sampleWeight }));
}

function jointScores(columns: readonly NumberColumn[], input: FitInput, ctx: FitContext): number[] {
  const { y, nClasses, sampleWeight } = input;
  const task = nClasses === 0 ? 'regression' : nClasses === 2 ? 'binary' : 'multiclass';
  const params = { nEstimators: 60, numLeaves: 15, featureFraction: 0.5 };
  const X = { nRows: input.X.nRows, columns };
  const model = fitEstimator(
    { name: 'gbdt', params },
    { X, y, task, nClasses, sampleWeight },
    { rng: ctx.rng.split('gbdt'), threads: ctx.threads },
  );
  const shares = new Map(importanceOf(model)?.map(({ feature, share }) => [feature, share]));
  return columns.map(({ name }) => shares.get(name) ?? 0);
}

/** Infinities, too, are equal to themselves. */
function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
