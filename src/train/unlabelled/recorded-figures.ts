/** What the run of a version without a target found: enough to compare later rows with. */
import { z } from 'zod';

const figuresSchema = z.object({
  groups: z.array(z.object({ name: z.string(), rows: z.int() })),
  rows: z.object({ train: z.int(), holdout: z.int() }),
  label: z.object({ column: z.string(), positive: z.string() }).optional(),
});

/** Training rows by group, and of anomalies the label that judged them. */
export type RecordedFigures = z.output<typeof figuresSchema>;

/** Reads the result that a run kept. @throws ZodError for the result of another kind of run. */
export function recordedFigures(result: unknown): RecordedFigures {
  return figuresSchema.parse(result);
}
