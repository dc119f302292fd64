/** What every route says about who may use it. A route that says nothing is not added: what was forgotten stays shut. */
import type { FastifyInstance } from 'fastify';
import type { NeededAccess } from '../../access/check-access.ts';
import { roles } from '../../access/role.ts';
import { ModelwrightError } from '../../core/errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may use the route; every route says it. A model that its path names is checked as well. */
    readonly access?: NeededAccess;
  }
}

/** Refuses routes that are added from now on without saying who may use them. */
export function requireAccess(app: FastifyInstance): void {
  app.addHook('onRoute', ({ method, url, config }) => {
    const role = config?.access?.role;
    if (role !== undefined && roles.includes(role)) return;
    const route = `${[method].flat().join(', ')} ${url}`;
    throw new ModelwrightError('INTERNAL', { problem: `${route} must say who may use it: config.access.role` });
  });
}
