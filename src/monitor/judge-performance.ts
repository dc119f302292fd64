/** How well a model does on rows whose outcome became known, against what it promised in training. */
import { type Evaluation, evaluate } from '../evaluate/evaluation.ts';
import { metricByName } from '../metrics/index.ts';
import type { Predictions, Task } from '../table/task.ts';

/** A score with its interval at 95 %; null where it is not defined. */
export interface Estimate {
  readonly value: number | null;
  readonly ci: readonly [number, number] | null;
}

/** Truth and predictions of the same rows. */
export interface Outcomes {
  readonly task: Task;
  /** By class code; empty for regression. */
  readonly classes: readonly string[];
  /** Numbers or class codes. */
  readonly yTrue: Float64Array;
  readonly predictions: Predictions;
}

export interface PerformanceOptions {
  /** Absent: no outcome is known. */
  readonly outcomes?: Outcomes;
  /** Wire name of the metric that the model was chosen by; it decides the verdict. */
  readonly metric: string;
  /** Scores on the holdout of training, by wire name. */
  readonly reference: Readonly<Record<string, Estimate>>;
  /** What the reference is called: `training` unless it is something else. */
  readonly against?: string;
  readonly seed: number;
}

export interface Performance {
  readonly status: 'degraded' | 'improved' | 'stable' | 'insufficient_data';
  /** Rows with a known outcome. */
  readonly rows: number;
  readonly metrics: Readonly<Record<string, Estimate>>;
  readonly reference: Readonly<Record<string, Estimate>>;
  /** One sentence on the verdict. */
  readonly message: string;
}

/** Fewer known outcomes give no verdict. */
export const minPerformanceRows = 50;
/** A change of the metric smaller than this part of the reference's value does not matter. */
const leastChange = 0.05;

/**
 * Judges by one metric: degraded (or improved) only when the interval of the difference to the reference leaves zero out, and the
 * difference is at least 5 % of the reference's value. Metrics that are not defined on these rows are null.
 */
export function judgePerformance({
  outcomes,
  metric,
  reference,
  against = 'training',
  seed,
}: PerformanceOptions): Performance {
  const rows = outcomes?.yTrue.length ?? 0;
  if (!outcomes || rows < minPerformanceRows) {
    const message = `${minPerformanceRows} known outcomes are needed for a verdict, got ${rows}.`;
    const metrics = outcomes && rows > 0 ? scores(outcomes, reference, seed) : {};
    return { status: 'insufficient_data', rows, metrics, reference, message };
  }
  const metrics = scores(outcomes, reference, seed);
  return { ...verdict({ metric, against }, metrics[metric], reference[metric]), rows, metrics, reference };
}

function scores(
  { task, classes, yTrue, predictions }: Outcomes,
  reference: PerformanceOptions['reference'],
  seed: number,
): Evaluation['metrics'] {
  const names = Object.keys(reference);
  return evaluate({
    target: { task, classes, values: yTrue },
    predictions,
    metrics: names.length > 0 ? names : undefined,
    seed,
  }).metrics;
}

function verdict(
  { metric, against }: { readonly metric: string; readonly against: string },
  now?: Estimate,
  then?: Estimate,
): Pick<Performance, 'status' | 'message'> {
  const is = now?.value ?? Number.NaN;
  const was = then?.value ?? Number.NaN;
  if (Number.isNaN(is) || Number.isNaN(was) || !now?.ci) {
    return {
      status: 'insufficient_data',
      message: `${metric} is not defined on these rows or was not recorded in ${against}.`,
    };
  }
  const better = metricByName(metric).direction === 'maximize' ? is - was : was - is;
  const words = `${metric} is ${round(is)}, ${round(was)} in ${against}`;
  // The errors of both sides count: widths add in squares.
  const widths = [reach(now.ci, is, was), then?.ci ? reach(then.ci, was, is) : 0];
  const certain = Math.abs(better) > Math.sqrt(widths[0] * widths[0] + widths[1] * widths[1]);
  const matters = Math.abs(better) >= leastChange * Math.abs(was);
  if (!certain) return { status: 'stable', message: `${words}; the difference is within chance.` };
  if (!matters) return { status: 'stable', message: `${words}; the difference is too small to matter.` };
  return better < 0
    ? {
        status: 'degraded',
        message: `${words}: it became worse, by more than chance. Retrain, or look at what drifted.`,
      }
    : { status: 'improved', message: `${words}: it became better, by more than chance.` };
}

/** Half width of an interval around `from`, on the side of `towards`. */
function reach([low, high]: readonly [number, number], from: number, towards: number): number {
  return towards > from ? Math.max(0, high - from) : Math.max(0, from - low);
}

const round = (value: number): string => value.toPrecision(4);
