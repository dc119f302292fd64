import fc from 'fast-check';
import { expect, it } from 'vitest';
import { versionsOf } from './version-policy.ts';

const existing = fc.uniqueArray(fc.integer({ min: 1, max: 50 }));

it('keeps the newest so many, all, or those that are named and exist, the newest first', () => {
  fc.assert(
    fc.property(existing, fc.integer({ min: 1, max: 8 }), existing, (versions, count, named) => {
      const newestFirst = versionsOf({ all: true }, versions);
      expect(new Set(newestFirst)).toEqual(new Set(versions));
      expect(newestFirst.every((version, i) => i === 0 || version < newestFirst[i - 1])).toBe(true);
      expect(versionsOf({ latest: count }, versions)).toEqual(newestFirst.slice(0, count));
      expect(versionsOf({ specific: named }, versions)).toEqual(newestFirst.filter((one) => named.includes(one)));
    }),
  );
});
