/** What other calls answer, as it comes over the wire. */
import type { ErrorCode } from '../core/error-table.ts';

/** One version in the registry. */
export interface ModelSummary {
  readonly name: string;
  readonly version: number;
  readonly aliases: readonly string[];
  readonly artifactHash: string;
  /** ISO-8601. */
  readonly createdAt: string;
}

/** Everything about one version. */
export interface ModelDescription extends ModelSummary {
  readonly createdBy: string;
  readonly runId: string | null;
  readonly verdict: 'lift' | 'no_lift' | 'not_distinguishable' | null;
  /** True when it beats its baseline. */
  readonly promotable: boolean;
  readonly directlyEvaluated: boolean;
  readonly signature: {
    readonly inputs: readonly { readonly name: string; readonly type: string }[];
    readonly target: { readonly name: string; readonly task: string; readonly classes: readonly string[] };
  };
  readonly lineage: Readonly<Record<string, unknown>>;
  readonly metrics: Readonly<Record<string, unknown>>;
  /** All versions of this model, the newest first. */
  readonly versions: readonly number[];
}

/** What really happened. */
export interface Label {
  readonly predictionId: string;
  /** The text of the class, or a number. */
  readonly label: string | number;
  /** When it was observed; ISO-8601 as text. Default: when it arrives. */
  readonly observedAt?: string | Date;
}

/** What became of labels. An answer means that the accepted ones are on disk. */
export interface LabelsAnswer {
  readonly accepted: number;
  /** Their predictions are not in the log: nobody made them, or the log could not keep them. They are not kept. */
  readonly unknown: number;
}

/** Whether the server takes traffic. */
export interface Health {
  /** `degraded`: it answers, but a name does not answer with the version that the registry says. */
  readonly status: 'ready' | 'degraded' | 'starting' | 'stopping';
  readonly problems: readonly {
    readonly subject: string;
    readonly serving?: number;
    readonly code: string;
    readonly message: string;
  }[];
}

/** Rows that are predicted while nobody waits on an open connection. */
export interface Job {
  readonly jobId: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly model: string;
  /** One version answers all rows. */
  readonly version: number;
  /** Rows that are answered so far. */
  readonly rows: number;
  /** Rows that were handed in; absent for jobs of older versions. */
  readonly of?: number;
  /** Why it failed. */
  readonly problem?: { readonly code: ErrorCode; readonly message: string };
  /** Who is told when it has ended; absent where nobody is. */
  readonly webhook?: {
    readonly name: string;
    /** `failed` when it was given up. */
    readonly state: 'pending' | 'delivered' | 'failed';
    readonly attempts: number;
    /** Status of the answer to the last attempt; absent without one. */
    readonly lastStatus?: number;
  };
  /** ISO-8601. */
  readonly createdAt: string;
  readonly finishedAt?: string;
}

/** What is wrong with one row. */
export interface RowError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}
