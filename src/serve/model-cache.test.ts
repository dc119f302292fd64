import { describe, expect, it } from 'vitest';
import { features, smallModel } from '../../tests/server/small-models.ts';
import { ModelwrightError } from '../core/errors.ts';
import { sha256 } from '../core/hash.ts';
import { type Packable, pack, unpack } from '../core/pack.ts';
import { openModelCache } from './model-cache.ts';

const seeds = [1, 2, 3];
const artifacts = new Map(seeds.map((seed) => [`h${seed}`, smallModel('binary', seed).bytes]));

/** Blobs in memory that count their readers. */
function countingBlobs(content: ReadonlyMap<string, Uint8Array> = artifacts) {
  const reads: string[] = [];
  return {
    reads,
    async get(hash: string) {
      reads.push(hash);
      await new Promise((resolve) => setTimeout(resolve, 5));
      const bytes = content.get(hash);
      if (!bytes) throw new ModelwrightError('ARTIFACT_DAMAGED', { hash, problem: 'it is missing from the store' });
      return bytes;
    },
  };
}

describe('a model cache', () => {
  it('opens an artifact once, also for callers that come at the same time', async () => {
    const blobs = countingBlobs();
    const cache = openModelCache({ blobs });
    expect(cache.get('h1')).toBeUndefined();
    const [one, two] = await Promise.all([cache.load('h1'), cache.load('h1')]);
    expect(two).toBe(one);
    expect(await cache.load('h1')).toBe(one);
    expect(cache.get('h1')).toBe(one);
    expect(blobs.reads).toEqual(['h1']);
    expect(one.model.predict(features)).toEqual(smallModel('binary', 1).model.predict(features));
  });

  it('keeps the models that were asked for last', async () => {
    const blobs = countingBlobs();
    const cache = openModelCache({ blobs }, { maxModels: 2 });
    await cache.load('h1');
    await cache.load('h2');
    cache.get('h1');
    await cache.load('h3');
    expect(cache.size).toBe(2);
    expect([cache.get('h1') !== undefined, cache.get('h2'), cache.get('h3') !== undefined]).toEqual([
      true,
      undefined,
      true,
    ]);
  });

  it('keeps as many as fit into its bytes, and one that does not fit alone', async () => {
    const [one, two, three] = seeds.map((seed) => artifacts.get(`h${seed}`)!.length);
    const cache = openModelCache({ blobs: countingBlobs() }, { maxBytes: one + two });
    await cache.load('h1');
    await cache.load('h2');
    expect([cache.size, cache.bytes]).toEqual([2, one + two]);
    await cache.load('h3');
    expect(cache.get('h1')).toBeUndefined();
    expect(cache.bytes).toBeLessThanOrEqual(one + two);
    cache.release('h2');
    expect(cache.bytes).toBe(three);
    const small = openModelCache({ blobs: countingBlobs() }, { maxBytes: 1 });
    await small.load('h1');
    await small.load('h2');
    expect([small.size, small.bytes, small.peek('h2') !== undefined]).toEqual([1, two, true]);
  });

  it('reads a refused artifact once for many requests', async () => {
    const blobs = countingBlobs();
    const cache = openModelCache({ blobs });
    for (let i = 0; i < 5; i++) await expect(cache.load('nowhere')).rejects.toMatchObject({ code: 'ARTIFACT_DAMAGED' });
    expect(blobs.reads).toEqual(['nowhere']);
  });

  it('opens a Buffer that is part of a larger one, as files are read', async () => {
    const bytes = artifacts.get('h1')!;
    const shared = Buffer.concat([Buffer.alloc(24), bytes, Buffer.alloc(8)]).subarray(24, 24 + bytes.length);
    const cache = openModelCache({ blobs: { get: async () => shared } });
    expect((await cache.load(sha256(bytes))).model.predict(features).values).toHaveLength(features.nRows);
  });

  it('refuses a model that does not repeat its golden rows', async () => {
    type Content = { golden: { predictions: { probabilities: Float64Array[] } } };
    const content = unpack(artifacts.get('h1')!, 'h1') as unknown as Content;
    content.golden.predictions.probabilities[0][2] += 2 ** -52;
    const bytes = pack(content as unknown as Packable);
    const cache = openModelCache({ blobs: { get: async () => bytes } });
    await expect(cache.load('h1')).rejects.toMatchObject({ code: 'GOLDEN_MISMATCH' });
    expect(cache.size).toBe(0);
  });
});
