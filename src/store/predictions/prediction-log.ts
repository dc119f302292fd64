/** The contract of the prediction log: what was answered, by which version, from which features. */

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
  /** The features as JSON where the writer has it, and JSON changes none of them; events that are read do not have it. */
  readonly featuresText?: string;
  readonly prediction: number | string;
  readonly probabilities?: Readonly<Record<string, number>>;
  /** Probability with which routing chose this version, in (0, 1]. */
  readonly propensity: number;
  readonly latencyMs: number;
  /** `http` stands for requests to a server, over gRPC as well. */
  readonly source: 'http' | 'batch';
}

/** What the log of a model could not keep. */
export interface PredictionLoss {
  /** Events that writers reported as lost: their buffer was full or the disk refused them. */
  readonly dropped: number;
  /** Lines whose checksum does not match. The torn end of a killed writer's file is not counted. */
  readonly damaged: number;
}

/**
 * Obligations: `append` never waits and never throws; what was appended is durable within 50 ms while the disk keeps up; memory is
 * bounded, and what does not fit is counted in `dropped`; an event is read back exactly, NaN and -0 included.
 */
export interface PredictionLog {
  append(event: PredictionEvent): void;
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
  /** Flushes and closes the own segments. */
  close(): Promise<void>;
}
