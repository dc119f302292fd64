/** The contract of the prediction log: what was answered, by which version, from which features. */
import type { PredictionRows } from './prediction-rows.ts';
import type { Pruned } from './prune-segments.ts';

/** What a feature can be in the log. */
export type FeatureValue = number | string | boolean | null;

/** How a feature's value was changed before it was logged. */
export type MaskedAs = 'dropped' | 'hashed' | 'redacted';

/** One prediction as it was answered. */
export interface PredictionEvent {
  readonly predictionId: string;
  /** When it was answered: ISO-8601, UTC, milliseconds. */
  readonly at: string;
  readonly model: string;
  readonly version: number;
  readonly featuresHash: string;
  readonly features: Readonly<Record<string, FeatureValue>>;
  /** Features that are not as they were, by name. */
  readonly masked?: Readonly<Record<string, MaskedAs>>;
  readonly prediction: number | string;
  readonly probabilities?: Readonly<Record<string, number>>;
  /** Probability with which routing chose this version, in (0, 1]. */
  readonly propensity: number;
  readonly latencyMs: number;
  /** `http` stands for requests to a server, over gRPC as well. */
  readonly source: 'http' | 'batch';
}

/** Takes out of an event what must not be logged. */
export type MaskEvent = (event: PredictionEvent) => PredictionEvent;

/** What the log of a model could not keep. */
export interface PredictionLoss {
  /** Events that writers reported as lost: their buffer was full or the disk refused them. */
  readonly dropped: number;
  /** Lines and blocks whose checksum does not match; a block holds up to a thousand events. A killed writer's torn end is not counted. */
  readonly damaged: number;
}

/** What an erasure has done. */
export interface ErasureSweep {
  /** Events that went, and the number of segments that they went from. */
  readonly events: number;
  readonly segments: number;
  /** Segments that could not be read. */
  readonly unreadable: number;
  /** Segments of other living writers that still hold what is erased, and how many events of it; they give them up within a minute. */
  readonly pending: number;
  readonly pendingEvents: number;
}

/**
 * Obligations: `append` and `appendRows` never wait and never throw; what was appended is durable within 50 ms while the disk keeps up; memory is
 * bounded, and what does not fit is counted in `dropped`; an event is read back exactly, NaN and -0 included.
 */
export interface PredictionLog {
  append(event: PredictionEvent): void;
  /** Appends rows, which is much quicker than their events one by one. Nobody may write into their arrays any more. */
  appendRows(rows: PredictionRows): void;
  /** Rows of a model that take some milliseconds to append; who has more appends them in several turns of the event loop. */
  rowsAtOnce(model: string): number;
  /** Resolves when everything appended before is durable, or counted as dropped. */
  flush(): Promise<void>;
  /** Events of a model in batches, in the order of each writer; `since` is an ISO instant and includes it. */
  read(model: string, options?: { since?: string; versions?: readonly number[] }): AsyncIterable<PredictionEvent[]>;
  /** Which of these prediction ids were logged, by any process; own appended events count at once. */
  knows(ids: readonly string[]): Promise<Set<string>>;
  /** Reads the whole log of a model and counts what is missing. */
  loss(model: string): Promise<PredictionLoss>;
  /** Events that this process could not keep since it opened the log. */
  readonly dropped: number;
  /** Takes everything that is erased out of the files. Readers do not see it from the moment that it is erased. */
  applyErasures(): Promise<ErasureSweep>;
  /** Removes closed segments that end before the instant that is given for their model. */
  prune(oldest: (model: string) => string | undefined): Promise<Pruned>;
  /** Flushes and closes the own segments. */
  close(): Promise<void>;
}
