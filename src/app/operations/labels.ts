/** `labels add`: what really happened, joined to predictions later. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';
import { source } from './fields.ts';

export const labelsAdd = defineOperation({
  name: 'labels.add',
  description: 'Add true outcomes of logged predictions, by prediction id. Acknowledged means kept.',
  positional: ['source'],
  input: z.object({
    source: source.describe('File with the columns prediction_id, label and, if known, observed_at.'),
  }),
  output: z.object({
    accepted: z.int(),
    unknown: z
      .int()
      .describe(
        'Labels whose prediction is not in the log: nobody made it, or the log could not keep it. They are not kept.',
      ),
    withoutLabel: z.int().describe('Rows with an empty label.'),
    unknownIds: z.array(z.string()).describe('Some of the unknown ids.'),
  }),
  access: { role: 'operator', resource: 'label' },
  examples: ['modelwright labels add outcomes.csv'],
  async run(platform, input, { onProgress, signal }) {
    const { addLabelsFrom } = await import('../add-labels-from.ts');
    return await addLabelsFrom(await platform.store(), input.source, { onProgress, signal });
  },
});
