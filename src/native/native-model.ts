/** A model that runs in processes of its own, as everything else here meets models: with a signature, golden rows, and predictions that are waited for. */
import { stopwatch } from '../core/clock.ts';
import { ModelwrightError } from '../core/errors.ts';
import type { AsyncPredictOptions, LoadedModel } from '../estimators/artifact.ts';
import { withUncertainty } from '../estimators/conformal/uncertainty.ts';
import type { FittedEstimator } from '../estimators/estimator.ts';
import { joinPredictions } from '../table/join-predictions.ts';
import { type Table, takeRows } from '../table/table.ts';
import type { Predictions, Signature } from '../table/task.ts';
import { type DeclaredNative, defaultNative } from './declared-native.ts';
import { checkOutputs, checkPredictions } from './golden.ts';
import { decodeNative, type RowSide } from './native-artifact.ts';
import type { NativeTensor, TensorSpec } from './native-tensor.ts';
import { feedsOf } from './rows/feeds.ts';
import { predictionsOf } from './rows/predictions.ts';
import type { RowPlan } from './rows/row-plan.ts';
import { answersRowsAlone } from './rows-alone.ts';
import { ModelPool } from './runtime/model-pool.ts';
import { defaultThreads } from './runtime/model-process.ts';
import type { PoolFigures } from './runtime/pool-figures.ts';
import type { PoolSettings, RunGraph } from './runtime/pool-model.ts';
import { checkRuntime } from './runtime/runtime-package.ts';

/** What a model with processes of its own has besides. */
export interface NativeSide {
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** How rows become tensors; absent: it takes tensors only, and its signature has no columns. */
  readonly plan?: RowPlan;
  /** Runs the graph on tensors. @throws what `ModelPool.run` throws */
  run(feeds: readonly NativeTensor[], options?: AsyncPredictOptions): Promise<readonly NativeTensor[]>;
  /** Why it does not answer now; undefined when it does. */
  readonly problem: ModelwrightError | undefined;
  /** How its processes run. */
  readonly settings: NativeSettings;
  /** What they did. */
  readonly figures: PoolFigures;
  /** Process ids, for those who look after the machine. */
  readonly pids: readonly number[];
  /** No more is expected of it: its processes end when they have been idle for some seconds. */
  retire(): void;
  /** Ends its processes at once. */
  close(): void;
}

/** Settings in force. */
export interface NativeSettings extends PoolSettings {
  /** Whether requests run together: not where it is switched off, nor where rows depend on each other. */
  readonly isBatching: boolean;
}

export interface NativeModel extends LoadedModel {
  readonly native: NativeSide;
}

/** The part of a model that has processes of its own; undefined for others. */
export function nativeOf(model: LoadedModel): NativeSide | undefined {
  return 'native' in model ? (model as NativeModel).native : undefined;
}

export interface NativeOptions {
  /** What the model is called in messages. */
  readonly what: string;
  /** The artifact again, checked, whenever a process is started. */
  read(): Promise<Uint8Array>;
  /** What the project says about the model's processes. */
  readonly declared?: DeclaredNative;
  /** Time of a call without one of its own. */
  readonly timeoutMs?: number;
}

const gigabyte = 1024 * 1024 * 1024;

/** Bytes that processes may have besides a few times those of the model. */
const memoryBytes = 2 * gigabyte;
const timesModel = 4;

const fixedSettings = { maxOutputElements: 16 * 1024 * 1024, loadMs: 30_000, idleMs: Number.POSITIVE_INFINITY };

/** A model that is only being retired keeps its processes so long. */
const retiredMs = 5_000;
/** Rows of a call. */
const callRows = 4_096;

/**
 * Starts the model's processes; each repeats the golden rows before it answers.
 *
 * @throws ONNX_RUNTIME_MISSING, ARTIFACT_DAMAGED, GOLDEN_MISMATCH, MODEL_CALL_FAILED, MODEL_DOWN
 */
export async function openNative(artifact: Uint8Array, options: NativeOptions): Promise<NativeModel> {
  checkRuntime();
  const { what, read, timeoutMs: usualMs = 1_000, declared = defaultNative } = options;
  const { callMs = Number.POSITIVE_INFINITY } = declared;
  const { content } = decodeNative(artifact, what);
  const { graph, rows } = content;
  let first: Uint8Array | undefined = artifact;
  let areRowsAlone: boolean | undefined;
  const settings: PoolSettings = {
    ...fixedSettings,
    ...declared,
    threads: declared.threads ?? defaultThreads,
    memoryBytes: declared.memoryBytes ?? memoryBytes + timesModel * artifact.length,
    batch: declared.batch || undefined,
  };
  const pool = new ModelPool(
    {
      name: what,
      async read() {
        const bytes = first ?? (await read());
        first = undefined;
        return decodeNative(bytes, what).model;
      },
      async warm(run) {
        const { golden } = graph;
        if (rows) checkPredictions(rows.golden.predictions, await predictTable(rows, rows.golden.rows, run), what);
        else checkOutputs(golden.outputs, await run(golden.feeds), what);
        if (!declared.batch) return;
        const feeds = rows ? feedsOf(rows.plan, rows.golden.rows) : golden.feeds;
        areRowsAlone ??= await answersRowsAlone(graph.inputs, feeds, run);
      },
      canBatch: () => areRowsAlone === true,
    },
    settings,
  );

  async function predictTable({ plan, answer, golden }: RowSide, table: Table, run: RunGraph): Promise<Predictions> {
    const parts: Predictions[] = [];
    const most = plan.isSingle ? 1 : (settings.batch?.maxRows ?? callRows);
    for (let from = 0; from < table.nRows; from += most) {
      const length = Math.min(most, table.nRows - from);
      const part =
        length === table.nRows
          ? table
          : takeRows(
              table,
              Int32Array.from({ length }, (_, i) => from + i),
            );
      parts.push(predictionsOf(answer, await run(feedsOf(plan, part)), length, what));
    }
    return joinPredictions(parts, golden.predictions);
  }

  const runWithin: NativeSide['run'] = async (feeds, { timeoutMs = usualMs, rank, signal } = {}) =>
    await pool.run(feeds, { timeoutMs: Math.min(timeoutMs, callMs), rank, signal });

  async function predictAsync(X: Table, { coverage, timeoutMs = usualMs, rank, signal }: AsyncPredictOptions = {}) {
    if (!rows) throw new ModelwrightError('MODEL_TENSORS_ONLY', { model: what });
    const elapsed = stopwatch();
    const left = () => Math.max(1, timeoutMs - elapsed());
    const predictions = await predictTable(rows, X, (feeds) => runWithin(feeds, { timeoutMs: left(), rank, signal }));
    return coverage === undefined ? predictions : withUncertainty(undefined, predictions, X, coverage, what);
  }

  try {
    await pool.start();
  } catch (error) {
    pool.close();
    throw error;
  }
  const unfit = (wish: string) => new ModelwrightError('MODEL_NATIVE', { model: what, wish });
  const native: NativeSide = {
    inputs: graph.inputs,
    outputs: graph.outputs,
    plan: rows?.plan,
    run: runWithin,
    get settings() {
      return { ...settings, isBatching: areRowsAlone === true };
    },
    get figures() {
      return pool.figures;
    },
    get problem() {
      return pool.problem;
    },
    get pids() {
      return pool.pids;
    },
    retire: () => pool.retire(retiredMs),
    close: () => pool.close(),
  };
  return Object.freeze({
    signature: rows?.signature ?? tensorSignature,
    golden: rows?.golden ?? { rows: { nRows: 0, columns: [] }, predictions: { values: new Float64Array(0) } },
    get fitted(): FittedEstimator {
      throw unfit('be taken apart to be explained or exported');
    },
    predict(): Predictions {
      throw unfit('be asked without waiting for it');
    },
    predictAsync,
    importance: () => undefined,
    verifyGolden() {
      // Every process has repeated them before it took its first call.
    },
    native,
  });
}

/** Of models that take no rows: nothing reads it, because every way to rows is refused before. */
const tensorSignature: Signature = { inputs: [], target: { name: 'tensors', task: 'regression', classes: [] } };
