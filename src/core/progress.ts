/** How long work tells where it is. The one who waits decides how to show it; the work only reports. */

/** One report. `done` and `total` count the same unit; `total` is absent while unknown. */
export interface Progress {
  readonly stage: string;
  readonly done?: number;
  readonly total?: number;
  /** A short text for people, such as the best score so far. */
  readonly note?: string;
}

/** Receives reports; must be cheap and must not throw. */
export type OnProgress = (progress: Progress) => void;

/** For callers that do not care. */
export const ignoreProgress: OnProgress = () => {};
