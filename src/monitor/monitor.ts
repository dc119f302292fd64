/** One look at a model in use: drift of what it sees and of what it answers, quality of the data, performance where labels came. */
import { distributionsReady } from '../math/distributions.ts';
import { tableOf } from '../table/table.ts';
import type { Predictions, Signature } from '../table/task.ts';
import type { Alert } from './alert.ts';
import { type DriftOptions, type DriftReport, driftReport } from './drift-report.ts';
import { judgePerformance, type Outcomes, type Performance, type PerformanceOptions } from './judge-performance.ts';
import { maskReason, redactedLike } from './masked-columns.ts';
import { predictionTable } from './prediction-drift.ts';
import { dataQuality } from './quality.ts';

export interface MonitorOptions extends DriftOptions {
  readonly target: Signature['target'];
  /** What the model answered on reference and current rows; without both, drift of answers is not looked at. */
  readonly predictions?: { readonly reference: Predictions; readonly current: Predictions };
  /** Rows whose outcome is known. */
  readonly outcomes?: Outcomes;
  /** Wire name of the metric that the model was chosen by. */
  readonly metric: string;
  /** Scores in training by wire name. */
  readonly scores: PerformanceOptions['reference'];
  /** What the reference is called: `training` unless it is something else. */
  readonly against?: string;
  readonly seed: number;
}

export interface MonitorReport {
  /** Rows of current data. */
  readonly rows: number;
  /** Rows whose outcome is known. */
  readonly labelled: number;
  readonly drift: DriftReport;
  readonly predictionDrift: DriftReport;
  readonly quality: readonly Alert[];
  readonly performance: Performance;
  /** Everything to look at: errors first. */
  readonly alerts: readonly Alert[];
}

const severities: readonly Alert['severity'][] = ['error', 'warning', 'info'];

/** Compares current rows with their reference. Reads nothing but its arguments. */
export async function monitorModel(options: MonitorOptions): Promise<MonitorReport> {
  await distributionsReady();
  const { current, target, predictions, outcomes, masked = new Map(), against = 'training' } = options;
  const reference = redactedLike(options.reference, masked);
  const drift = driftReport({ ...options, reference });
  const predictionDrift: DriftReport = predictions
    ? driftReport({
        reference: predictionTable(predictions.reference, target),
        current: predictionTable(predictions.current, target),
      })
    : { columns: [], share: 0, drifted: false };
  const compared = reference.columns.filter(({ name }) => !maskReason(masked, name));
  const quality = dataQuality({ reference: tableOf(compared, reference.nRows), current });
  const judged = judgePerformance({
    outcomes,
    metric: options.metric,
    reference: options.scores,
    against,
    seed: options.seed,
  });
  const alerts = [
    ...performanceAlerts(judged),
    ...driftAlerts(drift, against),
    ...answerAlerts(predictionDrift),
    ...quality,
  ];
  return {
    rows: current.nRows,
    labelled: outcomes?.yTrue.length ?? 0,
    drift,
    predictionDrift,
    quality,
    performance: judged,
    alerts: severities.flatMap((severity) => alerts.filter((alert) => alert.severity === severity)),
  };
}

function performanceAlerts({ status, message }: Performance): Alert[] {
  return status === 'degraded' ? [{ code: 'performance_degraded', severity: 'error', message }] : [];
}

function driftAlerts({ columns, drifted, share }: DriftReport, against: string): Alert[] {
  const single = columns
    .filter((column) => column.drifted)
    .map(({ name, test, driftScore, threshold }): Alert => {
      const message = `Column "${name}" drifted: ${test} ${driftScore!.toPrecision(3)}, threshold ${threshold}. Compare it with ${against}, and retrain when the change is real.`;
      return { code: 'column_drift', severity: 'warning', column: name, message };
    });
  if (!drifted) return single;
  const message = `${Math.round(share * 100)} % of the columns drifted: the model sees other data than it learned from.`;
  return [{ code: 'data_drift', severity: 'error', message }, ...single];
}

function answerAlerts({ columns }: DriftReport): Alert[] {
  return columns
    .filter((column) => column.drifted)
    .map(({ name, test, driftScore, threshold }) => {
      const message = `The model's answers drifted (${name}): ${test} ${driftScore!.toPrecision(3)}, threshold ${threshold}. Look at the columns that drifted, and wait for labels before acting.`;
      return { code: 'prediction_drift', severity: 'warning', message };
    });
}
