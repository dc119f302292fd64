/** What the searches without a target share: the rows as points, fits in threads, and the end of the time. */
import { monotonicMs } from '../../core/clock.ts';
import type { OnProgress } from '../../core/progress.ts';
import type { EstimatorSpec, FittedEstimator } from '../../estimators/estimator.ts';
import { transformWith } from '../../estimators/fit.ts';
import type { FitPool } from '../../estimators/fit-in-thread.ts';
import { distanceRecipe } from '../../estimators/preprocess/recipes.ts';
import { drawnRows } from '../../math/drawn-rows.ts';
import type { Rng } from '../../math/rng.ts';
import { type Table, takeRows, without } from '../../table/table.ts';
import type { FeatureRole } from '../features.ts';

export interface SearchContext {
  readonly pool: FitPool;
  readonly seed: number;
  /** Reading of the monotonic clock after which nothing new is begun. */
  readonly deadlineMs: number;
  readonly maxCandidates: number;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
  readonly enough?: AbortSignal;
}

export function isTimeUp({ deadlineMs, enough }: SearchContext): boolean {
  return monotonicMs() > deadlineMs || enough?.aborted === true;
}

/** Fits a transformer in a thread; the stream names what is random in it. */
export async function fitIn(
  { pool, seed, signal }: SearchContext,
  spec: EstimatorSpec,
  X: Table,
  stream: string,
): Promise<FittedEstimator> {
  return await pool.fit({ spec, input: { X, nClasses: 0 }, seed, stream, signal });
}

/** The rows as the detectors and clusterings see them: gaps filled, numbers standardised, categories as columns of 0 and 1. */
export async function pointsFor(
  context: SearchContext,
  inputs: Table,
  features: readonly FeatureRole[],
): Promise<Table> {
  const spec = { name: 'chain', params: { steps: distanceRecipe(features) } };
  const points = transformWith(await fitIn(context, spec, inputs, 'points'), inputs);
  return without(
    points,
    points.columns.filter(({ kind }) => kind !== 'number').map(({ name }) => name),
  );
}

/** All rows, or as many at random, in their order. */
export function sampledRows(X: Table, most: number, rng: Rng): Table {
  return X.nRows <= most ? X : takeRows(X, drawnRows(X.nRows, most, rng));
}

/** Columns with so many values that densities along them mean something. */
export function continuousColumns(X: Table): string[] {
  return X.columns.flatMap((column) =>
    column.kind === 'number' && new Set(column.values).size >= Math.min(20, X.nRows / 2) ? [column.name] : [],
  );
}
