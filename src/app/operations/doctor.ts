/** `doctor`: is this environment fit to work in. */
import { z } from 'zod';
import { defineOperation } from '../operation.ts';

export const doctor = defineOperation({
  name: 'doctor',
  description: 'Check the environment: Node, the native engines, the state folder, its databases and artifacts.',
  positional: [],
  input: z.object({}),
  output: z.object({
    ok: z.boolean(),
    checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  }),
  access: { role: 'viewer', resource: 'platform' },
  examples: ['modelwright doctor'],
  async run(platform) {
    const { examine } = await import('../examine.ts');
    return await examine(platform);
  },
});
