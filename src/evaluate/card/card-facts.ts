/** What only people know about a model: whom it is for, what it must not do, who answers for it. Part of the project's configuration. */
import { z } from 'zod';

const text = z.string().trim().min(1).max(4000);
const texts = z
  .union([text, z.array(text).min(1).max(50)])
  .transform((given) => [given].flat())
  .optional();

/** Watts that a busy core is taken to draw where the configuration says nothing: about what cores of servers are rated at. */
export const defaultWattsPerCore = 12;

export const cardFactsSchema = z.strictObject({
  owners: texts.describe('Who answers for the model: people or teams, with a way to reach them.'),
  license: text.optional().describe('Of the model, best as SPDX identifier.'),
  intendedUse: texts.describe('What the model is for, and for whom.'),
  outOfScope: texts.describe('What it must not be used for.'),
  limits: texts.describe('What it is known to do badly, besides what was measured.'),
  ethics: texts.describe('Who may be affected by its answers, and what is done about it.'),
  wattsPerCore: z
    .number()
    .gt(0)
    .max(1000)
    .default(defaultWattsPerCore)
    .describe('Watts of a busy core of the machines that train; for the estimate of energy.'),
  gramsCo2PerKwh: z
    .number()
    .min(0)
    .max(5000)
    .optional()
    .describe('Carbon intensity of their electricity, in grams of CO2 equivalent; without it no carbon is estimated.'),
});

/** What people said about the models of a project, recorded with each training. */
export type CardFacts = z.output<typeof cardFactsSchema>;
