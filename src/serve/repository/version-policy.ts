/** Which versions of a model answer by their number. Names and aliases answer with what the registry says, whatever the policy. */
import { z } from 'zod';

/** Versions that are kept in memory for one model at most; further ones are loaded when they are asked for. */
export const mostKept = 32;

export const versionPolicySchema = z
  .union([
    z.strictObject({ latest: z.int().min(1).max(mostKept) }),
    z.strictObject({ all: z.literal(true) }),
    z.strictObject({ specific: z.array(z.int().min(1)).min(1).max(mostKept) }),
  ])
  .describe(
    'Which versions answer by number and are loaded beforehand: { latest: 2 }, { all: true } or { specific: [3, 5] }.',
  );

/** The newest so many, all of them, or these. */
export type VersionPolicy = z.output<typeof versionPolicySchema>;

/** The numbers that a policy lets answer, of those that exist, the newest first. */
export function versionsOf(policy: VersionPolicy, existing: readonly number[]): number[] {
  const newestFirst = [...existing].sort((a, b) => b - a);
  if ('all' in policy) return newestFirst;
  if ('latest' in policy) return newestFirst.slice(0, policy.latest);
  return newestFirst.filter((version) => policy.specific.includes(version));
}
