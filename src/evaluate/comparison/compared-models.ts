/** What a comparison of two models says, as plain JSON: pages and documents are pure functions of it. */
import type { Task } from '../../table/task.ts';
import type { ReportCalibrationPoint, ReportEstimate, ReportInterval } from '../report-data.ts';

/** About the first model beside the second. `not_distinguishable` does not say that they are equal. */
export type PairVerdict = 'better' | 'worse' | 'not_distinguishable';

/** Scores of both models on the same rows. */
export interface ComparedScore {
  readonly first: ReportEstimate;
  readonly second: ReportEstimate;
  /** Paired; positive where the first is better, whatever the metric's direction. */
  readonly difference: ReportEstimate;
  /** Two-sided, of no difference. */
  readonly pValue: number;
  readonly verdict: PairVerdict;
}

export interface ComparedMetric extends ComparedScore {
  readonly name: string;
  readonly direction: 'maximize' | 'minimize';
}

/** A part of the rows, by a condition on one column. */
export interface ComparedSlice {
  readonly description: string;
  readonly rows: number;
  readonly first: number | null;
  readonly second: number | null;
  readonly difference: ReportEstimate;
  readonly pValue: number;
  /** Adjusted for all parts that were tested (Benjamini, Hochberg 1995); the verdict goes by it. */
  readonly qValue: number;
  readonly verdict: PairVerdict;
}

/** How alike the answers are. */
export interface Agreement {
  /** Share of rows with the same class; null for regression. */
  readonly sameClass: ReportEstimate | null;
  /** Cohen's kappa between the models; null for regression, or where both name one class only. */
  readonly kappa: number | null;
  /** Rows that one alone gets right, and McNemar's exact test; null for regression. */
  readonly mcnemar: { readonly onlyFirst: number; readonly onlySecond: number; readonly pValue: number } | null;
  /** Of the predicted numbers, or of the probabilities of the positive class; null for several classes and constants. */
  readonly correlation: number | null;
  /** Mean absolute difference of the same. */
  readonly meanDifference: number | null;
}

export interface ComparedSide {
  readonly name: string;
  readonly version: number;
  readonly artifactHash: string;
  /** Of the stored artifact. */
  readonly bytes: number;
  /** One row alone in microseconds, as the training measured it; null where none did. */
  readonly latencyUs: number | null;
  readonly calibration: {
    readonly error: { readonly value: number; readonly ci: ReportInterval; readonly bins: number } | null;
    readonly curve: readonly ReportCalibrationPoint[];
  };
}

export interface ComparedModels {
  readonly format: 'modelwright-comparison';
  readonly formatVersion: 1;
  readonly first: ComparedSide;
  readonly second: ComparedSide;
  readonly task: Task;
  readonly target: string;
  /** The metric that the verdict goes by. */
  readonly metric: string;
  /** On that metric. */
  readonly verdict: PairVerdict;
  /** Where the rows come from, as a phrase. */
  readonly judgedOn: string;
  readonly rows: number;
  readonly seed: number;
  readonly metrics: readonly ComparedMetric[];
  /** Metric of the slices, how many were tested, and all of them, those with the smallest q first. */
  readonly slices: { readonly metric: string; readonly tested: number; readonly list: readonly ComparedSlice[] };
  readonly agreement: Agreement;
  /** Sentences that a reader of the figures must know. */
  readonly notes: readonly string[];
}
