/** Loading, unloading and warming up: what answers meanwhile, and after what fails. */
import { describe, expect, it } from 'vitest';
import { groupedRows, unlabelledModel } from '../../../tests/estimators/unlabelled-models.ts';
import { damage } from '../../../tests/server/damage.ts';
import { goodRow, registerModel, smallModel } from '../../../tests/server/small-models.ts';
import { withHome } from '../../../tests/store/with-home.ts';
import { encodeArtifact } from '../../estimators/artifact.ts';
import { openStore, type Store } from '../../store/open-store.ts';
import type { Table } from '../../table/table.ts';
import { promote } from '../../tracking/registry.ts';
import { openModelCache } from '../model-cache.ts';
import { ModelLoader } from '../model-loader.ts';
import { openResolver, type Resolver } from '../resolver.ts';
import { type DeclaredServing, servingSchema } from './declared-serving.ts';
import { ModelRepository } from './model-repository.ts';
import { ServingRules } from './serving-rules.ts';
import { warmUp } from './warm-up.ts';

const otherColumns = unlabelledModel('cluster', { name: 'kmeans', params: { k: 3 } }, groupedRows(60));
const [first, second, third] = [1, 2, 3].map((seed) => smallModel('binary', seed));

interface Opened {
  readonly store: Store;
  readonly resolver: Resolver;
  readonly repository: ModelRepository;
}

/** A test over three versions of `late` and one of `early`, without the polling. */
async function opened(
  serving: Parameters<typeof servingSchema.parse>[0],
  test: (opened: Opened) => Promise<void>,
): Promise<void> {
  await withHome(async (home) => {
    const store = await openStore(home);
    for (const model of [first, second, third]) await registerModel(store, 'late', model);
    await registerModel(store, 'early', smallModel('regression'));
    const rules = new ServingRules(servingSchema.parse(serving) as DeclaredServing);
    const warm = (resolved: Parameters<typeof warmUp>[0]) => warmUp(resolved, rules.warmUpOf(resolved.version.name));
    const loader = new ModelLoader(openModelCache(store), { warmUp: warm, idleMs: 0 });
    const resolver = openResolver(store, { loader, rules, pollMs: 60_000 });
    await resolver.start();
    await test({ store, resolver, repository: new ModelRepository({ store, resolver, rules, loader }) });
    await resolver.close();
    await store.close();
  });
}

const move = (store: Store, version: number) =>
  promote(store, { ref: `late@${version}`, reason: 'better', actor: 'ann' });
const answering = async (resolver: Resolver, ref = 'late') => (await resolver.resolve(ref)).version.version;
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: { code: string }) => error.code,
  );

describe('explicit control', () => {
  it('serves what is declared or loaded, and nothing else', () =>
    opened({ control: 'explicit', load: ['early'] }, async ({ resolver, repository }) => {
      expect(await answering(resolver, 'early')).toBe(1);
      expect(await refusal(resolver.resolve('late'))).toBe('MODEL_UNLOADED');
      expect(await refusal(resolver.resolve('late@2'))).toBe('MODEL_UNLOADED');
      const state = async () =>
        (await repository.index()).map(({ name, version, state }) => `${name} ${version} ${state}`);
      expect(await state()).toEqual(['early 1 READY', ...[3, 2, 1].map((version) => `late ${version} UNAVAILABLE`)]);
      await repository.load('late');
      expect(await answering(resolver)).toBe(1);
      expect(await state()).toContain('late 1 READY');
      expect((await repository.index({ ready: true })).map(({ name }) => name)).toEqual(['early', 'late']);
      await repository.unload('late');
      expect(resolver.peek('late')).toBeUndefined();
      expect(await refusal(resolver.resolve('late'))).toBe('MODEL_UNLOADED');
      expect((await repository.index()).at(-1)).toMatchObject({ state: 'UNAVAILABLE', reason: 'unloaded' });
      expect(await refusal(repository.load('nobody'))).toBe('MODEL_NOT_FOUND');
      expect(await refusal(repository.unload('nobody'))).toBe('MODEL_NOT_FOUND');
    }));

  it('takes every model at the start where that is declared', () =>
    opened({ control: 'explicit', load: ['*'] }, async ({ resolver }) => {
      expect([await answering(resolver), await answering(resolver, 'early')]).toEqual([1, 1]);
    }));

  it('an unload that comes while a request waits for its model wins', () =>
    opened({ control: 'explicit', load: ['late'] }, async ({ resolver, repository }) => {
      const waits = refusal(resolver.resolve('late@3'));
      await repository.unload('late');
      expect(['MODEL_UNLOADED', 'none']).toContain(await waits);
      expect(resolver.peek('late@3')).toBeUndefined();
    }));

  it('loading again reads the registry at once, and what cannot be loaded leaves the old version', () =>
    opened({ control: 'explicit', load: ['late'] }, async ({ store, resolver, repository }) => {
      await move(store, 2);
      await repository.load('late');
      expect(resolver.peek('late')?.version.version).toBe(2);
      await move(store, 3);
      await damage(store, await store.blobs.put(third.bytes));
      expect(await refusal(repository.load('late'))).toBe('ARTIFACT_DAMAGED');
      expect(resolver.peek('late')?.version.version).toBe(2);
      expect((await repository.index()).find(({ version }) => version === 3)?.reason).toContain('damaged');
    }));

  it('a model that cannot be loaded stays out of service and says why', () =>
    opened({ control: 'explicit' }, async ({ store, resolver, repository }) => {
      await damage(store, await store.blobs.put(first.bytes));
      expect(await refusal(repository.load('late'))).toBe('ARTIFACT_DAMAGED');
      expect(await refusal(resolver.resolve('late'))).toBe('MODEL_UNLOADED');
      expect((await repository.index()).at(-1)?.reason).toContain('is damaged');
    }));
});

it('without explicit control nothing is loaded or unloaded by request', () =>
  opened({}, async ({ repository }) => {
    expect(await refusal(repository.load('late'))).toBe('MODEL_CONTROL_OFF');
    expect(await refusal(repository.unload('late'))).toBe('MODEL_CONTROL_OFF');
  }));

describe('a version policy', () => {
  it.each([
    [{ latest: 2 }, [3, 2]],
    [{ specific: [1, 3] }, [3, 1]],
    [{ all: true }, [3, 2, 1]],
  ])('%j loads those versions and answers by their numbers, names and aliases answer as ever', (versions, kept) =>
    opened({ models: { late: { versions } } }, async ({ resolver, repository }) => {
      for (const version of [1, 2, 3]) {
        const isKept = kept.includes(version);
        expect(resolver.peek(`late@${version}`)?.version.version).toBe(isKept ? version : undefined);
        expect(await refusal(resolver.resolve(`late@${version}`))).toBe(isKept ? 'none' : 'VERSION_UNAVAILABLE');
      }
      expect([await answering(resolver), await answering(resolver, 'late@champion')]).toEqual([1, 1]);
      const ready = (await repository.index({ ready: true })).filter(({ name }) => name === 'late');
      expect(ready.map(({ version }) => version)).toEqual([3, 2, 1].filter((one) => one === 1 || kept.includes(one)));
    }),
  );

  it('takes newer versions in the place of older ones as they come', () =>
    opened({ models: { late: { versions: { latest: 1 } } } }, async ({ store, resolver }) => {
      expect(await answering(resolver, 'late@3')).toBe(3);
      await registerModel(store, 'late', smallModel('binary', 4));
      await resolver.poll();
      expect(resolver.peek('late@3')).toBeUndefined();
      expect(await refusal(resolver.resolve('late@3'))).toBe('VERSION_UNAVAILABLE');
      expect(await answering(resolver, 'late@4')).toBe(4);
      expect(resolver.problems()).toEqual([]);
    }));

  it('may come with a load, and goes with the next', () =>
    opened({ control: 'explicit' }, async ({ resolver, repository }) => {
      await repository.load('late', { specific: [2] });
      expect(await refusal(resolver.resolve('late@3'))).toBe('VERSION_UNAVAILABLE');
      await repository.load('late');
      expect(await answering(resolver, 'late@3')).toBe(3);
    }));
});

describe('a warm-up', () => {
  const early = { control: 'registry', models: { late: { warmUp: { rows: [goodRow] } } } };
  const wrong = { models: { late: { warmUp: { rows: [{ ...goodRow, city: 7 }] } } } };
  const slow = { models: { late: { warmUp: { rowMs: 1e-9 } } } };

  it('lets a version answer that takes the declared rows', () =>
    opened(early, async ({ resolver }) => expect(await answering(resolver)).toBe(1)));

  it.each([
    ['a row that it refuses', wrong, 'column "city"'],
    ['a row that takes too long', slow, 'a row must take at most'],
  ])('keeps a version out because of %s, and says so', (_, serving, words) =>
    opened(serving, async ({ resolver, repository }) => {
      expect(await refusal(resolver.resolve('late'))).toBe('WARM_UP_FAILED');
      expect(resolver.peek('late')).toBeUndefined();
      expect(resolver.problems()).toMatchObject([{ subject: 'late' }]);
      expect(resolver.problems()[0].error.message).toContain(words);
      expect((await repository.index()).at(-1)?.reason).toContain(words);
      expect(await answering(resolver, 'early')).toBe(1);
    }),
  );

  it('refuses a version that predicts what is no number', () =>
    opened({}, async ({ resolver }) => {
      const loaded = await resolver.resolve('late@2');
      const { served } = loaded;
      const predict = (X: Table) => ({ values: new Float64Array(X.nRows).fill(Number.NaN) });
      const bad = { ...loaded, served: { ...served, model: { ...served.model, predict } } };
      await expect(warmUp(bad, undefined)).rejects.toMatchObject({ code: 'WARM_UP_FAILED' });
      await warmUp(loaded, undefined);
    }));

  it('leaves the old version answering when the new one does not take the rows of today', () =>
    opened(early, async ({ store, resolver, repository }) => {
      await registerModel(store, 'late', { bytes: encodeArtifact(otherColumns), model: otherColumns });
      await move(store, 4);
      await resolver.poll();
      expect(resolver.peek('late')?.version.version).toBe(1);
      expect(resolver.problems()).toMatchObject([{ subject: 'late', serving: 1, error: { code: 'WARM_UP_FAILED' } }]);
      expect((await repository.index())[1]).toMatchObject({ version: 4, state: 'UNAVAILABLE' });
      expect((await repository.index())[1].reason).toContain('column "width"');
    }));
});

it('gives back the memory of versions that no name stands for', () =>
  opened({}, async ({ store, resolver }) => {
    expect(resolver.loadedModels).toBe(2);
    await move(store, 2);
    await resolver.poll();
    await resolver.poll();
    await resolver.poll();
    expect(resolver.loadedModels).toBe(2);
    expect(resolver.peek('late')?.version.version).toBe(2);
  }));
