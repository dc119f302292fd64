import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loggedPredictions } from '../../../tests/store/logged-predictions.ts';
import { withHome } from '../../../tests/store/with-home.ts';
import { newId } from '../../core/ids.ts';
import { openStore, type Store } from '../open-store.ts';
import { filePredictionLog } from '../predictions/file-prediction-log.ts';
import { livingWriters } from '../predictions/living-writers.ts';
import type { PredictionEvent } from '../predictions/prediction-log.ts';
import { privacySchema } from './declared-privacy.ts';
import { fileErasures } from './erasures.ts';

const at = '2026-01-01T00:00:00.000Z';
const event = (customer: string | number | null, fields: Partial<PredictionEvent> = {}): PredictionEvent => ({
  predictionId: newId('prediction'),
  at,
  model: 'churn',
  version: 1,
  featuresHash: '',
  features: { customer, age: 3 },
  prediction: 'no',
  propensity: 1,
  latencyMs: 1,
  source: 'http',
  ...fields,
});

async function idsIn(store: Pick<Store, 'predictions'>, model = 'churn'): Promise<string[]> {
  return (await loggedPredictions(store, model)).map(({ predictionId }) => predictionId);
}

/** Every byte of the log and of what lies beside it, unpacked. */
async function everyByte(home: string): Promise<string> {
  const texts: string[] = [];
  for (const entry of await readdir(home, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    // A file may be renamed while they are listed.
    const bytes = await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0));
    texts.push((entry.name.endsWith('.gz') && bytes.length > 0 ? gunzipSync(bytes) : bytes).toString('latin1'));
  }
  return texts.join('\n');
}

const erase = (store: Store, values: string[], model?: string) =>
  store.erasures.add({ model, column: 'customer', values });

describe('erasure', () => {
  it('leaves the others, in order, and no label or byte of the subject', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ customer: fc.nat(5), closes: fc.boolean() }), { minLength: 1, maxLength: 15 }),
        fc.subarray([0, 1, 2, 3, 4, 5], { minLength: 1 }),
        (plan, gone) =>
          withHome(async (home) => {
            const name = (customer: number) => `subject-${customer}-of-mine`;
            let store = await openStore(home);
            const events: PredictionEvent[] = [];
            for (const { customer, closes } of plan) {
              events.push(event(name(customer)));
              store.predictions.append(events.at(-1)!);
              if (!closes) continue;
              await store.close();
              store = await openStore(home);
            }
            await store.labels.add(events.map(({ predictionId }) => ({ predictionId, label: 'yes' })));
            await erase(store, gone.map(name));
            const others = events.filter(({ features }) => !gone.map(name).includes(features.customer as string));
            const left = others.map(({ predictionId }) => predictionId);
            expect(await idsIn(store)).toEqual(left);
            expect(await store.predictions.applyErasures()).toMatchObject({ unreadable: 0, pending: 0 });
            const all = events.map(({ predictionId }) => predictionId);
            expect(await idsIn(store)).toEqual(left);
            expect([...(await store.predictions.knows(all))].sort()).toEqual(left.toSorted());
            expect([...(await store.labels.latest(all)).keys()].sort()).toEqual(left.toSorted());
            await store.close();
            const bytes = await everyByte(home);
            for (const customer of gone) expect(bytes).not.toContain(name(customer));
            for (const id of all) expect(bytes.includes(id)).toBe(left.includes(id));
          }),
      ),
      { numRuns: 4 },
    ));

  it('finds numbers however they are written, hashed values, single predictions, and one model alone', () =>
    withHome(async (home) => {
      const privacy = privacySchema.parse({ models: { hashed: { columns: { customer: 'hash' } } } });
      const store = await openStore(home, { privacy });
      const single = event('z');
      const kept = [event('4711', { model: 'other' }), event(null), event(47110)];
      const gone = [event(4711), event('4711'), event('4711', { model: 'hashed' }), single];
      for (const one of [...kept, ...gone]) store.predictions.append(one);
      await erase(store, ['4711.0', '4711'], 'churn');
      await erase(store, ['4711'], 'hashed');
      await store.erasures.add({ predictionIds: [single.predictionId] });
      expect(await idsIn(store)).toEqual(kept.slice(1).map(({ predictionId }) => predictionId));
      expect(await idsIn(store, 'other')).toHaveLength(1);
      expect(await idsIn(store, 'hashed')).toEqual([]);
      await store.close();
    }));

  it('leaves what is logged afterwards', () =>
    withHome(async (home) => {
      const store = await openStore(home);
      await erase(store, ['ada']);
      const later = event('ada', { at: '2999-01-01T00:00:00.000Z' });
      store.predictions.append(later);
      await store.predictions.applyErasures();
      expect(await idsIn(store)).toEqual([later.predictionId]);
      await store.close();
    }));

  it('erases again what an old copy of the log brings back', () =>
    withHome(async (home) => {
      const first = await openStore(home);
      first.predictions.append(event('ada-lovelace'));
      first.predictions.append(event('bob'));
      await first.close();
      await cp(join(home, 'predictions'), join(home, '..', 'copy'), { recursive: true });
      const second = await openStore(home);
      await erase(second, ['ada-lovelace']);
      expect(await second.predictions.applyErasures()).toMatchObject({ events: 1, segments: 1 });
      expect(await second.predictions.applyErasures()).toMatchObject({ events: 0, segments: 0 });
      await cp(join(home, '..', 'copy'), join(home, 'predictions'), { recursive: true });
      expect(await everyByte(home)).toContain('ada-lovelace');
      expect(await idsIn(second)).toHaveLength(1);
      // A process that begins to log looks through what is there.
      second.predictions.append(event('eve'));
      await second.predictions.flush();
      await second.close();
      expect(await everyByte(home)).not.toContain('ada-lovelace');
    }));

  it('reaches the open files of other writers', () =>
    withHome(async (home) => {
      const store = await openStore(home);
      const options = { erasures: fileErasures(home), noticeMs: 20 };
      const writer = filePredictionLog(join(home, 'predictions'), options);
      writer.append(event('ada-lovelace'));
      writer.append(event('bob'));
      await writer.flush();
      await erase(store, ['ada-lovelace']);
      expect(await store.predictions.applyErasures()).toMatchObject({ events: 0, pending: 1, pendingEvents: 1 });
      expect(await idsIn(store)).toHaveLength(1);
      while ((await everyByte(home)).includes('ada-lovelace')) await new Promise((resolve) => setTimeout(resolve, 20));
      writer.append(event('eve'));
      await writer.close();
      expect(await idsIn(store)).toHaveLength(2);
      await store.close();
    }));
});

describe('what went because of an erasure', () => {
  const others = { segments: 1, unreadable: 0, pending: 0, pendingEvents: 0 };

  it('is counted in the files that the store writes itself', () =>
    withHome(async (home) => {
      const store = await openStore(home);
      for (const customer of ['ada', 'bob', 'ada']) store.predictions.append(event(customer));
      await erase(store, ['ada']);
      expect(await store.predictions.applyErasures()).toEqual({ ...others, events: 2 });
      expect(await idsIn(store)).toHaveLength(1);
      await store.close();
    }));

  it('is counted in files whose writer was killed', () =>
    withHome(async (home) => {
      const writer = filePredictionLog(join(home, 'predictions'));
      for (const customer of ['ada', 'bob', 'ada']) writer.append(event(customer));
      await writer.flush();
      livingWriters.clear();
      const store = await openStore(home);
      await erase(store, ['ada']);
      expect(await store.predictions.applyErasures()).toEqual({ ...others, events: 2 });
      expect(await idsIn(store)).toHaveLength(1);
      await store.close();
    }));
});

describe('retention', () => {
  it('removes closed files that are too old, with labels, and nothing else', () =>
    withHome(async (home) => {
      for (const [day, model] of [
        ['2026-01-01', 'churn'],
        ['2026-02-01', 'churn'],
        ['2026-01-01', 'other'],
      ]) {
        const store = await openStore(home);
        store.predictions.append(event('x', { at: `${day}T00:00:00.000Z`, model }));
        await store.close();
      }
      const store = await openStore(home);
      const [old, young] = await idsIn(store);
      await store.labels.add([old, young].map((predictionId) => ({ predictionId, label: 'yes' })));
      const oldest = (model: string) => (model === 'churn' ? '2026-01-15T00:00:00.000Z' : undefined);
      expect(await store.predictions.prune(oldest)).toEqual({ segments: 1, events: 1, models: ['churn'] });
      expect(await idsIn(store)).toEqual([young]);
      expect(await idsIn(store, 'other')).toHaveLength(1);
      expect([...(await store.labels.latest([old, young])).keys()]).toEqual([young]);
      expect(await store.predictions.knows([old, young])).toEqual(new Set([young]));
      await store.close();
    }));
});
