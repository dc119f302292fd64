/** What a caller may do at all: a ladder, on which every role may do what those below it may. */

/** The roles, the least of them first. `public` is what everybody has, without saying who they are. */
export const roles = ['public', 'viewer', 'predictor', 'operator', 'admin'] as const;

export type Role = (typeof roles)[number];
