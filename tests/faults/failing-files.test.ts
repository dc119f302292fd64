/** F02, F07: whichever call to a file fails, the work is refused in a known way or done, and the home is whole. */
import { expect, it, vi } from 'vitest';
import { withHome } from '../store/with-home.ts';
import { expectWhole, type Line, runScript, type Work } from './faulty-work.ts';

// Processes start slowly on a crowded machine.
vi.setConfig({ testTimeout: 180_000 });

/** What the script prints of each time it has worked: where, and the lines of that work. */
interface Round {
  readonly home: string;
  readonly lines: readonly Line[];
}

const known = new Set(['STORE_UNWRITABLE', 'STORE_DAMAGED']);

it.each(['fresh', 'one'])(
  'each call to a file fails once, from the first to the last, nothing acknowledged is lost: %s',
  (homes) =>
    withHome(async (home) => {
      const { lines: times, exitCode, errors } = await runScript<Round>('work-with-failures', [home, homes]);
      expect([exitCode, errors]).toEqual([0, '']);
      expect(times.length).toBeGreaterThan(15);
      const works = new Map<string, Work[]>();
      for (const { home: worked, lines } of times) {
        const refusals = lines.flatMap((line) => ('refused' in line ? [line['refused']] : []));
        expect(refusals.filter((code) => !known.has(String(code)))).toEqual([]);
        works.set(worked, [...(works.get(worked) ?? []), { lines }]);
      }
      // The last one met no failure: it shows what is acknowledged without any.
      expect(Object.keys(Object.assign({}, ...times.at(-1)!.lines))).toEqual(
        expect.arrayContaining(['blob', 'version', 'promoted', 'metric', 'predicted', 'labelled']),
      );
      for (const [worked, done] of works) await expectWhole(worked, done);
    }),
);
