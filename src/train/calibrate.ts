/** Whether a chosen model's probabilities are corrected, and how: decided on rows that its folds held out. */
import { calibrate } from '../estimators/calibration/apply-calibrator.ts';
import { type CalibrationMethod, type Calibrator, fitCalibrator } from '../estimators/calibration/calibrator.ts';
import { classPredictions } from '../estimators/class-predictions.ts';
import { metricByName } from '../metrics/index.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Predictions } from '../table/task.ts';
import type { Estimate } from './assess.ts';
import { heldOutGain } from './held-out-gain.ts';
import { crossFitted, evenly, type HeldOutRows } from './held-out-rows.ts';
import { pick } from './pick.ts';

/** What a run may be asked for. */
export type CalibrationChoice = 'auto' | CalibrationMethod;

/** What was tried and taken, as it is told. */
interface CalibrationReport {
  readonly asked: CalibrationChoice;
  readonly method: CalibrationMethod;
  /** Log loss on held-out rows, each by a calibrator that did not learn from it; `none` first. */
  readonly tried: readonly { readonly method: CalibrationMethod; readonly logLoss: number }[];
  /** Log loss that the taken one saves; absent for none. */
  readonly gain?: Estimate;
}

export interface Calibration {
  /** Learned from all held-out rows. */
  readonly calibrator: Calibrator;
  /** Each row's by a calibrator of the other folds. */
  readonly probabilities: readonly Float64Array[];
  readonly report: CalibrationReport;
}

/** Fewer rows do not show that probabilities are wrong. */
const fewestRows = 100;
/** Below this isotonic regression learns the noise (Niculescu-Mizil and Caruana 2005). */
const fewestForIsotonic = 1000;
/** A curve for each of more classes has too few rows, and takes long. */
const mostCurves = 10;
/** Rows times classes that a calibrator learns from; more change it little. */
const mostCells = 200_000;
/** Metrics by which probabilities are judged for what they say, not for the order they bring rows into. */
const proper: readonly string[] = ['log_loss', 'brier', 'ece', 'mce'];

/**
 * `auto` goes from the simplest method to the freest. One takes the place of the one before only when its log loss on held-out rows is
 * better by more than chance, and when the run's own metric does not fall. For a metric of order, methods that tie rows are not tried.
 *
 * @param groups of the rows: rows of one number are not independent.
 */
export function calibrateHeldOut(
  held: HeldOutRows,
  job: {
    readonly asked: CalibrationChoice;
    readonly metric: Metric;
    readonly groups?: Int32Array;
  },
): Calibration {
  const { asked, metric, groups } = job;
  const { yTrue, probabilities } = held;
  const nClasses = probabilities.length;
  const logLoss = metricByName('log_loss');
  const scoreOf = (by: Metric, predictions: Predictions) => by.compute({ yTrue, predictions, nClasses });
  const plain = classPredictions(probabilities);
  const tried = [{ method: 'none' as CalibrationMethod, logLoss: scoreOf(logLoss, plain) }];
  let best: { method: CalibrationMethod; predictions: Predictions } = { method: 'none', predictions: plain };
  for (const method of asked === 'auto' ? worthTrying(metric, yTrue.length, nClasses) : [asked]) {
    if (method === 'none') continue;
    const said = classPredictions(crossCalibrated(method, held));
    tried.push({ method, logLoss: scoreOf(logLoss, said) });
    if (asked !== 'auto') {
      best = { method, predictions: said };
      continue;
    }
    const change = scoreOf(metric, said) - scoreOf(metric, best.predictions);
    const falls = metric.needs === 'values' && (metric.direction === 'maximize' ? change < 0 : change > 0);
    if (falls) continue;
    const gain = heldOutGain(logLoss, { yTrue, nClasses, candidate: said, baseline: best.predictions, groups });
    if (gain.verdict === 'lift') best = { method, predictions: said };
  }
  const { method, predictions } = best;
  if (method === 'none') return { calibrator: { method }, probabilities, report: { asked, method, tried } };
  const { verdict, ...gain } = heldOutGain(logLoss, {
    yTrue,
    nClasses,
    candidate: predictions,
    baseline: plain,
    groups,
  });
  return {
    calibrator: learned(method, yTrue, probabilities),
    probabilities: predictions.probabilities!,
    report: { asked, method, tried, gain },
  };
}

function worthTrying(metric: Metric, rows: number, nClasses: number): readonly CalibrationMethod[] {
  if (rows < fewestRows) return [];
  if (nClasses > mostCurves) return ['temperature'];
  if (metric.needs === 'probabilities' && !proper.includes(metric.name)) {
    return nClasses === 2 ? ['temperature', 'platt'] : ['temperature'];
  }
  return rows < fewestForIsotonic ? ['temperature', 'platt'] : ['temperature', 'platt', 'isotonic'];
}

function crossCalibrated(method: CalibrationMethod, held: HeldOutRows): Float64Array[] {
  return crossFitted(
    held,
    (yTrue, probabilities) => learned(method, yTrue, probabilities),
    (calibrator, probabilities) => calibrate(calibrator, probabilities),
  );
}

function learned(method: CalibrationMethod, yTrue: Float64Array, probabilities: readonly Float64Array[]): Calibrator {
  const all = Int32Array.from(yTrue, (_, place) => place);
  const rows = evenly(all, Math.max(1000, Math.floor(mostCells / probabilities.length)));
  return fitCalibrator(
    method,
    pick(yTrue, rows),
    probabilities.map((ofClass) => pick(ofClass, rows)),
  );
}
