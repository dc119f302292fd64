/** A server that asks who its callers are, with a key for each role and for each test's own purposes. */
import type { FastifyInstance } from 'fastify';
import type { AccessInput } from '../../src/access/access-settings.ts';
import { createKey, type NewKey } from '../../src/access/keys.ts';
import { roles } from '../../src/access/role.ts';
import type { DeclaredServing } from '../../src/serve/repository/declared-serving.ts';
import { buildServer } from '../../src/server/build-server.ts';
import type { RequestLimits } from '../../src/server/request-limits.ts';
import { openStore, type Store } from '../../src/store/open-store.ts';
import { withHome } from '../store/with-home.ts';

export interface Guarded {
  readonly app: FastifyInstance;
  readonly store: Store;
  /** A header with the key of a role or of a name; empty for `public`. */
  as(name: string): Record<string, string>;
}

export interface AccessOptions {
  readonly access?: AccessInput;
  readonly limits?: Partial<RequestLimits>;
  readonly mlflowModel?: string;
  readonly serving?: DeclaredServing;
  /** Keys besides those that are named like their role. */
  readonly keys?: readonly (Pick<NewKey, 'name'> & Partial<NewKey>)[];
  /** Adds routes before the server is ready. */
  readonly change?: (app: FastifyInstance) => void;
}

/** Runs a test with a server that answers `inject`; `prepare` registers models before it starts. */
export async function withAccess(
  prepare: (store: Store) => Promise<unknown>,
  test: (guarded: Guarded) => Promise<void>,
  { access = { auth: ['keys'] }, keys = [], change = () => {}, ...served }: AccessOptions = {},
): Promise<void> {
  await withHome(async (home) => {
    const store = await openStore(home);
    await prepare(store);
    const made = new Map<string, string>();
    for (const asked of [...roles.slice(1).map((role) => ({ name: role, role })), ...keys]) {
      const { key } = await createKey(store, { role: 'predictor', expiresDays: 1, actor: 'ann', ...asked });
      made.set(asked.name, key);
    }
    const app = buildServer({ store, access, ...served });
    change(app);
    try {
      await app.ready();
      await app.modelsLoaded();
      await test({ app, store, as: (name) => (name === 'public' ? {} : bearer(made.get(name) ?? '')) });
    } finally {
      await app.close();
      await store.close();
    }
  });
}

/** The header that shows a key or a token. */
function bearer(credential: string): Record<string, string> {
  return { authorization: `Bearer ${credential}` };
}
