/** What the report of a training without a target shows. Plain JSON: kept as a blob, from which the page can be drawn again. */
import type { UnlabelledTask } from '../../table/task.ts';
import type { CardFacts } from '../card/card-facts.ts';
import type { Score } from '../evaluation.ts';
import type { ReportCost, ReportFinding } from '../report-data.ts';
import type { ColumnProfile } from './group-profiles.ts';

export interface UnlabelledReport {
  readonly title: string;
  readonly model: { readonly name: string; readonly version?: number };
  readonly task: UnlabelledTask;
  /** One sentence: what was found. */
  readonly heading: string;
  /** What people said about the models of the project; absent where there is no configuration. */
  readonly card?: CardFacts;
  readonly runId: string;
  readonly createdAt: string;
  readonly source: string;
  readonly rows: { readonly train: number; readonly holdout: number; readonly total: number };
  /** How the rows were parted, in a sentence. */
  readonly split: string;
  /** Figures on held-out rows by wire name. */
  readonly metrics: Readonly<Record<string, Score>>;
  /** How the figures are to be read, in sentences. */
  readonly notes: readonly string[];
  /** Groups in the order of their numbers: clusters, or usual rows and anomalies. */
  readonly groups: readonly { readonly name: string; readonly rows: number }[];
  readonly profiles: readonly ColumnProfile[];
  readonly candidates: {
    readonly columns: readonly string[];
    readonly rows: readonly { readonly cells: readonly (string | number | null)[]; readonly chosen: boolean }[];
  };
  /** Rows along the two directions in which they differ most, with the number of their group. */
  readonly picture: readonly { readonly x: number; readonly y: number; readonly group: number }[];
  readonly findings: readonly ReportFinding[];
  readonly lineage: readonly { readonly label: string; readonly value: string }[];
  /** Absent in older runs. */
  readonly cost?: ReportCost;
}
