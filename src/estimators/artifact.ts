/**
 * A model as bytes: signature, fitted pipeline and golden rows. Names, times, scores and paths never enter,
 * so the SHA-256 of the bytes depends on data, configuration and seed alone.
 */
import { z } from 'zod';
import { isModelwrightError, ModelwrightError } from '../core/errors.ts';
import { type Packable, pack, unpack } from '../core/pack.ts';
import type { Table } from '../table/table.ts';
import {
  isUnlabelled,
  labelledSignature,
  type Measure,
  type Predictions,
  type Signature,
  tasks,
  unlabelledTasks,
} from '../table/task.ts';
import { type Uncertainty, uncertaintyState, withUncertainty } from './conformal/uncertainty.ts';
import type { FittedEstimator } from './estimator.ts';
import { checkFitted, type ImportanceShare, importanceOf, predictWith } from './fit.ts';
import { packedTable, unpackedTable } from './table-state.ts';
import { unlabelledPredictions } from './unlabelled-predictions.ts';

/** Versions of this layout. Every older one opens forever: see tests/fixtures/artifacts. */
const formats = {
  /** Signature, fitted estimator, golden rows. Still written for models without uncertainty. */
  plain: 1,
  /** The same with uncertainty. */
  uncertain: 2,
  /** Of a model without a target: the task is another, and the golden predictions have measures. */
  unlabelled: 3,
} as const;

/** Raw input rows and what the model said about them when it was made. */
export interface Golden {
  readonly rows: Table;
  readonly predictions: Predictions;
}

export interface ArtifactContent {
  readonly signature: Signature;
  readonly fitted: FittedEstimator;
  readonly golden: Golden;
  /** Calibration scores of the model, for intervals and sets of classes. */
  readonly uncertainty?: Uncertainty;
}

/** What a prediction that is waited for may be told. */
export interface AsyncPredictOptions {
  /** In (0, 1), as in `predict`. */
  readonly coverage?: number;
  /** Time after which nobody waits for it any more. */
  readonly timeoutMs?: number;
  /** Who goes first among those that wait: the lowest; default 0. */
  readonly rank?: number;
  readonly signal?: Pick<AbortSignal, 'aborted'>;
}

/** A model ready to predict; immutable. */
export interface LoadedModel extends ArtifactContent {
  /**
   * Predictions for rows that hold the signature's columns; others are ignored. With a coverage in (0, 1) they have an interval
   * (regression) or a set of classes per row as well.
   *
   * @throws INTERVALS_ABSENT for a coverage that the model knows nothing about, COVERAGE_UNREACHABLE, PARAM_INVALID;
   *   TASK_UNLABELLED for a coverage where there is no target.
   */
  predict(X: Table, coverage?: number): Predictions;
  /**
   * The only way to predict with a model that runs in a process of its own, whose `predict` throws MODEL_NATIVE; absent in others.
   *
   * @throws what `predict` throws, and DEADLINE_EXCEEDED, MODEL_DOWN, MODEL_CALL_FAILED, SERVER_BUSY, CANCELLED
   */
  predictAsync?(X: Table, options?: AsyncPredictOptions): Promise<Predictions>;
  /** Share of each input column in what was learned, or undefined where it means nothing. */
  importance(): readonly ImportanceShare[] | undefined;
  /**
   * Predicts the golden rows again.
   *
   * @throws GOLDEN_MISMATCH when a bit differs from what the artifact holds; ARTIFACT_DAMAGED when they do not fit the model.
   */
  verifyGolden(): void;
}

const inputsState = z.strictObject({
  inputs: z.array(
    z.strictObject({ name: z.string(), type: z.enum(['number', 'integer', 'string', 'boolean', 'datetime']) }),
  ),
});
const signatureState = inputsState.extend({
  target: z.strictObject({ name: z.string(), task: z.enum(tasks), classes: z.array(z.string()) }),
});
const unlabelledSignature = inputsState.extend({
  target: z.strictObject({ name: z.string(), task: z.enum(unlabelledTasks), classes: z.array(z.string()).min(1) }),
});

const predictionsState = z.strictObject({
  values: z.instanceof(Float64Array),
  probabilities: z.array(z.instanceof(Float64Array)).optional(),
});

const plainContent = z.strictObject({
  format: z.literal(formats.plain),
  signature: signatureState,
  fitted: z.unknown(),
  golden: z.strictObject({ rows: z.unknown(), predictions: predictionsState }),
});

const unlabelledContent = plainContent.extend({
  format: z.literal(formats.unlabelled),
  signature: unlabelledSignature,
  golden: z.strictObject({
    rows: z.unknown(),
    predictions: predictionsState.extend({
      measures: z.array(z.strictObject({ name: z.string(), values: z.instanceof(Float64Array) })).optional(),
    }),
  }),
});

const contentState = z.discriminatedUnion('format', [
  plainContent.extend({ uncertainty: z.undefined().optional() }),
  plainContent.extend({ format: z.literal(formats.uncertain), uncertainty: uncertaintyState }),
  unlabelledContent.extend({ uncertainty: z.undefined().optional() }),
]);

/** Equal content gives equal bytes. */
export function encodeArtifact({ signature, fitted, golden, uncertainty }: ArtifactContent): Uint8Array {
  const { values, probabilities, measures } = golden.predictions;
  return pack({
    format: formatOf(signature, uncertainty),
    signature: signature as unknown as Packable,
    fitted,
    golden: {
      rows: packedTable(golden.rows),
      predictions: { values, probabilities, measures: measures?.map((one) => ({ ...one })) },
    },
    uncertainty,
  });
}

function formatOf({ target }: Signature, uncertainty: Uncertainty | undefined): number {
  if (isUnlabelled(target.task)) return formats.unlabelled;
  return uncertainty ? formats.uncertain : formats.plain;
}

/** Predictions of the fitted estimator of a model with this signature. */
export function predictAs({ target }: Signature, fitted: FittedEstimator, X: Table): Predictions {
  const { task, classes } = target;
  return isUnlabelled(task) ? unlabelledPredictions(fitted, X, { task, classes }) : predictWith(fitted, X);
}

/**
 * The model in some bytes. Total: whatever the bytes, a model or a typed error. `what` names the artifact in messages.
 *
 * @throws ARTIFACT_DAMAGED, ARTIFACT_UNSUPPORTED, STATE_INVALID or ESTIMATOR_UNKNOWN.
 */
export function openArtifact(bytes: Uint8Array, what: string): LoadedModel {
  try {
    const content = readContent(unpack(bytes, what), what);
    const { signature, fitted, uncertainty } = content;
    return Object.freeze({
      ...content,
      predict(X: Table, coverage?: number) {
        const predictions = predictAs(signature, fitted, X);
        if (coverage !== undefined) labelledSignature(signature, 'say where the truth is');
        return coverage === undefined ? predictions : withUncertainty(uncertainty, predictions, X, coverage, what);
      },
      importance: () => importanceOf(fitted),
      verifyGolden: () => verifyGolden(content, what),
    });
  } catch (error) {
    if (isModelwrightError(error) && error.exit === 1 && error.http === 500 && error.code !== 'INTERNAL') throw error;
    const problem = error instanceof Error ? error.message : String(error);
    throw new ModelwrightError('ARTIFACT_DAMAGED', { hash: what, problem: problem.slice(0, 200) }, { cause: error });
  }
}

function readContent(value: Packable, what: string): ArtifactContent {
  const found = (value as { format?: unknown } | null)?.format;
  if (Number.isSafeInteger(found) && (found as number) > formats.unlabelled) {
    const problem = `its format is ${found}, this one knows ${formats.unlabelled}`;
    throw new ModelwrightError('ARTIFACT_UNSUPPORTED', { hash: what, problem });
  }
  const { signature, fitted, golden, uncertainty } = contentState.parse(value);
  if (uncertainty) checkUncertainty(uncertainty, signature);
  const { predictions } = golden;
  const rows = unpackedTable(golden.rows);
  const measures: readonly Measure[] | undefined = 'measures' in predictions ? predictions.measures : undefined;
  const arrays = [
    predictions.values,
    ...(predictions.probabilities ?? []),
    ...(measures ?? []).map(({ values }) => values),
  ];
  if (arrays.some((array) => array.length !== rows.nRows)) throw new RangeError('its golden rows are not complete');
  const content = { signature, fitted: checkFitted(fitted), golden: { rows, predictions } };
  return uncertainty ? { ...content, uncertainty } : content;
}

function checkUncertainty({ scores }: Uncertainty, { target }: Signature): void {
  const nClasses = 'nClasses' in scores ? scores.nClasses : 0;
  if (nClasses !== target.classes.length) throw new RangeError('its uncertainty is that of another target');
}

function verifyGolden({ signature, fitted, golden }: ArtifactContent, what: string): void {
  const expected = golden.predictions;
  const actual = predictGolden(signature, fitted, golden, what);
  const pairs = [
    [expected.values, actual.values],
    ...(expected.probabilities ?? []).map((column, k) => [column, actual.probabilities?.[k]] as const),
    ...(expected.measures ?? []).map((one, m) => [one.values, actual.measures?.[m]?.values] as const),
  ];
  for (let row = 0; row < golden.rows.nRows; row++) {
    if (pairs.every(([a, b]) => b !== undefined && Object.is(a![row], b[row]))) continue;
    throw new ModelwrightError('GOLDEN_MISMATCH', { model: what, row });
  }
}

/** Golden rows are part of the artifact, so rows that its own model refuses are damage and not bad input. */
function predictGolden(signature: Signature, fitted: FittedEstimator, golden: Golden, what: string): Predictions {
  try {
    return predictAs(signature, fitted, golden.rows);
  } catch (error) {
    const problem = 'its model refuses its golden rows';
    throw new ModelwrightError('ARTIFACT_DAMAGED', { hash: what, problem }, { cause: error });
  }
}
