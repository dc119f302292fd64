/** `audit verify`: the hash-chained log of administrative acts. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';

export const auditVerify = defineOperation({
  name: 'audit.verify',
  description: 'Check the hash chain of the audit log; a changed, missing or cut entry is named.',
  positional: [],
  input: z.object({}),
  output: z.object({ entries: z.int(), head: z.string().nullable(), verified: z.literal(true) }),
  access: { role: 'viewer', resource: 'audit' },
  examples: ['modelwright audit verify'],
  async run(platform) {
    const store = await platform.store();
    const { entries, head } = await store.audit.verify();
    return { entries, head, verified: true as const };
  },
});
