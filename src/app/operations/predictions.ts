/** `predictions erase|export|prune`: what the log holds about a person, and for how long. */
import { z } from 'zod';
import { keepDaysOf } from '../../store/privacy/declared-privacy.ts';
import { defineOperation } from '../operation.ts';
import { duration, modelName } from './fields.ts';

const model = modelName.optional().describe('Only this model; default: all.');
const subject = {
  column: z.string().min(1).optional().describe('Column that names the person, such as customer_id.'),
  value: z.string().min(1).optional().describe('Its value. It stays in the history of your shell: see --value-file.'),
  valueFile: z.string().min(1).optional().describe('File with one value per line; - is standard input.'),
};

export const predictionsErase = defineOperation({
  name: 'predictions.erase',
  description: 'Erase a person from the prediction log, with the labels; restored copies of the log lose it again.',
  positional: [],
  input: z.object({
    ...subject,
    predictionId: z.array(z.string().min(1)).default([]).describe('Erase these predictions instead. Repeatable.'),
    model,
    wait: duration.default(60_000).describe('How long to wait for running servers to give up their files.'),
  }),
  output: z.object({
    erasureId: z.string().describe('Names the erasure in the audit log.'),
    events: z.int().describe('Events that were found; from now on nobody is shown them.'),
    segments: z.int().describe('Files that this command took some out of; servers do it with those that they write.'),
    unreadable: z.int().describe('Damaged files that could not be looked through.'),
    pending: z.int().describe('Files of running servers that still hold some.'),
    pendingEvents: z.int().describe('How many these hold.'),
    models: z
      .array(
        z.object({
          model: z.string(),
          version: z.int(),
          trainingRows: z.int().nullable().describe('Rows in the kept training data; null when none was kept.'),
          referenceRows: z.int().describe('Rows in the sample that monitoring compares with.'),
        }),
      )
      .describe('Versions that learned from the person, or may have: retrain without, then delete.'),
  }),
  access: { role: 'admin', resource: 'prediction' },
  localOnly: true,
  examples: [
    'modelwright predictions erase --column customer_id --value-file -',
    'modelwright predictions erase --column customer_id --value 4711 --model churn',
  ],
  async run(platform, { predictionId, model: only, wait, ...asked }, { signal }) {
    const { invalid, subjectValues } = await import('../subject-values.ts');
    const { erasePredictions } = await import('../erase-predictions.ts');
    const isNamed = asked.column ?? asked.value ?? asked.valueFile;
    if (predictionId.length > 0 && isNamed) throw invalid('prediction-id', 'no column or value beside it', 'both');
    const erased =
      predictionId.length > 0
        ? { model: only, predictionIds: predictionId }
        : { model: only, values: await subjectValues(asked), column: asked.column ?? '' };
    const { actor } = platform;
    return await erasePredictions(await platform.store(), { subject: erased, actor, waitMs: wait, signal });
  },
});

export const predictionsExport = defineOperation({
  name: 'predictions.export',
  description: 'Write everything that the prediction log holds about a person, as one JSON object per line.',
  positional: [],
  input: z.object({ ...subject, model, output: z.string().min(1).describe('File to write.') }),
  output: z.object({ output: z.string(), events: z.int() }),
  access: { role: 'admin', resource: 'prediction' },
  localOnly: true,
  examples: ['modelwright predictions export --column customer_id --value 4711 --output 4711.ndjson'],
  async run(platform, { model: only, output, ...asked }, { signal }) {
    const { subjectValues } = await import('../subject-values.ts');
    const { exportPredictions } = await import('../export-predictions.ts');
    const values = await subjectValues(asked);
    const store = await platform.store();
    return await exportPredictions(store, { model: only, column: asked.column ?? '', values, output, signal });
  },
});

export const predictionsPrune = defineOperation({
  name: 'predictions.prune',
  description: 'Remove logged predictions, with their labels, that are older than they are to be kept.',
  positional: [],
  input: z.object({
    keepDays: z.int().min(1).max(36_500).optional().describe('Days to keep; default: what the configuration says.'),
    model,
  }),
  output: z.object({
    segments: z.int().describe('Closed files that were removed, each with events of at most half an hour.'),
    events: z.int(),
    models: z.array(z.string()).describe('Models that lost something.'),
  }),
  access: { role: 'admin', resource: 'prediction' },
  examples: ['modelwright predictions prune --keep-days 365'],
  async run(platform, { keepDays, model: only }) {
    const { prunePredictions } = await import('../prune-predictions.ts');
    const { actor, project } = platform;
    return await prunePredictions(await platform.store(), {
      actor,
      keepDays: (name) =>
        only !== undefined && name !== only ? undefined : (keepDays ?? keepDaysOf(project.privacy, name)),
    });
  },
});
