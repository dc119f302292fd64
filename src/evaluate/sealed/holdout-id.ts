/** The name of a holdout: whoever parts the same data the same way asks the same holdout. */
import { hashJson } from '../../core/hash.ts';

/**
 * What makes a holdout. Model, metric, task and features are no part of it: leaving a column out can move rows with equal features
 * from one side to the other, and must not buy a new budget.
 */
export interface HoldoutIdentity {
  /** Typed hash of the data as it was read. */
  readonly dataHash: string;
  /** Name of the target column. */
  readonly target: string;
  readonly timeColumn?: string;
  readonly groupColumn?: string;
  readonly seed: number;
  /** Rows that were drawn by the seed before, when the run learned from a sample. */
  readonly sample?: number;
}

/** 64 hexadecimal digits. The latest rows by a time are the same with any seed. */
export function holdoutId({ dataHash, target, timeColumn, groupColumn, seed, sample }: HoldoutIdentity): string {
  const drawn = timeColumn === undefined || sample !== undefined;
  return hashJson({ dataHash, target, timeColumn, groupColumn, seed: drawn ? seed : undefined, sample });
}
