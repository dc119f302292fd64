import { describe, expect, it } from 'vitest';
import { registerModel, smallModel } from '../../tests/server/small-models.ts';
import { withHome } from '../../tests/store/with-home.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { promote, rollback } from '../tracking/registry.ts';
import { openModelCache } from './model-cache.ts';
import { ModelLoader } from './model-loader.ts';
import { openResolver } from './resolver.ts';

const move = { reason: 'better', actor: 'ann' };

async function withTwoVersions(test: (store: Store) => Promise<void>): Promise<void> {
  await withHome(async (home) => {
    const store = await openStore(home);
    await registerModel(store, 'late', smallModel('binary', 1));
    await registerModel(store, 'late', smallModel('binary', 2));
    await test(store);
    await store.close();
  });
}

describe('a resolver', () => {
  it('follows every name and gives what it has at hand', () =>
    withTwoVersions(async (store) => {
      const resolver = openResolver(store);
      expect(resolver.peek('late')).toBeUndefined();
      const first = await resolver.resolve('late');
      expect(first.version.version).toBe(1);
      expect(resolver.peek('late')).toEqual(first);
      await resolver.resolve('late@champion');
      await resolver.resolve('late@2');
      await promote(store, { ref: 'late@2', ...move });
      expect(resolver.peek('late')!.version.version).toBe(1);
      await resolver.poll();
      const now = ['late', 'late@champion', 'late@2'].map((ref) => resolver.peek(ref)!.version.version);
      expect(now).toEqual([2, 2, 2]);
      expect(resolver.loadedModels).toBe(2);
      expect(first.served.model.signature.target.name).toBe('late');
      await rollback(store, { name: 'late', actor: 'ann' });
      await resolver.poll();
      expect(resolver.peek('late')!.version.version).toBe(1);
      await resolver.close();
    }));

  it('answers with the old version until the new one is loaded', () =>
    withTwoVersions(async (store) => {
      let release = () => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const second = (await openResolver(store).resolve('late@2')).version.artifactHash;
      const get = async (hash: string) => {
        if (hash === second) await released;
        return await store.blobs.get(hash);
      };
      const resolver = openResolver(store, { loader: new ModelLoader(openModelCache({ blobs: { get } })) });
      await resolver.resolve('late');
      await promote(store, { ref: 'late@2', ...move });
      const polled = resolver.poll();
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(resolver.peek('late')!.version.version).toBe(1);
      release();
      await polled;
      expect(resolver.peek('late')!.version.version).toBe(2);
    }));

  it('does not ask for models when it looks for what is wrong with them', () =>
    withTwoVersions(async (store) => {
      const { artifactHash: second } = (await openResolver(store).resolve('late@2')).version;
      const get = (hash: string) => store.blobs.get(hash === 'third' ? second : hash);
      const cache = openModelCache({ blobs: { get } }, { maxModels: 2 });
      const resolver = openResolver(store, { loader: new ModelLoader(cache) });
      await resolver.resolve('late@1');
      await resolver.resolve('late@2');
      // The first is the one that was asked for last, whatever the order in which problems are looked for.
      resolver.peek('late@1');
      expect(resolver.problems()).toEqual([]);
      await cache.load('third');
      expect([resolver.peek('late@1')?.version.version, resolver.peek('late@2')]).toEqual([1, undefined]);
    }));

  it('does not keep a version from which the name moved while it was loaded', () =>
    withTwoVersions(async (store) => {
      const get = async (hash: string) => {
        const bytes = await store.blobs.get(hash);
        if (!moved) {
          moved = true;
          await promote(store, { ref: 'late@2', ...move });
          await resolver.poll();
        }
        return bytes;
      };
      let moved = false;
      const resolver = openResolver(store, { loader: new ModelLoader(openModelCache({ blobs: { get } })) });
      expect((await resolver.resolve('late')).version.version).toBe(2);
      expect(resolver.peek('late')!.version.version).toBe(2);
    }));

  it('keeps answering when the registry cannot be read, and says so', () =>
    withTwoVersions(async (store) => {
      let isBroken = false;
      const failing = {
        ...store,
        get records() {
          if (isBroken) throw new Error('disk gone');
          return store.records;
        },
      };
      const resolver = openResolver(failing);
      await resolver.resolve('late');
      isBroken = true;
      await resolver.poll();
      expect(resolver.peek('late')!.version.version).toBe(1);
      expect(resolver.problems()).toMatchObject([{ subject: 'registry', error: { code: 'INTERNAL' } }]);
      isBroken = false;
      await resolver.poll();
      expect(resolver.problems()).toEqual([]);
    }));

  it('refuses names that do not exist and remembers none of them', () =>
    withTwoVersions(async (store) => {
      const resolver = openResolver(store);
      await expect(resolver.resolve('nobody')).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
      await expect(resolver.resolve('late@9')).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' });
      await expect(resolver.resolve('late@')).rejects.toMatchObject({ code: 'NAME_INVALID' });
      expect(resolver.problems()).toEqual([]);
      await registerModel(store, 'nobody', smallModel('regression'));
      expect((await resolver.resolve('nobody')).version.version).toBe(1);
    }));
});
