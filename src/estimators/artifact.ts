/**
 * A model as bytes: signature, fitted pipeline and golden rows. Names, times, scores and paths never enter,
 * so the SHA-256 of the bytes depends on data, configuration and seed alone.
 */
import { z } from 'zod';
import { isModelwrightError, ModelwrightError } from '../core/errors.ts';
import { type Packable, pack, unpack } from '../core/pack.ts';
import type { Table } from '../table/table.ts';
import { type Predictions, type Signature, tasks } from '../table/task.ts';
import type { FittedEstimator } from './estimator.ts';
import { checkFitted, type ImportanceShare, importanceOf, predictWith } from './fit.ts';
import { packedTable, unpackedTable } from './table-state.ts';

/** Version of this layout. Every older one opens forever: see tests/fixtures/artifacts. */
const format = 1;

/** Raw input rows and what the model said about them when it was made. */
export interface Golden {
  readonly rows: Table;
  readonly predictions: Predictions;
}

export interface ArtifactContent {
  readonly signature: Signature;
  readonly fitted: FittedEstimator;
  readonly golden: Golden;
}

/** A model ready to predict; immutable. */
export interface LoadedModel extends ArtifactContent {
  /** Predictions for rows that hold the signature's columns; others are ignored. */
  predict(X: Table): Predictions;
  /** Share of each input column in what was learned, or undefined where it means nothing. */
  importance(): readonly ImportanceShare[] | undefined;
  /**
   * Predicts the golden rows again.
   *
   * @throws GOLDEN_MISMATCH when a bit differs from what the artifact holds; ARTIFACT_DAMAGED when they do not fit the model.
   */
  verifyGolden(): void;
}

const signatureState = z.strictObject({
  inputs: z.array(
    z.strictObject({ name: z.string(), type: z.enum(['number', 'integer', 'string', 'boolean', 'datetime']) }),
  ),
  target: z.strictObject({ name: z.string(), task: z.enum(tasks), classes: z.array(z.string()) }),
});

const predictionsState = z.strictObject({
  values: z.instanceof(Float64Array),
  probabilities: z.array(z.instanceof(Float64Array)).optional(),
});

const contentState = z.strictObject({
  format: z.literal(format),
  signature: signatureState,
  fitted: z.unknown(),
  golden: z.strictObject({ rows: z.unknown(), predictions: predictionsState }),
});

/** Equal content gives equal bytes. */
export function encodeArtifact({ signature, fitted, golden }: ArtifactContent): Uint8Array {
  const { values, probabilities } = golden.predictions;
  return pack({
    format,
    signature: signature as unknown as Packable,
    fitted,
    golden: { rows: packedTable(golden.rows), predictions: { values, probabilities } },
  });
}

/**
 * The model in some bytes. Total: whatever the bytes, a model or a typed error. `what` names the artifact in messages.
 *
 * @throws ARTIFACT_DAMAGED, ARTIFACT_UNSUPPORTED, STATE_INVALID or ESTIMATOR_UNKNOWN.
 */
export function openArtifact(bytes: Uint8Array, what: string): LoadedModel {
  try {
    const content = readContent(unpack(bytes, what), what);
    const { signature, fitted, golden } = content;
    return Object.freeze({
      signature,
      fitted,
      golden,
      predict: (X: Table) => predictWith(fitted, X),
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
  if (Number.isSafeInteger(found) && (found as number) > format) {
    const problem = `its format is ${found}, this one knows ${format}`;
    throw new ModelwrightError('ARTIFACT_UNSUPPORTED', { hash: what, problem });
  }
  const { signature, fitted, golden } = contentState.parse(value);
  const { predictions } = golden;
  const rows = unpackedTable(golden.rows);
  const arrays = [predictions.values, ...(predictions.probabilities ?? [])];
  if (arrays.some((array) => array.length !== rows.nRows)) throw new RangeError('its golden rows are not complete');
  return { signature, fitted: checkFitted(fitted), golden: { rows, predictions } };
}

function verifyGolden({ fitted, golden }: ArtifactContent, what: string): void {
  const expected = golden.predictions;
  const actual = predictGolden(fitted, golden, what);
  const pairs = [
    [expected.values, actual.values],
    ...(expected.probabilities ?? []).map((column, k) => [column, actual.probabilities?.[k]] as const),
  ];
  for (let row = 0; row < golden.rows.nRows; row++) {
    if (pairs.every(([a, b]) => b !== undefined && Object.is(a![row], b[row]))) continue;
    throw new ModelwrightError('GOLDEN_MISMATCH', { model: what, row });
  }
}

/** Golden rows are part of the artifact, so rows that its own model refuses are damage and not bad input. */
function predictGolden(fitted: FittedEstimator, golden: Golden, what: string): Predictions {
  try {
    return predictWith(fitted, golden.rows);
  } catch (error) {
    const problem = 'its model refuses its golden rows';
    throw new ModelwrightError('ARTIFACT_DAMAGED', { hash: what, problem }, { cause: error });
  }
}
