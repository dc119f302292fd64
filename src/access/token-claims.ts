/** What the claims of a checked token say about its bearer's role and models. What says nothing gives nothing. */
import type { JwtSettings } from './access-settings.ts';
import { type Role, reaches, roles } from './role.ts';

type Claims = Readonly<Record<string, unknown>>;

/** The highest role that the claim gives; `public`, which may do nothing, where it gives none. */
export function roleOf(claims: Claims, { roleClaim, roles: byValue }: Pick<JwtSettings, 'roleClaim' | 'roles'>): Role {
  let highest: Role = 'public';
  for (const value of textsOf(claimOf(claims, roleClaim))) {
    const role = byValue
      ? Object.hasOwn(byValue, value)
        ? byValue[value]
        : undefined
      : roles.find((one) => one === value);
    if (role && reaches(role, highest)) highest = role;
  }
  return highest;
}

/** The models that the claim lists; undefined for all. */
export function modelsOfClaims(
  claims: Claims,
  { modelsClaim }: Pick<JwtSettings, 'modelsClaim'>,
): ReadonlySet<string> | undefined {
  if (modelsClaim === undefined) return undefined;
  const names = textsOf(claimOf(claims, modelsClaim));
  return names.includes('*') ? undefined : new Set(names);
}

/** A claim by its name, or by the names on the way to it. */
function claimOf(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Claims)[name];
  }
  return value;
}

/** A list of texts, or one text with spaces between, as scopes are written. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.split(' ').filter((text) => text !== '');
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
