/** F02, F07: each call of the system by which a file or a database changes fails once, or is the last thing that the process does. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { expectWhole, runScript, type Work } from '../faults/faulty-work.ts';
import { withHome } from '../store/with-home.ts';

const calls = ['pwrite64', 'fdatasync', 'fsync', 'ftruncate', 'rename', 'unlink', 'mkdir'];
const mostCalls = 300;
const canTrace = spawnSync('strace', ['-f', '-e', 'trace=none', '--', 'true']).status === 0;
/** The `n`-th call of this kind, counted for each thread, meets the fault. */
const tracing = (call: string, fault: string, n: number) => [
  'strace',
  '-f',
  '-qqq',
  '-o',
  '/dev/null',
  '-e',
  `trace=${call}`,
  '-e',
  `inject=${call}:${fault}:when=${n}`,
  '--',
];

describe.skipIf(!canTrace)('a call of the system (skipped where strace is absent or not allowed)', () => {
  it.each(calls)(
    'that kills the process, and one that fails, loses nothing acknowledged and leaves nothing half done: %s',
    (call) =>
      withHome(async (home) => {
        const works: Work[] = [];
        // The first one that survives made fewer calls than would have killed it.
        let n = 1;
        for (let isKilled = true; isKilled && n < mostCalls; n++) {
          const work = await runScript('print-work', [home, `kill ${n}`], tracing(call, 'signal=KILL', n));
          works.push(work);
          isKilled = work.exitCode !== 0;
          await expectWhole(home, works.slice(-1));
        }
        console.log(`${call}: killed at ${n - 2} calls`);
        let refusals = 0;
        for (let failing = 1; failing < n; failing++) {
          const work = await runScript('print-work', [home, `fail ${failing}`], tracing(call, 'error=EIO', failing));
          works.push(work);
          expect([work.exitCode, work.errors]).toEqual([0, '']);
          for (const { refused } of work.lines) {
            if (refused === undefined) continue;
            expect(refused).toMatch(/^STORE_(UNWRITABLE|DAMAGED)$/);
            refusals++;
          }
        }
        console.log(`${call}: ${refusals} refusals in ${n - 1} works of which one call failed`);
        await expectWhole(home, works);
      }),
  );
});
