/** Kills working processes at random moments and checks after each that everything acknowledged is there and nothing is half-done. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { openStore, type Store } from '../../src/store/open-store.ts';
import { history, resolveModel } from '../../src/tracking/registry.ts';
import { getRun } from '../../src/tracking/runs.ts';
import { type Child, startChild } from './children.ts';
import { loggedPredictions } from './logged-predictions.ts';

/** Longest time that the kill may take to arrive and a loaded machine may hold back a write beyond the promised 50 ms. */
const slackMs = 400;
const windowMs = 50;

export interface KillReport {
  readonly kills: number;
  readonly acknowledged: number;
  /** Predictions answered but lost, all younger than the window. */
  readonly lostPredictions: number;
}

/** Kills `kills` processes that work on `home`, one after the other; most in the part of their work where the writes are. */
export async function killLoop(home: string, kills: number): Promise<KillReport> {
  const flushed = new Set<string>();
  let acknowledged = 0;
  let lostPredictions = 0;
  for (let kill = 0; kill < kills; kill++) {
    const child = startChild('work-until-killed', home);
    // Of ten kills, one hits the opening, two anything, seven the writes at the end of a round.
    const aim = kill % 10;
    await child.until(aim === 0 ? 'opening' : aim < 3 ? 'opened' : 'writing');
    await sleep(Math.random() * (aim === 0 ? 120 : aim < 3 ? 200 : 45));
    const killedMs = Date.now();
    child.process.kill('SIGKILL');
    const { errors } = await child.ended;
    expect(errors).toBe('');
    const store = await openStore(home);
    await checkAcknowledged(store, child);
    await checkNothingHalfDone(store);
    lostPredictions += await checkPredictions(store, child, killedMs);
    for (const line of child.lines) if ('flushed' in line) flushed.add(String(line.flushed));
    acknowledged += child.lines.length;
    await store.close();
  }
  await checkWholeLog(home, flushed);
  return { kills, acknowledged, lostPredictions };
}

async function checkAcknowledged(store: Store, { lines }: Child): Promise<void> {
  const reasons = lines.some((line) => 'reason' in line)
    ? new Map((await history(store, 'flights')).map((move) => [move.reason, move]))
    : new Map();
  for (const line of lines) {
    if ('started' in line) await getRun(store, String(line.started));
    if ('metric' in line) {
      const { series } = await getRun(store, String(line.metric));
      expect(series.map((point) => point.step)).toContain(line.step);
    }
    if ('blob' in line) await store.blobs.get(String(line.blob));
    if ('finished' in line) {
      expect((await getRun(store, String(line.finished))).status).toBe('finished');
      expect((await resolveModel(store, `flights@${line.version}`)).runId).toBe(line.finished);
    }
    if ('promoted' in line) expect(reasons.get(line.reason)).toMatchObject({ action: 'promote', to: line.promoted });
    if ('rolledBack' in line) expect(reasons.get(line.reason)).toMatchObject({ action: 'rollback' });
    if ('labelled' in line) expect(await store.labels.history(String(line.labelled))).toMatchObject([{ label: 'no' }]);
  }
}

async function checkNothingHalfDone(store: Store): Promise<void> {
  await store.audit.verify();
  const runs = await store.records.selectFrom('runs').select(['run_id', 'status']).execute();
  const versions = await store.records.selectFrom('versions').selectAll().orderBy('version').execute();
  const finished = runs.filter((run) => run.status === 'finished').map((run) => run.run_id);
  expect(versions.map((version) => version.run_id).sort()).toEqual(finished.sort());
  expect(versions.map((version) => version.version)).toEqual(versions.map((_, i) => i + 1));
  const newest = versions.at(-1);
  if (newest) await store.blobs.get(newest.artifact_hash);
  for (const alias of await store.records.selectFrom('aliases').selectAll().execute()) {
    const moves = await history(store, alias.model);
    expect(moves.at(-1)?.to).toBe(alias.version);
    const stack = await store.records.selectFrom('alias_promotions').selectAll().orderBy('depth').execute();
    expect(stack.map((one) => one.depth)).toEqual(stack.map((_, i) => i));
    expect(stack.at(-1)).toMatchObject({ depth: alias.depth, version: alias.version });
    const version = versions.find((one) => one.version === alias.version);
    await store.blobs.get(version!.artifact_hash);
  }
  const entries = await store.records
    .selectFrom('audit')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const moves = await store.records.selectFrom('alias_history').select('id').execute();
  expect(entries.count).toBe(versions.length + moves.length);
}

async function checkPredictions(store: Store, { lines }: Child, killedMs: number): Promise<number> {
  const appended = lines.filter((line) => 'appended' in line);
  const known = await store.predictions.knows(appended.map((line) => String(line.appended)));
  const lost = appended.filter((line) => !known.has(String(line.appended)));
  for (const line of lost) expect(killedMs - Number(line.atMs)).toBeLessThan(windowMs + slackMs);
  const flushed = lines.filter((line) => 'flushed' in line).map((line) => String(line.flushed));
  expect(flushed.filter((id) => !known.has(id))).toEqual([]);
  return lost.length;
}

/** Every flushed event is read back once, and no line is damaged. */
async function checkWholeLog(home: string, flushed: ReadonlySet<string>): Promise<void> {
  const store = await openStore(home);
  const ids = (await loggedPredictions(store, 'flights')).map((event) => event.predictionId);
  expect(new Set(ids).size).toBe(ids.length);
  const read = new Set(ids);
  expect([...flushed].filter((id) => !read.has(id))).toEqual([]);
  expect(await store.predictions.loss('flights')).toEqual({ dropped: 0, damaged: 0 });
  await store.close();
}
