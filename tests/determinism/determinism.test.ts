/** The same data, settings and seed give the same bytes, whatever the machine is busy with or thinks of time and language. */
import { describe, expect, it } from 'vitest';
import { hashesOf, type Setting } from './train-in-process.ts';

/** One thread rather than two, in another time zone and language; home and working directory differ each time. */
const elsewhere: Setting = { threads: 1, env: { TZ: 'Asia/Kolkata', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' } };

/** Four processes that train or reproduce, on a machine that may be busy. */
const mostMs = 180_000;

describe.each(['birdstrikes', 'flights'] as const)('an artifact of %s', (question) => {
  it('is the same bytes elsewhere, and when it is reproduced in either place', { timeout: mostMs }, async () => {
    const { trained, reproduced } = await hashesOf(question);
    expect(reproduced).toBe(trained);
    expect(await hashesOf(question, elsewhere)).toEqual({ trained, reproduced: trained });
  });
});
