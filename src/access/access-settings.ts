/** What a project says about who may use its server. */
import { z } from 'zod';
import { ModelwrightError } from '../core/errors.ts';
import { roles } from './role.ts';

/** Signatures with a key pair alone: with a shared secret, whoever can check a token could make one. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const;
const claim = z.string().min(1).max(200);

const jwtSchema = z
  .strictObject({
    issuer: z.string().min(1).describe('Who makes the tokens: what `iss` must be.'),
    audience: z.string().min(1).describe('Whom they are made for: what `aud` must be or hold.'),
    jwksUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Where the public keys of the issuer are.'),
    publicKeyFile: z
      .string()
      .min(1)
      .optional()
      .describe('PEM file with the public key, instead of `jwksUrl`; relative to the configuration file.'),
    algorithms: z.array(z.enum(algorithms)).min(1).default(['RS256', 'ES256']).describe('Signatures that are taken.'),
    roleClaim: claim.default('role').describe('Claim that names roles, such as `role` or `realm_access.roles`.'),
    roles: z
      .record(z.string(), z.enum(roles).exclude(['public']))
      .optional()
      .describe('Roles here by the values of that claim; without it, the values are the roles.'),
    modelsClaim: claim.optional().describe('Claim that lists the models, `*` for all; without it, all.'),
  })
  .refine(({ jwksUrl, publicKeyFile }) => (jwksUrl === undefined) !== (publicKeyFile === undefined), {
    error: 'expected one of jwksUrl and publicKeyFile',
  })
  .refine(({ jwksUrl }) => jwksUrl === undefined || isConfidential(new URL(jwksUrl)), {
    path: ['jwksUrl'],
    error: 'expected https, except on this machine',
  });

export const accessSchema = z
  .strictObject({
    auth: z
      .array(z.enum(['keys', 'jwt']))
      .default([])
      .describe('How callers say who they are; empty: they need not, and the server stays on loopback.'),
    jwt: jwtSchema.optional().describe('Whose tokens are taken; needed by `jwt`.'),
    allowedHosts: z
      .array(z.string().regex(/^\.?[a-z0-9-]+(\.[a-z0-9-]+)*$/i, 'expected a name such as ml.example.com'))
      .max(100)
      .default([])
      .describe('Names by which the server is reached; `.example.com` stands for all below it.'),
    controlRate: z.number().positive().max(1e6).default(100).describe('Requests of one caller a second.'),
    predictRate: z
      .number()
      .positive()
      .max(1e6)
      .optional()
      .describe('The same of predictions and labels; without it, no limit.'),
  })
  .refine(({ auth, jwt }) => jwt !== undefined || !auth.includes('jwt'), {
    path: ['jwt'],
    error: 'expected issuer, audience and jwksUrl or publicKeyFile, because auth has jwt',
  });

export type AccessSettings = z.output<typeof accessSchema>;
export type AccessInput = z.input<typeof accessSchema>;
export type JwtSettings = z.output<typeof jwtSchema>;

/** Settings with their defaults. @throws PARAM_INVALID naming the field */
export function readAccess(input: AccessInput): AccessSettings {
  const parsed = accessSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues;
  const name = ['access', ...path].join('.');
  throw new ModelwrightError('PARAM_INVALID', { name, law: message, value: 'something else' });
}

/** Keys that come over a plain connection could be anybody's. */
function isConfidential({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
