/** The model that a decision stands for: fitted on the decided rows, with its signature and golden rows, as an artifact. */
import { sha256 } from '../core/hash.ts';
import '../estimators/index.ts';
import { encodeArtifact, type LoadedModel, openArtifact } from '../estimators/artifact.ts';
import type { Uncertainty } from '../estimators/conformal/uncertainty.ts';
import type { EstimatorSpec, FitContext, FitInput, FittedEstimator, Fold } from '../estimators/estimator.ts';
import { fitEstimator, predictWith } from '../estimators/fit.ts';
import type { FitPool } from '../estimators/fit-in-thread.ts';
import { createRng } from '../math/philox.ts';
import { takeRows } from '../table/table.ts';
import type { InputColumn, Signature } from '../table/task.ts';
import { baselineSpec } from './baseline.ts';
import { pick } from './pick.ts';
import { inputsOf, type Prepared } from './prepare.ts';
import { fitWeights } from './row-weights.ts';

export interface FinalModel {
  readonly bytes: Uint8Array;
  readonly artifactHash: string;
  readonly model: LoadedModel;
}

/** Rows whose predictions are kept in the artifact and replayed at each load. */
const goldenRows = 64;

/**
 * Fits a spec on some rows of the prepared data and packs the artifact.
 * The bytes depend on the rows, the spec, the seed and the uncertainty alone.
 */
export async function buildFinalModel(
  pool: FitPool,
  job: {
    readonly prepared: Prepared;
    readonly spec: EstimatorSpec;
    /** What a fit of the spec would give, where a search made it already. */
    readonly fitted?: FittedEstimator;
    /** Ways to part the rows, by numbers of the prepared table, for a spec that fits on folds. */
    readonly folds?: readonly Fold[];
    readonly rows: Int32Array;
    readonly seed: number;
    /** What the model is to know about its errors. */
    readonly uncertainty?: Uncertainty;
    /** Threads of the fit. */
    readonly threads: number;
    readonly onIteration?: FitContext['onIteration'];
    readonly signal?: AbortSignal;
  },
): Promise<FinalModel> {
  const { target } = job.prepared;
  const inputs = inputsOf(job.prepared);
  const X = takeRows(inputs, job.rows);
  const fitted = job.fitted ?? (await fitSpec(pool, job, X));
  const signature: Signature = {
    inputs: inputs.columns.map((column): InputColumn => ({ name: column.name, type: column.kind })),
    target: { name: target.name, task: target.task, classes: target.classes },
  };
  const chosen = createRng(job.seed).split('golden').permutation(X.nRows).subarray(0, goldenRows);
  const golden = takeRows(X, chosen);
  const bytes = encodeArtifact({
    signature,
    fitted,
    golden: { rows: golden, predictions: predictWith(fitted, golden) },
    uncertainty: job.uncertainty,
  });
  const artifactHash = sha256(bytes);
  return { bytes, artifactHash, model: openArtifact(bytes, artifactHash) };
}

async function fitSpec(
  pool: FitPool,
  job: Parameters<typeof buildFinalModel>[1],
  X: FitInput['X'],
): Promise<FittedEstimator> {
  const { prepared, spec, rows, seed, folds, threads, onIteration, signal } = job;
  const { target } = prepared;
  const input: FitInput = {
    X,
    y: pick(target.values, rows),
    task: target.task,
    nClasses: target.classes.length,
    sampleWeight: fitWeights({ ...prepared, y: target.values }, rows),
    folds: folds && foldsAmong(rows, prepared, folds),
  };
  // A thread would take longer to start, where a budget ended before there was a model; the bytes are the same.
  if (spec.name === baselineSpec(target.task).name) return fitEstimator(spec, input, { rng: createRng(seed) });
  return await pool.fit({ spec, input, seed, threads, onIteration, progressOnly: true, signal });
}

/** The same folds by the places of their rows among the chosen ones. What balances the rows of a fold looks at these alone. */
function foldsAmong(rows: Int32Array, prepared: Prepared, folds: readonly Fold[]): Fold[] {
  const placeOf = new Int32Array(prepared.table.nRows);
  for (const [place, row] of rows.entries()) placeOf[row] = place;
  const among = (some: Int32Array) => some.map((row) => placeOf[row]);
  const weighed = { ...prepared, y: prepared.target.values };
  return folds.map(({ train, valid }) => ({
    train: among(train),
    valid: among(valid),
    ...(prepared.balance && { sampleWeight: fitWeights(weighed, train) }),
  }));
}
