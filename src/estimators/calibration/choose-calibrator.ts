/** Which calibrator, if any: found by cross-validation on the predictions that it is to correct. */
import { log } from '../../math/log.ts';
import { variance } from '../../math/reduce.ts';
import { calibrate } from './apply-calibrator.ts';
import { type CalibrationMethod, type Calibrator, calibrationMethods, fitCalibrator } from './calibrator.ts';
import { checkRows } from './check-rows.ts';

/** Fewer rows do not show that probabilities are wrong. */
const fewestRows = 100;
/** Below this isotonic regression learns the noise (Niculescu-Mizil and Caruana 2005). */
const fewestForIsotonic = 1000;
const folds = 5;
/** Probabilities in a log loss are cut here, as the metric does. */
const epsilon = 2.220446049250313e-16;
/** Gains below this many of their standard errors may be chance. */
const clearly = 2;

export interface ChosenCalibrator {
  /** Fitted on all rows; `none` unless another is clearly better. */
  readonly calibrator: Calibrator;
  /** Cross-validated log loss of each method that was tried, `none` first. */
  readonly tried: readonly { readonly method: CalibrationMethod; readonly logLoss: number }[];
}

/**
 * Chooses between the methods by the log loss of rows that each did not learn from. From the simplest on, a method replaces the
 * one before it only when its mean gain exceeds two standard errors of the rows' gains.
 *
 * @param yTrue class codes. @param probabilities predictions of rows that the model did not learn from. @param weights >= 0.
 * @throws SHAPE_MISMATCH, VALUE_INVALID, ROWS_TOO_FEW
 */
export function chooseCalibrator(
  yTrue: ArrayLike<number>,
  probabilities: readonly Float64Array[],
  weights?: Float64Array,
): ChosenCalibrator {
  checkRows(yTrue, probabilities, weights);
  if (weights?.some((weight) => weight === 0)) return ofCountingRows(yTrue, probabilities, weights);
  const foldOf = dealt(yTrue, probabilities.length);
  const weightOf = (row: number) => weights?.[row] ?? 1;
  const totalWeight = weights ? weights.reduce((sum, weight) => sum + weight, 0) : yTrue.length;
  const meanOf = (losses: Float64Array) =>
    losses.reduce((sum, loss, row) => sum + weightOf(row) * loss, 0) / totalWeight;
  const possible = calibrationMethods.filter(
    (method) => method === 'none' || yTrue.length >= (method === 'isotonic' ? fewestForIsotonic : fewestRows),
  );
  let best = { method: possible[0], losses: rowLosses(yTrue, probabilities) };
  const tried = [{ method: best.method, logLoss: meanOf(best.losses) }];
  for (const method of possible.slice(1)) {
    const losses = heldOutLosses(method, yTrue, probabilities, foldOf, weights);
    tried.push({ method, logLoss: meanOf(losses) });
    const before = best.losses;
    const gains = losses.map((loss, row) => (weightOf(row) * (before[row] - loss) * losses.length) / totalWeight);
    const gain = gains.reduce((sum, value) => sum + value, 0) / gains.length;
    if (gain > clearly * Math.sqrt(variance(gains) / gains.length)) best = { method, losses };
  }
  return { calibrator: fitCalibrator(best.method, yTrue, probabilities, weights), tried };
}

/** Rows of weight zero must not decide how many rows there are. */
function ofCountingRows(
  yTrue: ArrayLike<number>,
  probabilities: readonly Float64Array[],
  weights: Float64Array,
): ChosenCalibrator {
  const rows = Int32Array.from(weights, (_, row) => row).filter((row) => weights[row] > 0);
  const counting = probabilities.map((p) => pick(p, rows));
  return chooseCalibrator(pick(yTrue, rows), counting, pick(weights, rows));
}

function pick(values: ArrayLike<number>, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]);
}

/** Rows of each class go to the folds in turn. */
function dealt(yTrue: ArrayLike<number>, nClasses: number): Int8Array {
  const seen = new Int32Array(nClasses);
  return Int8Array.from(yTrue, (code) => seen[code]++ % folds);
}

function heldOutLosses(
  method: CalibrationMethod,
  yTrue: ArrayLike<number>,
  probabilities: readonly Float64Array[],
  foldOf: Int8Array,
  weights: Float64Array | undefined,
): Float64Array {
  const losses = new Float64Array(yTrue.length);
  for (let fold = 0; fold < folds; fold++) {
    const rows = Int32Array.from(foldOf, (_, row) => row);
    const learned = rows.filter((row) => foldOf[row] !== fold);
    const held = rows.filter((row) => foldOf[row] === fold);
    const calibrator = fitCalibrator(
      method,
      pick(yTrue, learned),
      probabilities.map((p) => pick(p, learned)),
      weights && pick(weights, learned),
    );
    const said = calibrate(
      calibrator,
      probabilities.map((p) => pick(p, held)),
    );
    for (const [i, loss] of rowLosses(pick(yTrue, held), said).entries()) losses[held[i]] = loss;
  }
  return losses;
}

function rowLosses(yTrue: ArrayLike<number>, probabilities: readonly Float64Array[]): Float64Array {
  return Float64Array.from(
    yTrue,
    (code, row) => -log(Math.min(1 - epsilon, Math.max(epsilon, probabilities[code][row]))),
  );
}
