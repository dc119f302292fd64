/**
 * Trains the same table with several engines, each run in a process of its own, the engines in turn and their order reversed from
 * one repeat to the next, so that a machine that speeds up or slows down favours nobody.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { busySeconds, loadNow } from './machine.mjs';
import { median, timeProcess } from './measure.mjs';

const ours = fileURLToPath(new URL('./train-ours.mjs', import.meta.url));
const theirs = fileURLToPath(new URL('./peers/train.py', import.meta.url));

/**
 * @param engines `{ name, settings }`; settings with an `engine` are for the peer program, others are for ours.
 * @param options.repeats runs of each engine; fewer when `deadlineMs` (of performance.now) passes after the first.
 * @returns `{ engines: [{ name, runs, seconds, growSeconds, score, ... }], repeats, load }`, medians over the runs.
 */
export async function compareTraining(engines, { folder, python, repeats, deadlineMs }) {
  const load = loadNow();
  const runs = engines.map(() => []);
  const able = engines.map((_, i) => i).filter((i) => !engines[i].settings.engine || python);
  for (let repeat = 0; repeat < repeats && (repeat === 0 || performance.now() < deadlineMs); repeat++) {
    for (const i of repeat % 2 === 0 ? able : able.toReversed()) {
      const file = join(folder, `settings-${i}.json`);
      writeFileSync(file, JSON.stringify(engines[i].settings));
      runs[i].push(
        await runOnce(engines[i].settings.engine ? [python, [theirs, file]] : [process.execPath, [ours, file]]),
      );
    }
  }
  const found = engines.map(({ name, settings }, i) => ({
    name,
    isPeer: Boolean(settings.engine),
    ...summary(runs[i]),
  }));
  return { engines: found, repeats: runs[able[0]].length, load };
}

async function runOnce([program, args]) {
  const workedBefore = busySeconds();
  const own = process.cpuUsage();
  const { stdout, ms } = await timeProcess(program, args);
  const found = JSON.parse(stdout);
  const { user, system } = process.cpuUsage(own);
  const others = busySeconds() - workedBefore - found.cpuSeconds - (user + system) / 1e6;
  return { ...found, others: Math.max(0, others / (ms / 1000)) };
}

function summary(runs) {
  if (runs.length === 0) return { runs: 0 };
  const of = (key) => (runs[0][key] == null ? undefined : median(runs.map((run) => run[key])));
  const keys = ['seconds', 'growSeconds', 'score', 'startBytes', 'peakBytes', 'rawBytes', 'others'];
  return { runs: runs.length, ...Object.fromEntries(keys.map((key) => [key, of(key)])) };
}
