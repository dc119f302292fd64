/** The model that a decision without a target stands for: fitted on the decided rows, with signature and golden rows, as an artifact. */
import { sha256 } from '../../core/hash.ts';
import '../../estimators/index.ts';
import { encodeArtifact, openArtifact, predictAs } from '../../estimators/artifact.ts';
import type { EstimatorSpec, FittedEstimator } from '../../estimators/estimator.ts';
import { transformWith } from '../../estimators/fit.ts';
import type { FitPool } from '../../estimators/fit-in-thread.ts';
import { distanceRecipe } from '../../estimators/preprocess/recipes.ts';
import type { StepsState } from '../../estimators/steps.ts';
import { anomalyClasses, unlabelledTarget } from '../../estimators/unlabelled-predictions.ts';
import { createRng } from '../../math/philox.ts';
import { findColumn, type Table, takeRows } from '../../table/table.ts';
import type { InputColumn, Signature } from '../../table/task.ts';
import type { FeatureRole } from '../features.ts';
import type { FinalModel } from '../final-model.ts';
import type { PreparedRows } from './prepare.ts';
import type { UnlabelledRequest } from './request.ts';

/** Rows whose answers are kept in the artifact and replayed at each load. */
const goldenRows = 64;

/** What is asked of the threads. */
export interface FitJob {
  readonly pool: FitPool;
  readonly seed: number;
  readonly threads: number;
  readonly signal?: AbortSignal;
}

/** The whole chain: preparation of raw columns, then what finds anomalies or clusters. */
export function chainOf(features: readonly FeatureRole[], last: EstimatorSpec): EstimatorSpec {
  return { name: 'chain', params: { steps: [...distanceRecipe(features), last] } };
}

/** Fits the chain on raw rows. The bytes depend on the rows, the spec and the seed alone. */
export async function fitChain({ pool, seed, threads, signal }: FitJob, spec: EstimatorSpec, X: Table) {
  return await pool.fit({ spec, input: { X, nClasses: 0 }, seed, threads, signal, progressOnly: true });
}

/** Fits a spec on some rows and packs the artifact. */
export async function buildUnlabelledModel(
  job: FitJob,
  of: {
    readonly prepared: PreparedRows;
    readonly request: UnlabelledRequest;
    readonly spec: EstimatorSpec;
    readonly rows: Int32Array;
  },
): Promise<FinalModel> {
  const { task } = of.request;
  const X = takeRows(of.prepared.inputs, of.rows);
  const fitted = await fitChain(job, of.spec, X);
  const signature: Signature = {
    inputs: X.columns.map((column): InputColumn => ({ name: column.name, type: column.kind })),
    target: {
      name: unlabelledTarget[task],
      task,
      classes: task === 'anomaly' ? anomalyClasses : clusterNames(fitted, takeRows(X, [0])),
    },
  };
  const chosen = createRng(job.seed).split('golden').permutation(X.nRows).subarray(0, goldenRows);
  const golden = takeRows(X, chosen);
  const predictions = predictAs(signature, fitted, golden);
  const bytes = encodeArtifact({ signature, fitted, golden: { rows: golden, predictions } });
  const artifactHash = sha256(bytes);
  return { bytes, artifactHash, model: openArtifact(bytes, artifactHash) };
}

/** The rows as the last step of a fitted chain sees them: numbers on one scale. */
export function pointsBefore(fitted: FittedEstimator, X: Table): Table {
  let table = X;
  for (const one of (fitted.state as StepsState).steps.slice(0, -1)) table = transformWith(one, table);
  return { nRows: table.nRows, columns: table.columns.filter(({ kind }) => kind === 'number') };
}

function clusterNames(fitted: FittedEstimator, row: Table): string[] {
  const column = findColumn(transformWith(fitted, row), unlabelledTarget.cluster);
  const count = column?.kind === 'number' ? (column.cardinality ?? 1) : 1;
  return Array.from({ length: count }, (_, cluster) => String(cluster));
}
