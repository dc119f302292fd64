/** What every kind of behavioural test is given and counts. */
import type { Signature } from '../../table/task.ts';
import type { ReadRows } from './change-rows.ts';

/** A model as behavioural tests meet it; whoever runs them asks it. */
export interface TestedModel {
  readonly target: Signature['target'];
  /** Names of its inputs: what a changed row holds. */
  readonly inputs: readonly string[];
  /** Makes a table of rows that are written in a test. */
  readonly readRows: ReadRows;
}

/** A row that failed; only the values that were changed. For reports on this machine, never for logs. */
export interface FailingExample {
  readonly before: Readonly<Record<string, unknown>>;
  /** Absent for a case of minimum functionality. */
  readonly after?: Readonly<Record<string, unknown>>;
  /** Decisions and scores in words. */
  readonly found: string;
}

/** Failing rows that are shown. */
export const mostExamples = 5;

/** What one way of testing counts. */
export interface Counted {
  readonly rows: number;
  readonly untouched: number;
  readonly failures: number;
  readonly examples: readonly FailingExample[];
}
