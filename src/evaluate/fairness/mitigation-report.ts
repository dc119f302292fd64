/** What a mitigation did, as JSON: how the model would treat groups without it, and what it costs. */
import type { Comparison } from '../compare.ts';
import type { Score } from '../evaluation.ts';
import type { FairnessReport } from './fairness-report.ts';

/** Of some metric, with the mitigation less without; positive is better with it, whatever the direction. */
export interface MitigationChange extends Score, Pick<Comparison, 'pValue' | 'verdict'> {
  readonly metric: string;
  readonly direction: 'maximize' | 'minimize';
  readonly before: number | null;
  readonly after: number | null;
}

export interface MitigationReport {
  readonly method: 'reweighing' | 'thresholds';
  /** What thresholds make equal. */
  readonly constraint?: string;
  /** Sensitive columns that make the groups together. */
  readonly columns: readonly string[];
  /** Of the model that is kept; groups that are not listed are answered by `otherwise`. */
  readonly thresholds?: {
    /** The class that is answered above the threshold. */
    readonly positiveClass: string;
    readonly groups: readonly { readonly label: string; readonly threshold: number }[];
    readonly otherwise: number;
  };
  /** Of the training rows: how much more or less than 1 a row of a group and class counts. */
  readonly weights?: readonly {
    readonly label: string;
    readonly class: string;
    readonly rows: number;
    readonly weight: number;
  }[];
  /** The same choice without the mitigation, on the same judged rows; `fairness` beside it is with. */
  readonly before: FairnessReport;
  /** Paired, on the judged rows: what the mitigation does to the run's metric and to the answers. */
  readonly changes: readonly MitigationChange[];
}
