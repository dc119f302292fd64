/** `holdout ...`: the sealed holdouts and who looked at them. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';

const holdout = z.object({
  holdoutId: z.string(),
  source: z.string().describe('The source of the first training that asked it.'),
  target: z.string(),
  rows: z.int().describe('Sealed rows.'),
  looks: z.int(),
  spent: z.number().describe('What the holdout has given away.'),
  budget: z.int().describe('What it may give away before it refuses.'),
  createdAt: z.string().describe('The first look.'),
});

export const holdoutList = defineOperation({
  name: 'holdout.list',
  description: 'List the sealed holdouts that were looked at, with what is left of their budgets.',
  positional: [],
  input: z.object({}),
  output: z.object({ holdouts: z.array(holdout) }),
  access: { role: 'viewer', resource: 'model' },
  examples: ['modelwright holdout list', 'modelwright holdout list --json'],
  async run(platform) {
    return { holdouts: await (await platform.store()).holdouts.list() };
  },
});

export const holdoutShow = defineOperation({
  name: 'holdout.show',
  description:
    'Show every look at a sealed holdout: what was asked about, by whom, when, and what the answer gave away.',
  positional: ['id'],
  input: z.object({
    id: z.string().min(1).max(64).describe('Id of a holdout; its first 8 digits or more are enough.'),
  }),
  output: holdout.extend({
    dataHash: z.string().describe('Typed hash of the data that it is a part of.'),
    history: z.array(
      z.object({
        look: z.int(),
        subject: z.string().describe('What was asked about.'),
        actor: z.string(),
        at: z.string(),
        outcome: z.string().describe('`plain` figures, a `confirmed` claim, or a score under noise, `noised`.'),
        cost: z.number().describe('What the answer gave away; 1 for plain figures.'),
      }),
    ),
  }),
  access: { role: 'viewer', resource: 'model' },
  examples: ['modelwright holdout show 3f9a02c1'],
  async run(platform, input) {
    return await (await platform.store()).holdouts.show(input.id);
  },
});
