/** One process that writes a home in every way there is, under a fault; and what must hold of the home afterwards. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { checkStore } from '../../src/store/check-store.ts';
import { openStore, type Store } from '../../src/store/open-store.ts';
import { history, listVersions, resolveModel } from '../../src/tracking/registry.ts';
import { getRun } from '../../src/tracking/runs.ts';
import { loggedPredictions } from '../store/logged-predictions.ts';

const file = (name: string) => fileURLToPath(new URL(`./${name}.mjs`, import.meta.url));

export type Line = Readonly<Record<string, unknown>>;

export interface Work<Printed = Line> {
  /** What it acknowledged, in order. */
  readonly lines: readonly Printed[];
}

export interface Ended<Printed = Line> extends Work<Printed> {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly errors: string;
}

/** Runs a script of this folder that prints lines of JSON. @param under a program and its words that run it */
export async function runScript<Printed = Line>(
  name: 'print-work' | 'work-with-failures',
  words: readonly string[],
  under: readonly string[] = [],
): Promise<Ended<Printed>> {
  const [program, ...more] = [...under, process.execPath, file(name), ...words];
  const child = spawn(program, more, { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return await new Promise((resolve) => {
    child.once('close', (exitCode, signal) => {
      const lines = printed.split('\n').slice(0, -1);
      resolve({ exitCode, signal, errors, lines: lines.map((line) => JSON.parse(line) as Printed) });
    });
  });
}

/** Everything acknowledged is there, everything else is whole or absent. */
export async function expectWhole(home: string, works: readonly Work[]): Promise<void> {
  const store = await openStore(home);
  expect((await checkStore(store)).filter(({ ok }) => !ok)).toEqual([]);
  const lines = works.flatMap((work) => work.lines);
  if (lines.some((line) => 'version' in line)) await expectRegistry(store, lines);
  for (const { blob, metric } of lines) {
    if (blob) await store.blobs.get(String(blob));
    if (metric) expect((await getRun(store, String(metric))).series).toMatchObject([{ name: 'loss', value: 0.5 }]);
  }
  const read = (await loggedPredictions(store, 'late')).map((event) => event.predictionId);
  expect(new Set(read).size).toBe(read.length);
  for (const { predicted, dropped } of lines) {
    if (!Array.isArray(predicted)) continue;
    // What is told as lost may be there all the same; what is not told as lost must be.
    expect(predicted.filter((id) => !read.includes(id)).length).toBeLessThanOrEqual(Number(dropped));
  }
  for (const { labelled } of lines) {
    if (labelled) expect(await store.labels.history(String(labelled))).toMatchObject([{ label: 'no' }]);
  }
  await store.close();
}

async function expectRegistry(store: Store, lines: readonly Line[]): Promise<void> {
  const versions = (await listVersions(store, 'late')).map(({ version }) => version).reverse();
  expect(versions).toEqual(versions.map((_, i) => i + 1));
  const moves = await history(store, 'late');
  for (const { version, artifactHash, promoted, reason } of lines) {
    if (version) expect((await resolveModel(store, `late@${version}`)).artifactHash).toBe(artifactHash);
    if (promoted) expect(moves.find((move) => move.reason === reason)).toMatchObject({ to: promoted });
  }
}
