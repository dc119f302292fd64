/** What a training without a target is asked to do, and what it decided. Plain JSON: both are recorded. */

import { z } from 'zod';
import type { Json } from '../../core/canonical-json.ts';
import { plainJson } from '../../core/plain-json.ts';
import type { SourcePlan } from '../../data/source.ts';
import type { EstimatorSpec } from '../../estimators/estimator.ts';
import { type UnlabelledTask, unlabelledTasks } from '../../table/task.ts';

export interface UnlabelledRequest {
  /** The resolved source; recorded, so that reproducing never sniffs again. */
  readonly plan: SourcePlan;
  readonly task: UnlabelledTask;
  /** Name of the model. */
  readonly name: string;
  readonly idColumns: readonly string[];
  readonly exclude: readonly string[];
  /** Source columns of derived columns that stay features. */
  readonly keep: readonly string[];
  /** Finding codes that may not stop the run. */
  readonly allow: readonly string[];
  /** Rows drawn at random before anything else; all when absent. */
  readonly sample?: number;
  /** Anomalies: the share of rows like the training rows that counts as anomalies. */
  readonly contamination: number;
  /** Anomalies: a column that says which rows are some. The model is judged by it and never sees it. */
  readonly labelColumn?: string;
  /** The label's text of an anomaly; default: the rarer of two. */
  readonly positiveClass?: string;
  /** Clusters: how many; searched when absent. */
  readonly clusters?: number;
  /** Wall-clock budget of the whole run in milliseconds. It bounds the search, never a single fit. */
  readonly budgetMs: number;
  /** Bounds the search by count; with it the choice does not depend on the clock. */
  readonly maxCandidates?: number;
  readonly seed: number;
  /** Total threads. */
  readonly threads: number;
}

const specSchema: z.ZodType<EstimatorSpec> = z.object({ name: z.string(), params: z.record(z.string(), z.unknown()) });

export const unlabelledDecisionSchema = z.object({
  /** The winning chain of transformers. */
  spec: specSchema,
  /** Rows the model is fitted on: all of the data, or all but the holdout. */
  rows: z.enum(['all', 'train']),
  /** Hash of the blob that holds the data as it was read (after sampling); absent when it was too large to keep. */
  snapshotHash: z.string().optional(),
  /** Typed hash of the data as it was read, before sampling. */
  dataHash: z.string(),
  /** The request of the run, with every default resolved. */
  request: z.custom<UnlabelledRequest>((value) => isUnlabelledRequest(value)),
});

export type UnlabelledDecision = z.output<typeof unlabelledDecisionSchema>;

/** True for a recorded request without a target. */
export function isUnlabelledRequest(value: unknown): boolean {
  const task: unknown = typeof value === 'object' && value !== null && 'task' in value ? value.task : undefined;
  return unlabelledTasks.some((known) => known === task);
}

/** The settings of a request as people compare them; how its source is read in detail stands in the decision. */
export function unlabelledSettings({ plan, ...settings }: UnlabelledRequest): Json {
  const derive = plan.derive.map(({ name, expression }) => `${name} = ${expression}`);
  return plainJson({ source: plan.source, rows: plan.rows, derive, ...settings });
}
