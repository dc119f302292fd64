/** What a comparison of two models without a target says, as plain JSON: pages and documents are pure functions of it. */
import type { UnlabelledTask } from '../../table/task.ts';
import type { ComparedMetric, PairVerdict } from '../comparison/compared-models.ts';
import type { ReportEstimate } from '../report-data.ts';

/** One of the two models. */
export interface UnlabelledSide {
  readonly name: string;
  readonly version: number;
  readonly artifactHash: string;
  /** Of the stored artifact. */
  readonly bytes: number;
  /** What was chosen in training: `isolation_forest`, `kmeans` ...; null where no record says so. */
  readonly method: string | null;
  /** How far models of other rows agreed with it in training; null where that was not measured. */
  readonly stability: number | null;
  readonly inputs: readonly string[];
}

/** Figures of both models on the same rows. */
export interface ComparedFigure {
  readonly name: string;
  readonly first: ReportEstimate;
  readonly second: ReportEstimate;
}

/** How far two detectors agree. */
export interface DetectorAgreement {
  /** Spearman's, of the scores. */
  readonly rankCorrelation: ReportEstimate;
  /** Rows that both flag among those that either flags; null where neither flags one. */
  readonly overlap: ReportEstimate;
  /** What the overlap would be if two such shares of the rows were flagged by chance; null as above. */
  readonly overlapByChance: number | null;
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
  /** McNemar's exact test of equal shares of flags. */
  readonly pValue: number;
  /** The share that each was asked to flag. */
  readonly contamination: readonly [first: number, second: number];
  /** Scores of a sample of the rows. */
  readonly scores: readonly { readonly x: number; readonly y: number }[];
}

/** How far two clusterings agree. */
export interface ClusterAgreement {
  /** 1 for the same groups whatever their numbers, about 0 for unrelated ones. */
  readonly adjustedRand: ReportEstimate;
  readonly adjustedMutualInformation: ReportEstimate;
  /** Names of the clusters of each. */
  readonly first: readonly string[];
  readonly second: readonly string[];
  /** Rows by cluster of the first, then of the second. */
  readonly counts: readonly (readonly number[])[];
}

export interface ComparedUnlabelled {
  readonly format: 'modelwright-unlabelled-comparison';
  readonly formatVersion: 1;
  readonly first: UnlabelledSide;
  readonly second: UnlabelledSide;
  readonly task: UnlabelledTask;
  /** Where the rows come from, as a phrase. */
  readonly judgedOn: string;
  readonly rows: number;
  readonly seed: number;
  /** About the first model, by the label; null without one, and for clusters: nothing else says which is better. */
  readonly verdict: PairVerdict | null;
  /** Without a label: shares of flags, or how far the clusters lie apart. */
  readonly figures: readonly ComparedFigure[];
  /** Of anomaly models. */
  readonly detectors?: DetectorAgreement;
  /** Of cluster models. */
  readonly clusters?: ClusterAgreement;
  /** What rows really are, where a column says so. */
  readonly label?: {
    readonly column: string;
    /** Rows that say it. */
    readonly rows: number;
    /** Text of an anomaly, and how many rows have it. */
    readonly positive?: string;
    readonly anomalies?: number;
    /** Of detectors: in pairs; the verdict goes by the first. */
    readonly metrics?: readonly ComparedMetric[];
    /** Of clusters: agreement with the label. */
    readonly figures?: readonly ComparedFigure[];
  };
  /** Sentences that a reader of the figures must know. */
  readonly notes: readonly string[];
}
