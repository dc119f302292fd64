/** Outlier detection with a scale: how strange rows are among rows that the detectors had not learned from. */
import { z } from 'zod';
import { ModelwrightError } from '../../core/errors.ts';
import { dealtRows, drawnRows } from '../../math/drawn-rows.ts';
import type { Rng } from '../../math/rng.ts';
import { numberColumn } from '../../table/build.ts';
import type { NumberColumn } from '../../table/column.ts';
import { type Table, takeRows, withColumns } from '../../table/table.ts';
import { refuseColumns } from '../added-columns.ts';
import { checkColumns, selectFeatures } from '../check-input.ts';
import { checkParams } from '../check-params.ts';
import type { EstimatorDefinition, EstimatorSpec, FittedEstimator, TransformerDefinition } from '../estimator.ts';
import { checkFitted, fitEstimator, transformWith } from '../fit.ts';
import { findEstimator } from '../registry.ts';
import { type RankScale, rankScaleOf, rankScaleShape, shareBelow } from './rank-scale.ts';

const member = z
  .object({ name: z.string(), params: z.record(z.string(), z.unknown()).default({}) })
  .transform(({ name, params }) => ({
    name,
    params: checkParams(detectorNamed(name), params) as Record<string, unknown>,
  }));

function detectorNamed(name: string): EstimatorDefinition {
  const definition = findEstimator(name);
  if (definition.kind === 'transformer') return definition;
  const law = 'transformers that add how strange rows are';
  throw new ModelwrightError('PARAM_INVALID', { name: 'outlier_detector.members', law, value: `predictor ${name}` });
}

const params = z.strictObject({
  members: z
    .array(member)
    .min(1)
    .max(20)
    .prefault([{ name: 'isolation_forest', params: {} }])
    .describe('transformers whose last added column grows with strangeness; their ranks are averaged'),
  contamination: z
    .number()
    .gt(0)
    .max(0.5)
    .default(0.05)
    .describe('share of rows like the training rows that counts as anomalies'),
  folds: z.int().min(2).max(20).default(5).describe('parts of the rows that are held out in turn to make the scale'),
  maxRows: z
    .int()
    .min(2)
    .max(10_000_000)
    .default(10_000)
    .describe('rows that are learned from, drawn if there are more'),
});

type DetectorState = {
  readonly features: readonly string[];
  readonly members: readonly { readonly fitted: FittedEstimator; readonly scale: RankScale }[];
  /** Of the means of the members' shares; null for a lone member, whose own scale says it all. */
  readonly scale: RankScale | null;
  readonly contamination: number;
};

/** The columns that are added. */
export const scoreColumn = 'anomaly_score';
export const anomalyColumn = 'is_anomaly';

/**
 * Adds `anomaly_score` in (0, 1), the share of rows that are less strange, and `is_anomaly`, 1 where it is above 1 - contamination.
 * The scale is made of scores of rows by detectors that had not learned from them, so that of new rows like the training rows
 * about the share `contamination` is called an anomaly, and no more because the detector knew its training rows by heart
 * (conformal anomaly detection: Laxhammar, Falkman 2010; with held-out folds: Vovk 2015). The ranks of several members are
 * averaged (Aggarwal, Sathe 2015). A transformer, for there is no target to learn.
 */
export const outlierDetector: TransformerDefinition<z.output<typeof params>, DetectorState> = {
  kind: 'transformer',
  name: 'outlier_detector',
  version: 1,
  description: 'Adds how strange each row is among rows that were held out, and whether it counts as an anomaly.',
  tags: { usesRng: true, heavy: true },
  params,
  state: z
    .strictObject({
      features: z.array(z.string()),
      members: z.array(z.strictObject({ fitted: z.unknown().transform(checkFitted), scale: rankScaleShape })).min(1),
      scale: rankScaleShape.nullable(),
      contamination: z.number().gt(0).max(0.5),
    })
    .refine(({ members, scale }) => (members.length === 1) === (scale === null), 'several members have a common scale'),

  fit({ X }, { members, contamination, folds, maxRows }, ctx) {
    refuseColumns(X, [scoreColumn, anomalyColumn], outlierDetector.name);
    const learned = takeRows(X, drawnRows(X.nRows, maxRows, ctx.rng.split('rows')));
    const parts = dealtRows(learned.nRows, folds, ctx.rng.split('folds'));
    let fits = 0;
    let stopped = false;
    const goOn = () => {
      stopped ||= ctx.onIteration?.(fits++, Number.NaN) === false;
      return !stopped;
    };
    const fitted: { readonly fitted: FittedEstimator; readonly scale: RankScale; readonly seen: Float64Array }[] = [];
    for (const [m, spec] of members.entries()) {
      const rng = ctx.rng.split(`member-${m}`);
      const seen = heldOutScores(spec, learned, parts, rng, goOn);
      fitted.push({ fitted: fitOne(spec, learned, rng), scale: rankScaleOf(seen), seen });
      if (stopped || !goOn()) break;
    }
    const means = Float64Array.from({ length: learned.nRows }, (_, row) =>
      meanShare(fitted.map(({ scale, seen }) => shareBelow(scale, seen[row]))),
    );
    return {
      features: X.columns.map(({ name }) => name),
      members: fitted.map(({ fitted: one, scale }) => ({ fitted: one, scale })),
      scale: fitted.length > 1 ? rankScaleOf(means) : null,
      contamination,
    };
  },

  transform({ features, members, scale, contamination }, X) {
    const selected = selectFeatures(X, features, outlierDetector.name);
    checkColumns(outlierDetector as EstimatorDefinition, selected);
    const all = members.map(({ fitted }) => strangeness(fitted, selected));
    const scores = Float64Array.from({ length: X.nRows }, (_, row) => {
      const share = meanShare(members.map((one, m) => shareBelow(one.scale, all[m][row])));
      return scale === null ? share : shareBelow(scale, share);
    });
    const flags = scores.map((score) => Number(score > 1 - contamination));
    return withColumns(X, [
      { ...numberColumn(scoreColumn, scores), integer: false },
      { ...numberColumn(anomalyColumn, flags), integer: true, cardinality: 2 },
    ]);
  },
};

/**
 * Scores of all rows, each by a detector that learned from the other parts; by one that learned from all where there is one row.
 * NaN for the rows of parts that were not come to.
 */
function heldOutScores(
  spec: EstimatorSpec,
  X: Table,
  parts: readonly Int32Array[],
  rng: Rng,
  goOn: () => boolean,
): Float64Array {
  if (parts.length < 2) return strangeness(fitOne(spec, X, rng), X);
  const scores = new Float64Array(X.nRows).fill(Number.NaN);
  for (const [p, part] of parts.entries()) {
    const others = parts.flatMap((other, o) => (o === p ? [] : [...other])).sort((a, b) => a - b);
    const found = strangeness(fitOne(spec, takeRows(X, others), rng.split(`fold-${p}`)), takeRows(X, part));
    for (const [i, row] of part.entries()) scores[row] = found[i];
    if (!goOn()) break;
  }
  return scores;
}

function fitOne(spec: EstimatorSpec, X: Table, rng: Rng): FittedEstimator {
  return fitEstimator(spec, { X, nClasses: 0 }, { rng });
}

/** The last column that a detector adds: how strange it finds each row. */
export function strangeness(fitted: FittedEstimator, X: Table): Float64Array {
  return (transformWith(fitted, X).columns.at(-1) as NumberColumn).values;
}

function meanShare(shares: readonly number[]): number {
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
