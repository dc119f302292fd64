/** What a run decided, as plain JSON: enough, with the data and the seed, to make the model again without searching. */
import { z } from 'zod';
import type { EstimatorSpec } from '../estimators/estimator.ts';
import type { TrainRequest } from './request.ts';

const specSchema: z.ZodType<EstimatorSpec> = z.object({ name: z.string(), params: z.record(z.string(), z.unknown()) });

export const decisionSchema = z.object({
  /** The winning pipeline with its final parameters. */
  spec: specSchema,
  /** Rows the model is fitted on: all of the prepared data, or all but the holdout. */
  rows: z.enum(['all', 'train']),
  /** Folds that were asked for, where the model is made of the models of folds. */
  folds: z.int().min(2).optional(),
  /** Hash of the blob that holds the data as it was read (after sampling); absent when it was too large to keep. */
  snapshotHash: z.string().optional(),
  /** Typed hash of the data as it was read, before sampling. */
  dataHash: z.string(),
  /** Hash of the blob with what the model knows about its errors, which takes the folds of the search to learn. */
  uncertaintyHash: z.string().optional(),
  /** Rows at the beginning of the data that come from the request's earlier sources. */
  earlierRows: z.int().default(0),
  /** The request of the run, with every default resolved. */
  request: z.custom<TrainRequest>((value) => typeof value === 'object' && value !== null),
});

export type Decision = z.output<typeof decisionSchema>;
