/** Output fields about how a model's probabilities became what they are, and which class it answers for them. */
import { z } from 'zod';
import { estimate } from './fields.ts';

export const calibrated = z
  .object({
    asked: z.string(),
    method: z.string().describe('What corrects the probabilities: `none`, `temperature`, `platt` or `isotonic`.'),
    tried: z.array(z.object({ method: z.string(), logLoss: z.number() })),
    gain: estimate.optional().describe('Log loss that it saves on held-out rows.'),
    rows: z.int(),
    of: z.enum(['positive', 'answered']),
  })
  .describe('Whether the probabilities were corrected, by rows that the folds of the search held out.');

export const decisionRule = z.object({
  by: z
    .enum(['most_probable', 'threshold', 'weights', 'costs', 'group_thresholds'])
    .describe('What is answered: the most probable class, or by a rule.'),
  threshold: z.number().optional().describe('The positive class is answered above this probability.'),
  weights: z
    .array(z.object({ class: z.string(), weight: z.number() }))
    .optional()
    .describe('Factors on the probabilities; the largest product is answered.'),
  costs: z.array(z.array(z.number())).optional().describe('costs[actual][predicted]; the cheapest class is answered.'),
  columns: z.array(z.string()).optional().describe('Columns whose values make the groups.'),
  groups: z
    .array(z.object({ label: z.string(), threshold: z.number() }))
    .optional()
    .describe('Groups with a threshold of their own; `threshold` is that of all other rows.'),
});

const counts = z.array(z.array(z.number()));

export const decided = decisionRule
  .extend({
    positiveClass: z.string().optional(),
    purpose: z.string().describe('What the rule is for: `given`, `cost`, or a metric.'),
    metric: z.string().describe('What rules were compared by.'),
    direction: z.enum(['maximize', 'minimize']),
    rows: z.int(),
    plainScore: z.number().nullable().describe('Score of answering the most probable class.'),
    gain: estimate.extend({ verdict: z.enum(['lift', 'no_lift', 'not_distinguishable']) }),
    refused: z.boolean().describe('Whether a rule was found and not taken, as its gain may be chance.'),
    counts: z.object({ plain: counts, decided: counts.optional() }).optional().describe('counts[actual][predicted].'),
  })
  .describe('Which class is answered, chosen on rows that the folds of the search held out.');
