import { afterEach, expect, it, vi } from 'vitest';
import { idTimeMs, newId } from './ids.ts';

afterEach(() => vi.useRealTimers());

it('gives ascending identifiers, also while the clock stands still or goes back', () => {
  vi.useFakeTimers({ now: 2_000_000_000_000 });
  const ids = Array.from({ length: 5000 }, () => newId('run'));
  vi.setSystemTime(1_900_000_000_000);
  ids.push(newId('run'), newId('run'));
  vi.setSystemTime(2_100_000_000_000);
  ids.push(newId('run'));
  expect(ids.every((id) => /^run_[0-9a-hjkmnp-tv-z]{26}$/.test(id))).toBe(true);
  expect(ids.every((id, i) => i === 0 || ids[i - 1] < id)).toBe(true);
});

it('tells the time of an identifier, and NaN for anything else', () => {
  vi.useFakeTimers({ now: 2_200_000_000_123 });
  expect(idTimeMs(newId('prediction'))).toBe(2_200_000_000_123);
  for (const text of ['', 'x', 'run_', `run_${'!'.repeat(26)}`, 'a'.repeat(40)]) expect(idTimeMs(text)).toBeNaN();
});
