import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PredictionEvent } from '../predictions/prediction-log.ts';
import { eventLine, readSegmentLine } from '../predictions/segment-line.ts';
import { type DeclaredPrivacy, keepDaysOf, privacySchema } from './declared-privacy.ts';
import { featuresHash } from './features-hash.ts';
import { homeKey } from './home-key.ts';
import { openMask } from './mask-events.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'privacy-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const event = (features: PredictionEvent['features'], model = 'churn'): PredictionEvent => ({
  predictionId: 'prediction_1',
  at: '2026-11-22T00:00:00.000Z',
  model,
  version: 1,
  featuresHash: featuresHash(features),
  features,
  prediction: 'no',
  propensity: 1,
  latencyMs: 1,
  source: 'http',
});

async function mask(declared: Partial<DeclaredPrivacy>, ...events: PredictionEvent[]) {
  const maskOf = await openMask(privacySchema.parse(declared), () => homeKey(home));
  return events.map((one) => maskOf(one.model)?.(one) ?? one);
}

describe('masking', () => {
  it('drops and hashes columns, says which, and hashes the features anew', async () => {
    const features = { age: 31, email: 'ada@example.com', id: 4711 };
    const before = event(features);
    const [after] = await mask({ columns: { email: 'drop', id: 'hash', other: 'drop' } }, before);
    expect(after.features).toEqual({ age: 31, email: null, id: expect.stringMatching(/^hmac:[0-9a-f]{32}$/) });
    expect(after.masked).toEqual({ email: 'dropped', id: 'hashed' });
    expect(after.featuresHash).toBe(featuresHash(after.features));
    expect(eventLine(after)).not.toMatch(/ada@example|4711/);
    expect(readSegmentLine(eventLine(after).trimEnd())).toMatchObject({ event: { masked: after.masked } });
    expect(before.features.email).toBe('ada@example.com');
  });

  it('keeps equal values equal, in every process, whatever their type', async () => {
    const rules = { columns: { id: 'hash' as const } };
    const [a, b, c] = await mask(rules, event({ id: 4711 }), event({ id: '4711' }), event({ id: 4712 }));
    const [again] = await mask(rules, event({ id: 4711 }));
    expect(b.features.id).toBe(a.features.id);
    expect(again.features.id).toBe(a.features.id);
    expect(c.features.id).not.toBe(a.features.id);
  });

  it('leaves a missing value missing', async () => {
    const [after] = await mask({ columns: { id: 'hash' } }, event({ id: null }));
    expect(after.features.id).toBeNull();
  });

  it('redacts texts alone, and marks only what changed', async () => {
    const untouched = event({ note: 'all well', age: 3 });
    const [a, b] = await mask({ redactText: true }, event({ note: 'ask a@b.de', age: 3 }), untouched);
    expect(a).toMatchObject({ features: { note: 'ask [email]', age: 3 }, masked: { note: 'redacted' } });
    expect(b).toBe(untouched);
  });

  it('lets the rules of a model win over those of all', async () => {
    const declared = privacySchema.parse({
      columns: { id: 'hash', city: 'drop' },
      redactText: true,
      keepDays: 30,
      models: { churn: { columns: { id: 'drop' }, redactText: false, keepDays: 5 } },
    });
    const features = { id: 1, city: 'Graz', note: 'a@b.de' };
    const [churn, other] = await mask(declared, event(features), event(features, 'toString'));
    expect(churn.features).toEqual({ id: null, city: null, note: 'a@b.de' });
    expect(other.features).toEqual({ id: expect.stringMatching(/^hmac:/), city: null, note: '[email]' });
    expect([keepDaysOf(declared, 'churn'), keepDaysOf(declared, 'toString')]).toEqual([5, 30]);
  });
});

describe('the key of a home folder', () => {
  it('is made once, for its owner alone, also by many at once', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => homeKey(home)));
    expect(new Set(keys.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    expect(readdirSync(home)).toEqual(['privacy.key']);
    expect(statSync(join(home, 'privacy.key')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(home, 'privacy.key'), 'utf8')).not.toContain(keys[0].fingerprint);
  });

  it('is refused when it is damaged', async () => {
    writeFileSync(join(home, 'privacy.key'), 'abc');
    await expect(homeKey(home)).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
  });
});
