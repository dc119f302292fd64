/**
 * Conformance checks for stores: what every backend of blobs and of the registry's records must do. Each check gets fresh parts and
 * throws when the backend breaks the contract; a test runner makes one test of each.
 */
import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { sha256 } from '../core/hash.ts';
import type { Blobs } from '../store/blobs.ts';
import type { Store } from '../store/open-store.ts';
import { history, listVersions, promote, resolveModel, rollback } from '../tracking/registry.ts';
import { getRun, startRun } from '../tracking/runs.ts';

/** One named obligation. */
export interface StoreCheck<Subject> {
  readonly name: string;
  run(subject: Subject): Promise<void>;
}

const bytes = (text: string) => new TextEncoder().encode(text);

/** Obligations of `Blobs`; each check expects an empty backend. */
export const blobChecks: readonly StoreCheck<Blobs>[] = [
  {
    name: 'names content by its SHA-256 and returns it unchanged',
    async run(blobs) {
      const content = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31) & 255);
      const hash = await blobs.put(content);
      strictEqual(hash, sha256(content));
      deepStrictEqual(Buffer.from(await blobs.get(hash)), Buffer.from(content));
      strictEqual(await blobs.has(hash), true);
    },
  },
  {
    name: 'keeps empty content',
    async run(blobs) {
      strictEqual((await blobs.get(await blobs.put(new Uint8Array()))).length, 0);
    },
  },
  {
    name: 'accepts equal content twice and from many callers at once',
    async run(blobs) {
      const hashes = await Promise.all(Array.from({ length: 20 }, () => blobs.put(bytes('the same'))));
      strictEqual(new Set(hashes).size, 1);
      strictEqual(Buffer.from(await blobs.get(hashes[0])).toString(), 'the same');
    },
  },
  {
    name: 'refuses what was never stored with ARTIFACT_DAMAGED',
    async run(blobs) {
      const hash = sha256('never stored');
      strictEqual(await blobs.has(hash), false);
      await rejects(blobs.get(hash), { code: 'ARTIFACT_DAMAGED' });
    },
  },
  {
    name: 'refuses names that are no hash',
    async run(blobs) {
      for (const name of ['', '../registry.db', 'a'.repeat(63), 'A'.repeat(64), `${'a'.repeat(64)}/..`]) {
        await rejects(async () => blobs.get(name), { code: 'ARTIFACT_DAMAGED' });
      }
    },
  },
];

const actor = 'conformance';

async function registered(store: Store, name: string, promotable: boolean): Promise<number> {
  const artifactHash = await store.blobs.put(bytes(`${name}, ${promotable}`));
  const run = await startRun(store, { name, kind: 'check', config: {}, actor });
  const version = await run.finish({
    metrics: { rmse: 1 },
    result: null,
    register: { name, artifactHash, signature: {}, lineage: {}, promotable, championIfFirst: true },
  });
  return version!.version;
}

/** Obligations of the records behind runs and registry; each check expects an empty store. */
export const recordChecks: readonly StoreCheck<Store>[] = [
  {
    name: 'numbers versions without gaps, also when many register at once',
    async run(store) {
      const numbers = await Promise.all(Array.from({ length: 12 }, () => registered(store, 'model', false)));
      deepStrictEqual(
        numbers.sort((a, b) => a - b),
        Array.from({ length: 12 }, (_, i) => i + 1),
      );
    },
  },
  {
    name: 'makes the first version with lift champion, and no later one',
    async run(store) {
      await registered(store, 'model', false);
      strictEqual((await resolveModel(store, 'model')).version, 1);
      await registered(store, 'model', true);
      await registered(store, 'model', true);
      strictEqual((await resolveModel(store, 'model')).version, 2);
      strictEqual((await history(store, 'model')).length, 1);
    },
  },
  {
    name: 'rolls back one promotion at a time and never toggles',
    async run(store) {
      for (let i = 0; i < 3; i++) await registered(store, 'model', true);
      await promote(store, { ref: 'model@2', reason: 'check', actor });
      await promote(store, { ref: 'model@3', reason: 'check', actor });
      strictEqual((await rollback(store, { name: 'model', actor })).version, 2);
      strictEqual((await rollback(store, { name: 'model', actor })).version, 1);
      await rejects(rollback(store, { name: 'model', actor }), { code: 'ROLLBACK_EMPTY' });
    },
  },
  {
    name: 'lets exactly one of many equal promotions happen',
    async run(store) {
      await registered(store, 'model', false);
      await Promise.all(
        Array.from({ length: 10 }, () => promote(store, { ref: 'model@1', alias: 'next', reason: 'check', actor })),
      );
      strictEqual((await history(store, 'model')).length, 1);
    },
  },
  {
    name: 'finishes a run and registers its version together, or does neither',
    async run(store) {
      const run = await startRun(store, { name: 'model', kind: 'check', config: {}, actor });
      const version = {
        name: 'model',
        artifactHash: await store.blobs.put(bytes('artifact')),
        signature: {},
        lineage: { bad: Number.NaN },
        promotable: true,
        championIfFirst: true,
      };
      await rejects(run.finish({ metrics: {}, result: null, register: version }), { code: 'VALUE_INVALID' });
      strictEqual((await getRun(store, run.runId)).status, 'running');
      deepStrictEqual(await listVersions(store), []);
      await run.finish({ metrics: {}, result: null, register: { ...version, lineage: {} } });
      strictEqual((await getRun(store, run.runId)).status, 'finished');
      strictEqual((await listVersions(store)).length, 1);
    },
  },
  {
    name: 'keeps NaN, infinities and -0 of metrics',
    async run(store) {
      const special = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0.1];
      const run = await startRun(store, { name: 'model', kind: 'check', config: {}, actor });
      for (const value of special) await run.logMetric('loss', value);
      await run.finish({ metrics: { last: -0, worst: Number.NaN }, result: null });
      const { metrics, series } = await getRun(store, run.runId);
      deepStrictEqual(
        series.map((point) => point.value),
        special,
      );
      ok(Object.is(metrics.last, -0) && Number.isNaN(metrics.worst));
    },
  },
  {
    name: 'leaves an audit chain that verifies',
    async run(store) {
      await registered(store, 'model', true);
      await registered(store, 'model', true);
      await promote(store, { ref: 'model@2', reason: 'check', actor });
      strictEqual((await store.audit.verify()).entries, 4);
    },
  },
];
