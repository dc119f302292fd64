/** What a caller may do at all: a ladder, on which every role may do what those below it may. */

/** The roles, the least of them first. `public` is what everybody has, without saying who they are. */
export const roles = ['public', 'viewer', 'predictor', 'operator', 'admin'] as const;

export type Role = (typeof roles)[number];

/** Whether who has a role may do what needs another one. */
export function reaches(held: Role, needed: Role): boolean {
  return roles.indexOf(held) >= roles.indexOf(needed);
}
