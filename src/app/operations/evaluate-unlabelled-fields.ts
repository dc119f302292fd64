/** What `evaluate` answers about models without a target. */
import { z } from 'zod';
import { estimate } from './fields.ts';

export const anomalies = z
  .object({
    contamination: z.number().describe('Share of rows like the training rows that is to be flagged.'),
    flagged: estimate.describe('Share of these rows that is flagged.'),
    pValue: z.number().describe('Chance of so many or so few flags among rows like the training rows.'),
    stranger: estimate.describe(
      'Chance that one of these rows is stranger than a training row; 0.5 when they are alike.',
    ),
    label: z
      .object({
        column: z.string(),
        positive: z.string().describe('Text of an anomaly.'),
        rows: z.int().describe('Rows that say what they are.'),
        anomalies: z.int().describe('Those of them that are anomalies.'),
      })
      .optional()
      .describe('What the metrics are by; without it there are none.'),
  })
  .describe('Of an anomaly model: what it says of these rows.');

export const clusters = z
  .object({
    groups: z.array(
      z.object({
        name: z.string(),
        rows: z.int(),
        share: estimate,
        trained: z.number().describe('Share of the training rows.'),
      }),
    ),
    pValue: z.number().describe('Chance of shares so far from those of training among rows like the training rows.'),
    label: z
      .object({ column: z.string(), classes: z.int(), rows: z.int() })
      .optional()
      .describe('What the agreement is with.'),
  })
  .describe('Of a cluster model: how large its clusters are in these rows.');
