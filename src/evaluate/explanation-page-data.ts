/** What the page of `modelwright explain` shows, as plain JSON. */
import type { ReportEstimate, ReportPoint, ReportReliance } from './report-data.ts';

export type PageCurve =
  | {
      readonly column: string;
      readonly kind: 'number';
      /** Partial dependence, and accumulated effects with a mean of 0 over the rows. */
      readonly mean: readonly ReportPoint[];
      readonly accumulated: readonly ReportPoint[];
    }
  | {
      readonly column: string;
      readonly kind: 'named';
      readonly groups: readonly { readonly name: string; readonly mean: number }[];
    };

/** Two columns that act together, as of explain/h-statistic.ts. */
export interface PageInteraction {
  readonly columns: readonly string[];
  readonly h: number;
  readonly strength: number;
}

export interface PageRow {
  /** Place in the source, from 1. */
  readonly row: number;
  /** As the model says it: a class or a number. */
  readonly prediction: string;
  readonly of?: string;
  readonly base: number;
  /** The largest first. */
  readonly parts: readonly {
    readonly column: string;
    readonly value: number | string | boolean | null;
    readonly contribution: number;
  }[];
}

export interface ExplanationPage {
  readonly model: { readonly name: string; readonly version: number };
  readonly source: string;
  readonly seed: number;
  readonly reliance: ReportReliance;
  /** Metric of `permutation`, and the loss by column; absent without a target in the source. */
  readonly metric?: string;
  readonly permutation?: readonly (ReportEstimate & { readonly feature: string; readonly pValue: number | null })[];
  readonly curves: readonly PageCurve[];
  /** The strongest first. */
  readonly interactions: readonly PageInteraction[];
  readonly rows: readonly PageRow[];
  /** Absent for too few rows. */
  readonly surrogate?: {
    readonly r2: number | null;
    readonly agreement: number | null;
    readonly rows: number;
    readonly isClasses: boolean;
    /** `value` is a text: the class, or the number. */
    readonly rules: readonly {
      readonly conditions: readonly string[];
      readonly share: number;
      readonly value: string;
    }[];
  };
}
