/** `monitor`: drift, quality and performance of a model in use. */
import { z } from 'zod';
import { ModelwrightError } from '../../core/errors.ts';
import { defineOperation } from '../operation.ts';
import { anomalies, clusters } from './evaluate-unlabelled-fields.ts';
import { estimate, modelReference, source } from './fields.ts';

const alert = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  column: z.string().optional(),
  message: z.string(),
});

const drift = z.object({
  columns: z.array(
    z.object({
      name: z.string(),
      test: z.string().nullable(),
      driftScore: z.number().nullable(),
      threshold: z.number().nullable(),
      pValue: z.number().optional(),
      drifted: z.boolean(),
      status: z.enum(['drifted', 'stable', 'insufficient_data', 'skipped']),
      reason: z.string().optional().describe('Why there is no verdict.'),
    }),
  ),
  share: z.number().describe('Drifted columns among those with a verdict.'),
  drifted: z.boolean().describe('Whether the whole table counts as drifted.'),
});

export const monitor = defineOperation({
  name: 'monitor',
  description:
    'Compare the logged traffic of a model (or a source) with its training reference: drift, quality, performance.',
  positional: ['model'],
  input: z.object({
    model: modelReference,
    current: source.optional().describe('Compare this source instead of the logged HTTP traffic.'),
    reference: source
      .optional()
      .describe(
        'Compare with this source instead of training: rows that the model is known to fit. Imported models need it.',
      ),
    since: z.iso.datetime().optional().describe('Only traffic from this instant on, such as 2026-11-01T00:00:00Z.'),
    failOnDrift: z.boolean().default(false).describe('End with exit code 3 when drift is found.'),
  }),
  output: z.object({
    model: z.object({ name: z.string(), version: z.int() }),
    from: z.enum(['http', 'batch', 'source']).describe('Where the current data comes from.'),
    against: z
      .enum(['training', 'reference'])
      .describe('What it is compared with; reference: the source that was named.'),
    rows: z.int().describe('Rows of current data.'),
    labelled: z.int().describe('Rows of current data whose outcome is known.'),
    drift,
    predictionDrift: drift,
    quality: z.array(alert),
    performance: z.object({
      status: z.enum(['degraded', 'improved', 'stable', 'insufficient_data']),
      message: z.string(),
      rows: z.int(),
      metrics: z.record(z.string(), estimate),
      reference: z.record(z.string(), estimate),
    }),
    anomalies: anomalies.omit({ label: true }).optional(),
    clusters: clusters.omit({ label: true }).optional(),
    alerts: z.array(alert).describe('Everything to look at, errors first.'),
  }),
  access: { role: 'viewer', resource: 'model' },
  examples: [
    'modelwright monitor flights',
    'modelwright monitor flights --current june.csv --fail-on-drift',
    'modelwright monitor imported --reference may.csv --current june.csv',
  ],
  async run(platform, input, { onProgress, signal }) {
    const { monitorInUse } = await import('../monitor-in-use.ts');
    const outcome = await monitorInUse(await platform.store(), { ...input, onProgress, signal });
    const drifted = outcome.drift.columns.filter((column) => column.drifted).map((column) => column.name);
    if (input.failOnDrift && drifted.length > 0) {
      throw new ModelwrightError('DRIFT_FOUND', { columns: drifted.join(', '), report: { ...outcome } });
    }
    return outcome;
  },
});
