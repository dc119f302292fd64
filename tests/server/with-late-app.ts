/** A server with one model, `late`, that listens to nobody yet: for tests that inject requests or open doors of their own. */
import { buildServer } from '../../src/server/build-server.ts';
import type { RequestLimits } from '../../src/server/request-limits.ts';
import { openStore } from '../../src/store/open-store.ts';
import { withHome } from '../store/with-home.ts';
import { registerModel, smallModel } from './small-models.ts';

export type App = ReturnType<typeof buildServer>;

/** Runs a test with the server once its model is loaded. */
export async function withLateApp(test: (app: App) => Promise<void>, limits?: Partial<RequestLimits>): Promise<void> {
  await withHome(async (home) => {
    const store = await openStore(home);
    await registerModel(store, 'late', smallModel('binary'));
    const app = buildServer({ store, limits });
    await app.ready();
    await app.modelsLoaded();
    try {
      await test(app);
    } finally {
      await app.close();
      await store.close();
    }
  });
}
