/**
 * Everything that a report and a model card show, as plain JSON. It is stored with the run, and a page is a pure function of it,
 * so pages regenerate byte for byte. Nothing here may depend on the machine that draws the page.
 */
import type { Machine } from '../core/resource-use.ts';
import type { Task } from '../table/task.ts';
import type { CardFacts } from './card/card-facts.ts';
import type { DataValue } from './data-value.ts';
import type { FairnessReport } from './fairness/fairness-report.ts';
import type { TestFindings } from './test-findings.ts';

/** `[low, high]` at 95 %. */
export type ReportInterval = readonly [low: number, high: number];

/** A score with its interval; null where it is not defined. */
export interface ReportEstimate {
  readonly value: number | null;
  readonly ci: ReportInterval | null;
  /** How the interval was made, as of interval-method.ts; absent in older runs and without an interval. */
  readonly method?: string;
}

/** A point of a curve; `low` and `high` bound its band where there is one. */
export interface ReportPoint {
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
}

/** A point of the calibration curve: mean predicted probability, observed share, rows in the bin. */
export interface ReportCalibrationPoint extends ReportPoint {
  readonly count?: number;
}

export interface ReportFinding {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly column?: string | null;
  readonly message: string;
}

/** What the profile said about one column. Counts are rows. */
export interface ReportColumn {
  readonly name: string;
  readonly kind: string;
  readonly role: string;
  readonly missing: number;
  readonly distinct?: number | null;
  readonly min?: number | string | null;
  readonly max?: number | string | null;
  readonly mean?: number | null;
  /** The most frequent values. */
  readonly top?: readonly { readonly value: string; readonly count: number }[];
}

export interface ReportCandidate {
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Cross-validated score of the run's metric; null when the candidate failed. */
  readonly score: number | null;
  /** Milliseconds of fitting, over all folds. */
  readonly fitMs: number;
  /** Share in the model, 0 to 1. */
  readonly weight?: number;
  /** True for those that the model is made of. */
  readonly chosen?: boolean;
}

/** A part of the holdout. */
export interface ReportSlice {
  /** Its conditions in words: `hour in [17, 24)` or `origin = "ATL"`. */
  readonly description: string;
  readonly rows: number;
  /** The run's metric on those of its rows that the search for slices did not see. */
  readonly value: number | null;
  readonly ci: ReportInterval | null;
  /** How much better the other rows score, in the metric's unit; absent in older runs. */
  readonly effect?: number | null;
  /** Probability of a difference this large to the other rows by chance alone; absent when not tested. */
  readonly pValue?: number | null;
  /** The p-value adjusted for all slices that were tested; in older runs `pValue` is adjusted and this is absent. */
  readonly qValue?: number | null;
}

/** What a column adds along its own values. */
export type ReportDependence =
  | {
      readonly column: string;
      /** Dates as milliseconds since 1970. */
      readonly kind: 'number' | 'datetime';
      readonly points: readonly { readonly x: number; readonly y: number }[];
    }
  | {
      readonly column: string;
      readonly kind: 'named';
      /** Most frequent first; `low` and `high`: what a tenth of the rows is below and above. */
      readonly groups: readonly {
        readonly name: string;
        readonly rows: number;
        readonly median: number;
        readonly low: number;
        readonly high: number;
      }[];
    };

/** Explanations of a sample of rows, gathered. */
export interface ReportReliance {
  readonly method: 'tree' | 'linear' | 'ensemble' | 'exact' | 'permutation' | 'kernel';
  readonly scale: 'value' | 'log' | 'probability' | 'log_odds' | 'softmax' | 'raw';
  /** Class whose score the pictures show; absent for regression. */
  readonly of?: string;
  readonly rows: number;
  readonly permutations?: number;
  readonly backgroundRows?: number;
  /** Mean size of the contributions, largest first. */
  readonly importance: readonly {
    readonly column: string;
    readonly value: number;
    readonly ci: ReportInterval | null;
  }[];
  /** Of the first columns: a point per row; `level` is the place of the row's own value, 0 to 1. */
  readonly swarms: readonly {
    readonly column: string;
    readonly points: readonly { readonly value: number; readonly level: number | null }[];
  }[];
  readonly dependence: readonly ReportDependence[];
}

/** Whether the probabilities were corrected, by rows that the folds of the search held out. */
export interface ReportCalibration {
  /** `auto`, or the method that was asked for. */
  readonly asked: string;
  /** `none`, `temperature`, `platt` or `isotonic`. */
  readonly method: string;
  /** Log loss of held-out rows, each by a calibrator that did not learn from it; `none` first. */
  readonly tried: readonly { readonly method: string; readonly logLoss: number }[];
  /** Log loss that the taken one saves; absent for none. */
  readonly gain?: ReportEstimate;
  readonly rows: number;
  /** What the probability is of: class 1 of two, or the class that is answered. */
  readonly of: 'positive' | 'answered';
  /** Calibration curves of the held-out rows; `after` is absent for none. */
  readonly before: readonly ReportCalibrationPoint[];
  readonly after?: readonly ReportCalibrationPoint[];
}

/** Which class is answered for given probabilities, chosen on rows that the folds of the search held out. */
export interface ReportDecision {
  /** `most_probable`: no rule. */
  readonly by: 'most_probable' | 'threshold' | 'weights' | 'costs';
  /** The positive class is answered where its probability is above it. */
  readonly threshold?: number;
  /** The source's own text of it; of two classes. */
  readonly positiveClass?: string;
  /** Factors on the probabilities. */
  readonly weights?: readonly { readonly class: string; readonly weight: number }[];
  /** `costs[actual][predicted]`. */
  readonly costs?: readonly (readonly number[])[];
  /** What the rule is for: `given`, `cost`, or the wire name of a metric. */
  readonly purpose: string;
  /** The metric that rules were compared by. */
  readonly metric: string;
  readonly direction: 'maximize' | 'minimize';
  readonly rows: number;
  /** Score of answering the most probable class. */
  readonly plainScore: number | null;
  /** Of the rule over the most probable class, each row by a rule that did not learn from it; positive = better. */
  readonly gain: ReportEstimate & {
    readonly verdict: 'lift' | 'no_lift' | 'not_distinguishable';
  };
  /** True when a rule was found and not taken, as its gain may be chance. */
  readonly refused: boolean;
  /** Two classes: x threshold, y metric. */
  readonly curve?: readonly ReportPoint[];
  /** `counts[actual][predicted]` of the rows, by the most probable class and by the rule. */
  readonly counts?: {
    readonly plain: readonly (readonly number[])[];
    readonly decided?: readonly (readonly number[])[];
  };
}

export interface ReportGate {
  readonly name: string;
  readonly passed: boolean;
  /** One sentence: what was asked and what was found. */
  readonly detail: string;
}

/** What the training took. */
export interface ReportCost {
  readonly wallMs: number;
  /** Over all threads. */
  readonly cpuSeconds: number;
  /** Of the process, since it began. */
  readonly peakBytes: number;
  readonly threads: number;
  readonly machine: Machine;
  readonly wattsPerCore: number;
  readonly gramsCo2PerKwh?: number;
}

export interface ReportData {
  /** Heading of the page. */
  readonly title: string;
  /** `version` is absent for a run that registered nothing. */
  readonly model: { readonly name: string; readonly version?: number };
  readonly task: Task;
  readonly target: string;
  /** The source's own text of each class, by code. */
  readonly classes?: readonly string[];
  readonly positiveClass?: string;
  /** Name of the kept model: `gbdt`. */
  readonly estimator?: string;
  /** ISO-8601, UTC. */
  readonly createdAt: string;
  readonly runId: string;
  readonly dataHash: string;
  readonly artifactHash: string;
  readonly seed: number;
  /** The source as the user wrote it. */
  readonly source: string;
  /** `holdout` is 0 when the sealed figure comes from outer cross-validation; `total`: rows of the source, with those not used. */
  readonly rows: { readonly train: number; readonly holdout: number; readonly total?: number };
  /** One sentence on how train and holdout were parted. */
  readonly split: string;
  readonly metric: { readonly name: string; readonly direction: 'maximize' | 'minimize' };
  /** `metrics`: the baseline's other scores on the same rows, where they were computed. */
  readonly baseline: ReportEstimate & {
    readonly name: string;
    readonly metrics?: Readonly<Record<string, ReportEstimate>>;
  };
  readonly holdout: ReportEstimate;
  /** Paired comparison on the same rows; positive = better than the baseline, whatever the metric's direction. */
  readonly lift: ReportEstimate & {
    readonly pValue: number | null;
    readonly verdict: 'lift' | 'no_lift' | 'not_distinguishable';
  };
  readonly metrics: Readonly<Record<string, ReportEstimate>>;
  readonly candidates: readonly ReportCandidate[];
  readonly findings: readonly ReportFinding[];
  readonly columns: readonly ReportColumn[];
  /** `counts[actual][predicted]` in rows. */
  readonly confusion?: { readonly classes: readonly string[]; readonly counts: readonly (readonly number[])[] };
  readonly curves?: {
    /** x false positive rate, y true positive rate. */
    readonly roc?: readonly ReportPoint[];
    /** x recall, y precision. */
    readonly pr?: readonly ReportPoint[];
    readonly calibration?: readonly ReportCalibrationPoint[];
  };
  /** Absent for regression and in pages of older runs. */
  readonly calibration?: ReportCalibration;
  /** Absent where nothing was to be decided. */
  readonly decision?: ReportDecision;
  /** Share of the positive class in the holdout, 0 to 1: the level of a precision-recall curve without skill. */
  readonly prevalence?: number;
  /** Regression: predicted and actual value of the holdout rows, or of a seeded sample of at most some thousands of them. */
  readonly residuals?: {
    readonly points: readonly { readonly predicted: number; readonly actual: number }[];
    /** Rows that the points stand for. */
    readonly rows: number;
  };
  /** Loss of the run's metric when the column is shuffled; largest first. */
  readonly importance: readonly (ReportEstimate & { readonly feature: string })[];
  /** By the groups of sensitive columns; absent where none were named. */
  readonly fairness?: FairnessReport;
  /** The version's latest test; never a part of what a run keeps. */
  readonly tested?: TestFindings;
  /** Explanations of some judged rows; absent in pages of older runs. */
  readonly reliance?: ReportReliance;
  /** Absent in pages of older runs, and where there were too few rows for a curve. */
  readonly dataValue?: DataValue;
  /** Worst first. */
  readonly slices: readonly ReportSlice[];
  /** Where the model comes from: code version, derived columns, reader options ... in reading order. */
  readonly lineage: readonly { readonly label: string; readonly value: string }[];
  /** Sentences that a reader of the figures must know. */
  readonly notes: readonly string[];
  readonly gates: readonly ReportGate[];
  /** How far probabilities are from what happens, corrected for chance (calibration-error.ts); absent for regression and older runs. */
  readonly calibrationError?: { readonly value: number; readonly ci: ReportInterval; readonly bins: number };
  /** What people said about the models of the project when this one was trained. */
  readonly card?: CardFacts;
  /** Absent in older runs. */
  readonly cost?: ReportCost;
}
