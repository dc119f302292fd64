/** The same data, settings and seed give the same bytes, whatever the machine is busy with or thinks of time and language. */
import { describe, expect, it } from 'vitest';
import { hashesOf, type Setting } from './train-in-process.ts';

const settings: Record<string, Setting> = {
  'one thread': { threads: 1 },
  'another time zone and language': { env: { TZ: 'Asia/Kolkata', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' } },
};

describe.each(['birdstrikes', 'flights'] as const)('an artifact of %s', (question) => {
  it('is the same bytes in every setting, and when it is reproduced there', async () => {
    const { trained, reproduced } = await hashesOf(question);
    expect(reproduced).toBe(trained);
    for (const [name, setting] of Object.entries(settings)) {
      expect([name, await hashesOf(question, setting)]).toEqual([name, { trained, reproduced: trained }]);
    }
  });
});
