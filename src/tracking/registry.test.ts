import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withHome } from '../../tests/store/with-home.ts';
import { openStore, type Store } from '../store/open-store.ts';
import { generation, history, listVersions, promote, registerVersion, resolveModel, rollback } from './registry.ts';

const actor = 'ann';

async function withStore(test: (store: Store) => Promise<void>) {
  await withHome(async (home) => {
    const store = await openStore(home);
    await test(store);
    await store.close();
  });
}

async function register(store: Store, name: string, promotable: boolean, championIfFirst = true) {
  const artifactHash = await store.blobs.put(Buffer.from(`${name} ${promotable}`));
  return await registerVersion(
    store,
    { name, artifactHash, signature: { b: 1, a: 2 }, lineage: { dataHash: 'd' }, promotable, championIfFirst },
    { actor },
  );
}

/** The registry as a person would think of it. */
class Model {
  readonly versions = new Map<string, number>();
  readonly stacks = new Map<string, number[]>();
  readonly moves = new Map<string, string[]>();
  changes = 0;

  latest(name: string) {
    return this.versions.get(name) ?? 0;
  }
  stack(name: string, alias: string) {
    return this.stacks.get(`${name}@${alias}`) ?? [];
  }
  push(name: string, alias: string, version: number, action: string) {
    const stack = this.stack(name, alias);
    if (stack.at(-1) === version) return;
    this.note(name, `${action} ${alias} ${stack.at(-1) ?? null} ${version}`);
    this.stacks.set(`${name}@${alias}`, [...stack, version]);
  }
  pop(name: string, alias: string) {
    const stack = this.stack(name, alias);
    this.note(name, `rollback ${alias} ${stack.at(-1)} ${stack.at(-2)}`);
    this.stacks.set(`${name}@${alias}`, stack.slice(0, -1));
  }
  note(name: string, move: string) {
    this.moves.set(name, [...(this.moves.get(name) ?? []), move]);
    this.changes++;
  }
}

type Real = { store: Store };
type Command = fc.AsyncCommand<Model, Real>;

async function agree(model: Model, { store }: Real) {
  for (const name of ['a', 'b']) {
    if (model.latest(name) === 0) {
      await expect(resolveModel(store, name)).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
      continue;
    }
    const versions = await listVersions(store, name);
    expect(versions.map((version) => version.version)).toEqual(
      Array.from({ length: model.latest(name) }, (_, i) => model.latest(name) - i),
    );
    for (const alias of ['champion', 'next']) {
      const expected = model.stack(name, alias).at(-1);
      const found = versions.filter((version) => version.aliases.includes(alias)).map((version) => version.version);
      expect(found).toEqual(expected === undefined ? [] : [expected]);
    }
    const byName = await resolveModel(store, name);
    expect(byName.version).toBe(model.stack(name, 'champion').at(-1) ?? model.latest(name));
    const moves = (await history(store, name)).map(({ action, alias, from, to }) => `${action} ${alias} ${from} ${to}`);
    expect(moves).toEqual(model.moves.get(name) ?? []);
  }
}

const registerCommand = (name: string, promotable: boolean): Command => ({
  check: () => true,
  toString: () => `register(${name}, ${promotable})`,
  async run(model, real) {
    const before = await generation(real.store);
    const { version } = await register(real.store, name, promotable);
    model.versions.set(name, model.latest(name) + 1);
    expect(version).toBe(model.latest(name));
    if (promotable && model.stack(name, 'champion').length === 0) model.push(name, 'champion', version, 'auto');
    expect(await generation(real.store)).toBeGreaterThan(before);
    await agree(model, real);
  },
});

const promoteCommand = (name: string, version: number, alias: string): Command => ({
  check: () => true,
  toString: () => `promote(${name}@${version}, ${alias})`,
  async run(model, real) {
    const moving = promote(real.store, { ref: `${name}@${version}`, alias, reason: 'better', actor });
    if (version > model.latest(name)) {
      const code = model.latest(name) === 0 ? 'MODEL_NOT_FOUND' : 'VERSION_NOT_FOUND';
      await expect(moving).rejects.toMatchObject({ code });
    } else {
      const from = model.stack(name, alias).at(-1) ?? null;
      expect(await moving).toMatchObject({ name, alias, from, version });
      model.push(name, alias, version, 'promote');
    }
    await agree(model, real);
  },
});

const rollbackCommand = (name: string, alias: string): Command => ({
  check: () => true,
  toString: () => `rollback(${name}, ${alias})`,
  async run(model, real) {
    const moving = rollback(real.store, { name, alias, actor });
    const stack = model.stack(name, alias);
    if (stack.length < 2) {
      const code =
        model.latest(name) === 0 ? 'MODEL_NOT_FOUND' : stack.length === 0 ? 'ALIAS_NOT_FOUND' : 'ROLLBACK_EMPTY';
      await expect(moving).rejects.toMatchObject({ code });
    } else {
      model.pop(name, alias);
      expect(await moving).toMatchObject({ name, alias, from: stack.at(-1), version: stack.at(-2) });
    }
    await agree(model, real);
  },
});

describe('registry', () => {
  it('agrees with its model over any sequence of registrations, promotions and rollbacks', async () => {
    const name = fc.constantFrom('a', 'b');
    const alias = fc.constantFrom('champion', 'next');
    const commands = fc.commands(
      [
        fc.tuple(name, fc.boolean()).map(([n, lift]) => registerCommand(n, lift)),
        fc.tuple(name, fc.integer({ min: 1, max: 4 }), alias).map(([n, v, a]) => promoteCommand(n, v, a)),
        fc.tuple(name, alias).map(([n, a]) => rollbackCommand(n, a)),
      ],
      { maxCommands: 25 },
    );
    await fc.assert(
      fc.asyncProperty(commands, (sequence) =>
        withStore(async (store) => {
          const model = new Model();
          await fc.asyncModelRun(() => ({ model, real: { store } }), sequence);
          const registered = [...model.versions.values()].reduce((sum, count) => sum + count, 0);
          expect((await store.audit.verify()).entries).toBe(registered + model.changes);
        }),
      ),
      { numRuns: 40 },
    );
  });

  it('goes further back with every rollback, and a promotion after one starts from there', () =>
    withStore(async (store) => {
      for (let i = 0; i < 4; i++) await register(store, 'm', true);
      for (const version of [2, 3]) await promote(store, { ref: `m@${version}`, reason: 'better', actor });
      expect((await rollback(store, { name: 'm', actor })).version).toBe(2);
      await promote(store, { ref: 'm@4', reason: 'best', actor });
      expect((await rollback(store, { name: 'm', actor, reason: 'complaints' })).version).toBe(2);
      expect((await rollback(store, { name: 'm', actor })).version).toBe(1);
      await expect(rollback(store, { name: 'm', actor })).rejects.toMatchObject({ code: 'ROLLBACK_EMPTY', exit: 3 });
      expect((await history(store, 'm')).map(({ from, to, reason }) => [from, to, reason])).toEqual([
        [null, 1, 'the first version that beats its baseline'],
        [1, 2, 'better'],
        [2, 3, 'better'],
        [3, 2, 'rolled back'],
        [2, 4, 'best'],
        [4, 2, 'complaints'],
        [2, 1, 'rolled back'],
      ]);
    }));

  it('keeps a champion that a person chose, and makes none of a version without lift', () =>
    withStore(async (store) => {
      expect((await register(store, 'm', false)).aliases).toEqual([]);
      await promote(store, { ref: 'm', reason: 'we know better', actor });
      expect((await register(store, 'm', true)).aliases).toEqual([]);
      expect((await resolveModel(store, 'm')).version).toBe(1);
      await register(store, 'other', true, false);
      await expect(resolveModel(store, 'other@champion')).rejects.toMatchObject({ code: 'ALIAS_NOT_FOUND' });
    }));

  it('lists what exists when something does not', () =>
    withStore(async (store) => {
      await register(store, 'flights', true);
      const message = (ref: string) => resolveModel(store, ref).then(String, (error) => error.message as string);
      expect(await message('trains')).toBe('model "trains" does not exist; models are: flights');
      expect(await message('flights@2')).toBe('model "flights" has no version 2; its versions are: 1');
      expect(await message('flights@best')).toBe('model "flights" has no alias "best"; its aliases are: champion');
      for (const ref of ['', '@', 'a@', '../x', 'a@b@c', 'flights@0', 'flights@01', 'a/b', 'ａ', 'a\0']) {
        await expect(resolveModel(store, ref)).rejects.toMatchObject({ code: 'NAME_INVALID' });
      }
      await expect(promote(store, { ref: 'flights@1', alias: '2', reason: '', actor })).rejects.toMatchObject({
        code: 'NAME_INVALID',
      });
    }));

  it('gives back a version as it was registered', () =>
    withStore(async (store) => {
      const artifactHash = await store.blobs.put(Buffer.from('artifact'));
      const version = {
        name: 'm',
        artifactHash,
        signature: { columns: [{ name: 'x' }] },
        lineage: { dataHash: 'd', snapshotHash: 's' },
        metrics: { roc_auc: 0.75, brier: Number.NaN, r2: null },
        decision: { spec: 1 },
        verdict: 'lift',
        promotable: true,
        championIfFirst: true,
        directlyEvaluated: false,
      };
      const { championIfFirst: _, ...kept } = version;
      const expected = {
        ...kept,
        version: 1,
        aliases: ['champion'],
        runId: null,
        createdBy: actor,
        createdAt: expect.any(String),
      };
      expect(await registerVersion(store, version, { actor })).toEqual(expected);
      expect(await resolveModel(store, 'm@champion')).toEqual(expected);
      expect(await listVersions(store)).toEqual([expected]);
    }));

  it('refuses a version whose artifact is not in the store', () =>
    withStore(async (store) => {
      const version = {
        name: 'm',
        artifactHash: 'a'.repeat(64),
        signature: {},
        lineage: {},
        promotable: true,
        championIfFirst: true,
      };
      await expect(registerVersion(store, version, { actor })).rejects.toMatchObject({ code: 'ARTIFACT_DAMAGED' });
      expect(await listVersions(store)).toEqual([]);
    }));

  it('refuses reasons that storage would change, and moves nothing', () =>
    withStore(async (store) => {
      await register(store, 'm', false);
      for (const reason of ['a\0b', '\udc00', 'x'.repeat(1001)]) {
        await expect(promote(store, { ref: 'm', reason, actor })).rejects.toMatchObject({ code: 'VALUE_INVALID' });
      }
      expect((await resolveModel(store, 'm')).aliases).toEqual([]);
      expect((await store.audit.verify()).entries).toBe(1);
    }));

  it('changes its generation with every change and with nothing else', () =>
    withStore(async (store) => {
      await register(store, 'm', false);
      const seen = [await generation(store)];
      await promote(store, { ref: 'm@1', reason: 'x', actor });
      seen.push(await generation(store));
      await promote(store, { ref: 'm@1', reason: 'again', actor });
      expect(await generation(store)).toBe(seen[1]);
      await register(store, 'm', false);
      seen.push(await generation(store));
      await promote(store, { ref: 'm@2', reason: 'x', actor });
      seen.push(await generation(store));
      await rollback(store, { name: 'm', actor });
      seen.push(await generation(store));
      expect(new Set(seen).size).toBe(5);
    }));
});
