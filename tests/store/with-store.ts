/** A store over a fresh home folder for one test, closed and removed afterwards. */
import { openStore, type Store } from '../../src/store/open-store.ts';
import { withHome } from './with-home.ts';

export async function withStore(test: (store: Store, home: string) => Promise<void>): Promise<void> {
  await withHome(async (home) => {
    const store = await openStore(home);
    try {
      await test(store, home);
    } finally {
      await store.close();
    }
  });
}
