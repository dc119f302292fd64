/** Kills processes that work on one study at random moments, and checks after each that every told trial is stored. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { listStudies, readTrials } from '../../src/tracking/studies.ts';
import { startChild } from './children.ts';
import { withHome } from './with-home.ts';

/** What a trial is, without when it ran. */
async function trialsIn(home: string) {
  const store = await openStore(home);
  const [study] = await listStudies(store);
  const trials = study ? await readTrials(store, study.studyId) : [];
  await store.close();
  return trials.map(({ startedAt, finishedAt, ...trial }) => trial);
}

/**
 * Kills `rounds` processes, lets the last one finish, and compares the study with one that nobody killed.
 *
 * @param options.trials of the whole study.
 */
export async function killStudyLoop(
  home: string,
  { rounds, trials }: { readonly rounds: number; readonly trials: number },
): Promise<{ readonly acknowledged: number }> {
  let acknowledged = 0;
  for (let round = 0; round < rounds; round++) {
    const child = startChild('work-on-study', home, String(trials));
    await child.until('told');
    await sleep(Math.random() * 60);
    child.process.kill('SIGKILL');
    expect((await child.ended).errors).toBe('');
    const stored = new Map((await trialsIn(home)).map((trial) => [trial.number, trial]));
    for (const { told, value, params } of child.lines) {
      const trial = stored.get(told as number);
      expect([trial?.params, trial?.values?.[0] ?? null]).toEqual([params, value]);
    }
    acknowledged += child.lines.length;
  }
  const last = startChild('work-on-study', home, String(trials));
  expect(await last.ended).toEqual({ code: 0, errors: '' });
  await withHome(async (undisturbed) => {
    const child = startChild('work-on-study', undisturbed, String(trials));
    expect(await child.ended).toEqual({ code: 0, errors: '' });
    expect(child.lines).toHaveLength(trials);
    expect(await trialsIn(home)).toEqual(await trialsIn(undisturbed));
  });
  return { acknowledged };
}
