/** One request: rows in, predictions out, and an event per row in the log. */
import { idsOf } from '../core/ids.ts';
import { nextTurn } from '../core/loop-turns.ts';
import { type Answers, answersOf, type MeasuresByName, measuresOf, type Regions } from './answers.ts';
import type { RowExplanations } from './explain-rows.ts';
import type { ServedModel } from './model-cache.ts';
import type { Predicted, PredictionExtras, Predictor, ReadRows } from './predictor.ts';
import type { Resolved } from './resolver.ts';

/** What a request is answered with; one entry per row in each list. */
export interface PredictionAnswer {
  readonly predictions: readonly (string | number)[];
  /** By class text; absent for regression, and for models that say classes only. */
  readonly probabilities?: readonly Readonly<Record<string, number>>[];
  /** What a model without a target says besides: `anomaly_score` and `is_anomaly`, or `cluster_distance`. */
  readonly measures?: MeasuresByName;
  /** Where the truth is with the coverage that was asked for: `[low, high]` (regression), or the classes that are possible. */
  readonly intervals?: Regions['intervals'];
  readonly sets?: Regions['sets'];
  readonly modelVersion: number;
  readonly predictionIds: readonly string[];
  /** What each column added; present when it was asked for. */
  readonly explanations?: RowExplanations;
  readonly warnings?: readonly string[];
  /** Who answered in place of the version that was chosen. */
  readonly fallback?: Predicted['fallback'];
}

/**
 * Predicts rows with one version and logs each prediction. Nothing is logged unless all rows are answered.
 *
 * @throws BODY_INVALID, ROW_INVALID, and what `Predictor.predict` throws.
 */
export async function predictRows(
  predictor: Pick<Predictor, 'predict'>,
  chosen: Resolved,
  rows: readonly unknown[],
  extras: PredictionExtras = {},
): Promise<PredictionAnswer> {
  const predicted = await predictor.predict(chosen, readerOf(rows), extras);
  const { by, parts, ids, warnings, explanations, fallback } = predicted;
  const { signature, golden } = by.served.model;
  const { target } = signature;
  const isCovered = extras.coverage !== undefined;
  const isClasses = target.classes.length > 0;
  const hasProbabilities = golden.predictions.probabilities !== undefined;
  const measures = measuresOf(
    parts.map(({ predictions }) => predictions),
    target,
  );
  const answers: Answers[] = [];
  for (let i = 0; i < parts.length; i++) {
    if (i > 0) await nextTurn();
    answers.push(answersOf(parts[i].predictions, target));
  }
  // Field by field: an object that is put together by spreading outlives the young generation, and JSON leaves out what is undefined.
  return {
    predictions: joined(answers.map((one) => one.predictions)),
    probabilities: hasProbabilities ? joined(answers.map((one) => one.probabilities ?? [])) : undefined,
    measures,
    intervals: isCovered && !isClasses ? joined(parts.map(({ regions }) => regions?.intervals ?? [])) : undefined,
    sets: isCovered && isClasses ? joined(parts.map(({ regions }) => regions?.sets ?? [])) : undefined,
    modelVersion: by.version.version,
    predictionIds: idsOf(ids),
    explanations,
    warnings: warnings.length > 0 ? warnings : undefined,
    fallback,
  };
}

/** One list; this way takes a tenth of the time that going through the entries takes. Nearly always there is one. */
function joined<Entry>(lists: readonly (readonly Entry[])[]): readonly Entry[] {
  const none: Entry[] = [];
  return lists.length === 1 ? lists[0] : none.concat(...lists);
}

/** Rows that are read at once. */
const rowsAtOnce = 1000;

function readerOf(rows: readonly unknown[]): ReadRows {
  const read: ReadRows = ({ readRows }) => readRows(rows);
  if (rows.length <= rowsAtOnce) return read;
  return Object.assign(read, { inPieces: ({ readRows }: ServedModel) => readRows.inPieces(rows) });
}
