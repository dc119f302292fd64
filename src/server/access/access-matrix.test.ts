/** Every route with every method and every role: the answer is what the route declares, whoever wrote the route. */
import { expect, it } from 'vitest';
import { registerModel, smallModel } from '../../../tests/server/small-models.ts';
import { withAccess } from '../../../tests/server/with-access.ts';
import { type Role, reaches, roles } from '../../access/role.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

interface Declared {
  readonly url: string;
  readonly method: string;
  readonly role: Role;
}

/** The address of a route, its parameters filled in with what exists. */
const pathOf = (url: string, model: string) =>
  url
    .replace(/\/models\/:\w+/, `/models/${model}`)
    .replace(':version', '1')
    .replace(/:\w+/g, 'anything');

it('lets each role do what the route declares, and nothing else', async () => {
  const declared: Declared[] = [];
  await withAccess(
    (store) => registerModel(store, 'late', smallModel('binary')),
    async ({ app, as }) => {
      const urls = [...new Set(declared.map(({ url }) => url))];
      expect(urls.length).toBeGreaterThan(25);
      let cells = 0;
      for (const url of [...urls, '/nowhere']) {
        for (const method of methods) {
          const route = declared.find((one) => one.url === url && one.method === method);
          const needed = route?.role ?? 'viewer';
          for (const role of [...roles, 'wrong'] as const) {
            const headers = role === 'wrong' ? { authorization: 'Bearer mw_wrong' } : as(role);
            // Each from an address of its own: one that is wrong often is told to wait.
            const remoteAddress = `10.0.${cells >> 8}.${cells & 255}`;
            const answer = await app.inject({ method, url: pathOf(url, 'late'), headers, remoteAddress });
            const cell = `${method} ${url} as ${role}: ${answer.statusCode}`;
            const held = role === 'wrong' ? 'public' : role;
            const expected = reaches(held, needed) ? 'pass' : held === 'public' ? 401 : 403;
            const isRefused = [401, 403].includes(answer.statusCode);
            expect(isRefused ? answer.statusCode : 'pass', cell).toBe(expected);
            if (!route && expected === 'pass') expect([404, 405], cell).toContain(answer.statusCode);
            expect(answer.headers['www-authenticate'] !== undefined, cell).toBe(answer.statusCode === 401);
            cells++;
          }
        }
      }
      expect(cells).toBe((urls.length + 1) * methods.length * (roles.length + 1));
    },
    {
      // Nothing is refused for coming too often.
      access: { auth: ['keys'], controlRate: 1e6 },
      change: (app) => {
        app.addHook('onRoute', ({ url, method, config }) => {
          for (const one of [method].flat()) declared.push({ url, method: one, role: config!.access!.role });
        });
        for (const role of roles) {
          app.post(`/test/${role}`, { config: { access: { role, models: 'none' } } }, async () => ({}));
        }
      },
    },
  );
});
