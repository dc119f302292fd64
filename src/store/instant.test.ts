import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toInstant } from './instant.ts';

describe('toInstant', () => {
  it.each([
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31T10:20', '2026-01-31T10:20:00.000Z'],
    ['2026-01-31 10:20:30', '2026-01-31T10:20:30.000Z'],
    ['2026-01-31T10:20:30.1Z', '2026-01-31T10:20:30.100Z'],
    ['2026-01-31T10:20:30.123456789Z', '2026-01-31T10:20:30.123Z'],
    ['2026-01-31T01:00:00+02:00', '2026-01-30T23:00:00.000Z'],
    ['2026-01-31T01:00:00-0330', '2026-01-31T04:30:00.000Z'],
    ['2026-01-31T01:00:00+02', '2026-01-30T23:00:00.000Z'],
  ])('%s is %s', (text, instant) => expect(toInstant(text)).toBe(instant));

  it.each([
    '',
    'yesterday',
    '31.01.2026',
    '2026-02-30',
    '2026-13-01',
    '2026-01-31T25:00',
    '1735689600',
    '2026-01-31T10:20:30.Z',
  ])('%s is none', (text) => expect(toInstant(text)).toBeUndefined());

  it('keeps every instant of its own spelling', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          expect(toInstant(date.toISOString())).toBe(date.toISOString());
        },
      ),
    );
  });
});
