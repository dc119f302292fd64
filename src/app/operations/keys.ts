/** `keys ...`: who may use a server that asks who its callers are. */
import { z } from 'zod';
import { roles } from '../../access/role.ts';
import { defineOperation } from '../operation.ts';
import { modelName } from './fields.ts';

const keys = () => import('../../access/keys.ts');

const keyRow = z.object({
  keyId: z.string(),
  name: z.string(),
  role: z.string(),
  models: z.array(z.string()).nullable().describe('Null: all models.'),
  createdAt: z.string(),
  createdBy: z.string(),
  expiresAt: z.string(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable().describe('Start of the hour in which it was last used.'),
  state: z.enum(['active', 'expired', 'revoked']),
});

export const keysCreate = defineOperation({
  name: 'keys.create',
  description: 'Make an API key for `serve --auth keys`. It is shown this once; only its hash is kept.',
  positional: ['name'],
  input: z.object({
    name: z.string().min(1).describe('Who uses it, such as checkout or ci.'),
    role: z
      .enum(roles)
      .exclude(['public'])
      .default('predictor')
      .describe('What it may do: look, also predict and send labels, also run models, also all the rest.'),
    models: z
      .array(modelName)
      .min(1)
      .max(1000)
      .optional()
      .meta({ commas: true })
      .describe('Only these models, separated by commas; the others do not exist for it. Default: all.'),
    expiresDays: z.int().min(1).max(3650).default(90).describe('Days until it is no longer good.'),
  }),
  output: keyRow.extend({ key: z.string().describe('The key; it cannot be shown again.') }),
  access: { role: 'admin', resource: 'key' },
  examples: [
    'modelwright keys create checkout --models churn,flights',
    'modelwright keys create prometheus --role viewer --expires-days 365',
  ],
  async run(platform, input) {
    const { createKey } = await keys();
    return await createKey(await platform.store(), { ...input, actor: platform.actor });
  },
});

export const keysList = defineOperation({
  name: 'keys.list',
  description: 'List API keys, the newest first: what they may do, until when, and when they were last used.',
  positional: [],
  input: z.object({ all: z.boolean().default(false).describe('Also those that have expired or are revoked.') }),
  output: z.object({ keys: z.array(keyRow) }),
  access: { role: 'admin', resource: 'key' },
  examples: ['modelwright keys list', 'modelwright keys list --all --json'],
  async run(platform, { all }) {
    const { listKeys } = await keys();
    return { keys: await listKeys(await platform.store(), { all }) };
  },
});

export const keysRevoke = defineOperation({
  name: 'keys.revoke',
  description: 'End an API key for good. Servers that run refuse it within a second.',
  positional: ['key'],
  input: z.object({ key: z.string().min(1).describe('Its name, or its id as `keys list` shows it; never the key.') }),
  output: keyRow,
  access: { role: 'admin', resource: 'key' },
  examples: ['modelwright keys revoke checkout'],
  async run(platform, { key }) {
    const { revokeKey } = await keys();
    return await revokeKey(await platform.store(), key, platform.actor);
  },
});
