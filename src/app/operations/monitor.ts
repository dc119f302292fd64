/** `monitor`: drift, quality and performance of a model in use. */
import { z } from 'zod';
import { ModelwrightError } from '../../core/errors.ts';
import { defineOperation } from '../operation.ts';
import { estimate, modelReference, source } from './fields.ts';

export const monitor = defineOperation({
  name: 'monitor',
  description: 'Compare the logged traffic of a model (or a source) with its training reference: drift, quality, performance.',
  positional: ['model'],
  input: z.object({
    model: modelReference,
    current: source.optional().describe('Compare this source instead of the logged HTTP traffic.'),
    since: z.iso.datetime().optional().describe('Only traffic from this instant on, such as 2026-11-01T00:00:00Z.'),
    failOnDrift: z.boolean().default(false).describe('End with exit code 3 when drift is found.'),
  }),
  output: z.object({
    model: z.object({ name: z.string(), version: z.int() }),
    rows: z.int().describe('Rows of current data.'),
    labelled: z.int().describe('Rows of current data whose outcome is known.'),
    drift: z.object({
      columns: z.array(
        z.looseObject({
          name: z.string(),
          test: z.string().nullable(),
          driftScore: z.number().nullable(),
          threshold: z.number().nullable(),
          drifted: z.boolean(),
        }),
      ),
      share: z.number(),
      drifted: z.boolean(),
    }),
    quality: z.array(z.looseObject({ code: z.string(), severity: z.string(), message: z.string() })),
    performance: z.looseObject({
      status: z.string(),
      rows: z.int(),
      metrics: z.record(z.string(), estimate),
      reference: z.record(z.string(), estimate),
    }),
    alerts: z.array(z.looseObject({ code: z.string(), severity: z.string(), message: z.string() })),
    reportPath: z.string(),
  }),
  access: { role: 'viewer', resource: 'model' },
  examples: ['modelwright monitor flights', 'modelwright monitor flights --current june.csv --fail-on-drift'],
  async run(platform, input, { onProgress }) {
    const { monitorInUse } = await import('../monitor-in-use.ts');
    const outcome = await monitorInUse(await platform.store(), { ...input, onProgress });
    const drifted = outcome.drift.columns.filter((column) => column.drifted).map((column) => column.name);
    if (input.failOnDrift && drifted.length > 0) {
      throw new ModelwrightError('DRIFT_FOUND', { columns: drifted.join(', '), report: outcome });
    }
    return outcome;
  },
});
