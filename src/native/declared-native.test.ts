/** Every setting of a model's processes is taken at its bounds and refused just beyond them, by a law that names it. */
import { describe, expect, it } from 'vitest';
import { defaultNative, nativeSchema } from './declared-native.ts';

const megabyte = 1024 * 1024;
const problem = (setting: unknown) => {
  const parsed = nativeSchema.safeParse(setting);
  return parsed.success
    ? undefined
    : `${parsed.error.issues[0].path.join('.')}: ${JSON.stringify(parsed.error.issues[0])}`;
};

describe('settings of processes', () => {
  it.each([
    ['processes', 1, 32],
    ['threads', 1, 256],
    ['memoryBytes', 256 * megabyte, 1024 * 1024 * megabyte],
    ['queue', 1, 10_000],
    ['callMs', 1, 600_000],
    ['recycleCalls', 1, 1_000_000_000],
  ])('hold from the least to the most: %s', (name, least, most) => {
    expect(problem({ [name]: least })).toBeUndefined();
    expect(problem({ [name]: most })).toBeUndefined();
    for (const value of [least - 1, most + 1, least + 0.5, '1']) expect(problem({ [name]: value })).toContain(name);
  });

  it.each([
    ['maxRows', 1, 65_536],
    ['maxDelayMs', 0, 10_000],
  ])('hold for batches: %s', (name, least, most) => {
    expect(problem({ batch: { [name]: least } })).toBeUndefined();
    expect(problem({ batch: { [name]: most } })).toBeUndefined();
    for (const value of [least - 1, most + 1]) expect(problem({ batch: { [name]: value } })).toContain('batch');
  });

  it('prefer no sizes that are not allowed, and know no other names', () => {
    expect(problem({ batch: { maxRows: 8, preferredRows: [4, 8] } })).toBeUndefined();
    expect(problem({ batch: { maxRows: 8, preferredRows: [4, 9] } })).toContain(
      'preferredRows must each be <= maxRows',
    );
    expect(problem({ batch: { preferredRows: new Array(17).fill(1) } })).toContain('batch');
    expect(problem({ batch: true })).toContain('batch');
    expect(problem({ batch: { enabled: false } })).toBeUndefined();
    expect(problem({ process: 2 })).toContain('process');
  });

  it('are one process and batches without waiting where nothing is said', () => {
    expect(defaultNative).toEqual({
      processes: 1,
      queue: 64,
      batch: { enabled: true, maxRows: 4_096, maxDelayMs: 0, preferredRows: [] },
    });
  });
});
