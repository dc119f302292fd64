/** After how many beats a process that does not answer is ended. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, vi } from 'vitest';
import { Liveness } from './liveness.ts';
import { processorTicks } from './processor-time.ts';

type Given = { isServing?: boolean; othersAnswer?: boolean; time?: (beat: number) => number | undefined };

/** Beats without an answer until it is to be ended. */
function beatsToEnd({ isServing = true, othersAnswer = true, time = () => 7 }: Given, liveness = new Liveness()) {
  for (let beat = 1; beat <= 1_000; beat++) {
    if (liveness.missed({ isServing, othersAnswer, processorTime: () => time(beat) })) return beat;
  }
  return undefined;
}

it.each<readonly [string, Given, number]>([
  ['that does nothing, while others answer', {}, 10],
  ['that works', { time: (beat) => beat }, 30],
  ['of which the system tells nothing', { time: () => undefined }, 30],
  ['that does nothing, while none answers', { othersAnswer: false }, 30],
  ['that does nothing any more', { time: (beat) => Math.min(beat, 12) }, 18],
  ['that works for a moment in between', { time: (beat) => (beat < 8 ? 7 : 8) }, 14],
  ['that begins', { isServing: false }, 240],
])('a process %s is ended in time', (_, given, beats) => {
  expect(beatsToEnd(given)).toBe(beats);
});

it('a process is silent after four beats, and none of them counts once it has answered', () => {
  const liveness = new Liveness();
  const miss = () => liveness.missed({ isServing: true, othersAnswer: true, processorTime: () => 7 });
  for (const isSilent of [false, false, false, true, true, true, true, true, true]) {
    expect(miss()).toBe(false);
    expect(liveness.isSilent).toBe(isSilent);
  }
  liveness.heard();
  expect(liveness.isSilent).toBe(false);
  expect(beatsToEnd({}, liveness)).toBe(10);
});

it.skipIf(processorTicks(process.pid) === undefined)(
  'processor time of another process rises while it works, and not while it is stopped',
  async () => {
    const child = spawn(process.execPath, ['-e', 'console.log(1); for (;;);'], { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      await once(child.stdout, 'data');
      const first = processorTicks(child.pid!)!;
      await vi.waitFor(() => expect(processorTicks(child.pid!)).toBeGreaterThan(first), { timeout: 20_000 });
      child.kill('SIGSTOP');
      await vi.waitFor(() => {
        const before = processorTicks(child.pid!);
        for (const untilMs = performance.now() + 60; performance.now() < untilMs; );
        expect(processorTicks(child.pid!)).toBe(before);
      });
    } finally {
      child.kill('SIGKILL');
    }
    await once(child, 'exit');
    expect(processorTicks(child.pid!)).toBeUndefined();
  },
);
