import { describe, expect, it } from 'vitest';
import { withHome } from '../../../tests/store/with-home.ts';
import { openStore, type Store } from '../open-store.ts';

async function withLogged(ids: readonly string[], test: (store: Store) => Promise<void>) {
  await withHome(async (home) => {
    const store = await openStore(home);
    for (const predictionId of ids) {
      store.predictions.append({
        predictionId,
        at: '2026-03-01T00:00:00.000Z',
        model: 'flights',
        version: 1,
        featuresHash: '',
        features: {},
        prediction: 'yes',
        propensity: 1,
        latencyMs: 1,
        source: 'http',
      });
    }
    await test(store);
    await store.close();
  });
}

const at = (day: number) => `2026-03-${String(day).padStart(2, '0')}T00:00:00.000Z`;

describe('labels', () => {
  it('are accepted for logged predictions only', () =>
    withLogged(['a', 'b'], async ({ labels }) => {
      const receipt = await labels.add([
        { predictionId: 'a', label: 'yes' },
        { predictionId: 'x', label: 'no' },
        { predictionId: 'b', label: 2.5, observedAt: at(2) },
      ]);
      expect(receipt).toEqual({ accepted: 2, unknown: 1, unknownIds: ['x'] });
      const latest = await labels.latest(['a', 'b', 'x']);
      expect([...latest.keys()].sort()).toEqual(['a', 'b']);
      expect(latest.get('b')).toMatchObject({ label: 2.5, observedAt: at(2) });
    }));

  it('are stored once however often they are sent', () =>
    withLogged(['a', 'b'], async ({ labels }) => {
      const sent = [
        { predictionId: 'a', label: 'yes', observedAt: at(1) },
        { predictionId: 'a', label: 'yes', observedAt: '2026-03-01' },
        { predictionId: 'b', label: 'no' },
      ];
      for (let i = 0; i < 3; i++) expect((await labels.add(sent)).accepted).toBe(3);
      expect(await labels.history('a')).toHaveLength(1);
      expect(await labels.history('b')).toHaveLength(1);
    }));

  it('are corrected by a later observation, and by a later word on the same one', () =>
    withLogged(['a'], async ({ labels }) => {
      await labels.add([{ predictionId: 'a', label: 'yes', observedAt: at(5) }]);
      await labels.add([{ predictionId: 'a', label: 'no', observedAt: at(9) }]);
      await labels.add([{ predictionId: 'a', label: 'maybe', observedAt: at(2) }]);
      expect((await labels.latest(['a'])).get('a')?.label).toBe('no');
      await labels.add([{ predictionId: 'a', label: 'yes', observedAt: at(9) }]);
      expect((await labels.latest(['a'])).get('a')?.label).toBe('yes');
      expect((await labels.history('a')).map(({ label }) => label)).toEqual(['yes', 'no', 'maybe', 'yes']);
    }));

  it.each([
    [{ predictionId: 'a', label: Number.NaN }],
    [{ predictionId: 'a', label: true as unknown as string }],
    [{ predictionId: 'a', label: 'a\0b' }],
    [{ predictionId: 'a', label: '\ud800' }],
    [{ predictionId: 'a\0', label: 'yes' }],
    [{ predictionId: 'a', label: 'yes', observedAt: 'soon' }],
  ])('refuse %j before anything is stored', (bad) =>
    withLogged(['a'], async ({ labels }) => {
      await expect(labels.add([{ predictionId: 'a', label: 'yes' }, bad])).rejects.toMatchObject({
        code: 'VALUE_INVALID',
      });
      expect(await labels.history('a')).toEqual([]);
    }),
  );

  it('come in large numbers', () => {
    const ids = Array.from({ length: 9_000 }, (_, i) => `id-${i}`);
    return withLogged(ids, async ({ labels }) => {
      const receipt = await labels.add(ids.map((predictionId) => ({ predictionId, label: 'yes' })));
      expect(receipt).toMatchObject({ accepted: 9_000, unknown: 0 });
      expect((await labels.latest(ids)).size).toBe(9_000);
    });
  });
});
