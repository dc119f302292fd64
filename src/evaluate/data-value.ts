/** What a report says of more rows: what they are worth, or how to find out. */
import type { LearningCurve } from './learning-curve.ts';

export interface DataValue {
  /** The command that measures it with time of its own. */
  readonly command: string;
  /** Absent where the training had no time for it. */
  readonly curve?: LearningCurve & {
    /** The part of the model that was fitted. */
    readonly estimator: string;
    readonly repeats: number;
  };
}
