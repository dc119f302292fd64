/** What the run of a version without a target found: enough to compare later rows with. */
import { z } from 'zod';
import { outlierDetector } from '../../estimators/anomaly/outlier-detector.ts';
import { checkParams } from '../../estimators/check-params.ts';
import type { UnlabelledDecision } from './request.ts';

const figuresSchema = z.object({
  groups: z.array(z.object({ name: z.string(), rows: z.int() })),
  rows: z.object({ train: z.int(), holdout: z.int() }),
  label: z.object({ column: z.string(), positive: z.string() }).optional(),
});

const chainSchema = z.object({ steps: z.array(z.object({ params: z.record(z.string(), z.unknown()) })) });

/** Training rows by group, and of anomalies the label that judged them. */
export type RecordedFigures = z.output<typeof figuresSchema>;

/** Reads the result that a run kept. @throws ZodError for the result of another kind of run. */
export function recordedFigures(result: unknown): RecordedFigures {
  return figuresSchema.parse(result);
}

/** How many training rows the scale of the anomaly scores was made of. */
export function scaleRowsOf(decision: UnlabelledDecision, trainingRows: number): number {
  const { steps } = chainSchema.parse(decision.spec.params);
  return Math.min(trainingRows, checkParams(outlierDetector, steps.at(-1)?.params).maxRows);
}
