import { afterEach, describe, expect, it, vi } from 'vitest';

const clock = vi.hoisted(() => ({ ms: 0 }));
vi.mock('./clock.ts', () => ({ nowMs: () => clock.ms }));

const { idAfter, idsOf, idTimeMs, isId, newId, newIdRange } = await import('./ids.ts');

/** Identifiers must keep rising over the whole file, so the clock of a test starts where the last one ended. */
const start = 1_750_000_000_000;
clock.ms = start;

afterEach(() => {
  clock.ms += 1_000_000;
});

describe('newId', () => {
  it('is a prefix and 26 characters without letters that look like digits', () => {
    expect(newId('run')).toMatch(/^run_[0-9a-hjkmnp-tv-z]{26}$/);
  });

  it('rises while the clock stands still', () => {
    const ids = Array.from({ length: 10_000 }, () => newId('run'));
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  it('rises when the clock goes back, and again when it goes on', () => {
    const before = newId('run');
    clock.ms -= 3_600_000;
    const back = newId('run');
    clock.ms += 3_600_001;
    const on = newId('run');
    expect([on, back, before].sort()).toEqual([before, back, on]);
    expect(idTimeMs(back)).toBe(idTimeMs(before));
    expect(idTimeMs(on)).toBe(clock.ms);
  });

  it('differs between two of the same instant in its random part, beyond a count', () => {
    const random = Array.from({ length: 200 }, () => {
      clock.ms++;
      return newId('run').slice(-16);
    });
    expect(new Set(random).size).toBe(200);
    expect(new Set(random.map((text) => text[8])).size).toBeGreaterThan(10);
  });

  it('sorts as text by instant, to the millisecond', () => {
    const early = newId('run');
    clock.ms++;
    expect(newId('run') > early).toBe(true);
  });
});

describe('idTimeMs', () => {
  it.each([[0], [1], [31], [32], [8_640_000_000_000]])('gives back the instant %i ms later', (later) => {
    clock.ms += later;
    expect(idTimeMs(newId('prediction'))).toBe(clock.ms);
  });

  it.each(['', 'run', 'run_', `_${'0'.repeat(26)}`, `run-${'0'.repeat(26)}`, `run_${'u'.repeat(26)}`, '0'.repeat(26)])(
    'says NaN of %j',
    (text) => {
      expect(idTimeMs(text)).toBeNaN();
    },
  );
});

describe('newIdRange', () => {
  it("follow each other, rise, and are nobody else's", () => {
    for (const count of [0, 1, 31, 32, 33, 5000]) {
      const before = newId('run');
      const range = newIdRange('run', count);
      const ids = idsOf(range);
      const after = newId('run');
      expect(ids).toHaveLength(count);
      expect([before, ...ids, after]).toEqual([...new Set([before, ...ids, after])].sort());
      expect(ids.every(isId)).toBe(true);
      if (count === 0) continue;
      expect(range).toEqual({ first: ids[0], count });
      expect(idAfter(ids[0], count - 1)).toBe(ids.at(-1));
      expect(after).toBe(idAfter(ids[0], count));
    }
  });

  it('carry over all digits', () => {
    expect(idAfter(`run_0000000000${'0'.repeat(13)}zzz`, 1)).toBe(`run_0000000000${'0'.repeat(12)}1000`);
    const range = { first: `run_0000000000${'0'.repeat(14)}0y`, count: 3 };
    expect(idsOf(range).map((id) => id.slice(-2))).toEqual(['0y', '0z', '10']);
  });

  it('are told from other texts', () => {
    expect([newId('a'), `a_${'0'.repeat(26)}`].map(isId)).toEqual([true, true]);
    expect(['', 'a', `a_${'u'.repeat(26)}`, `a_${'0'.repeat(25)}`, '0'.repeat(26)].map(isId)).toEqual(
      Array(5).fill(false),
    );
  });
});
