/**
 * Commands that are killed at any instant, half of them in the last fifth of their work where the writes are: nothing acknowledged
 * is lost, nothing is half there, and the next command works.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createRng, type Modelwright, openModelwright } from '../../src/index.ts';
import { writeShop } from '../train/tables.ts';
import { runCommand } from './run-command.ts';

const rounds = 10;
const freshRows = 600;

/** What each command adds, once it is acknowledged. The log of predictions grows row by row, everything else at once. */
const adds = {
  train: { versions: 1 },
  promote: { moves: 1 },
  rollback: { moves: 1 },
  predict: { rows: freshRows },
  labels: { labelled: freshRows },
  retrain: { versions: 1 },
} as const;
type Command = keyof typeof adds;
const names = Object.keys(adds) as Command[];

/** What a home holds, read by a process that opens it anew. */
async function stateOf(home: string) {
  const mw = await openModelwright({ home });
  try {
    expect(await mw.audit.verify({})).toMatchObject({ verified: true });
    expect(await mw.doctor({})).toMatchObject({ ok: true });
    const { models } = await mw.models.list({ name: 'shop' });
    const { history } = await mw.models.history({ name: 'shop' });
    const { rows, labelled } = await mw.monitor({ model: 'shop@1' });
    const trial = models.find(({ aliases }) => aliases.includes('trial'))?.version;
    return { trial, versions: models.length, moves: history.length, rows, labelled };
  } finally {
    await mw.close();
  }
}

async function checkVersions(mw: Modelwright): Promise<void> {
  for (const { version } of (await mw.models.list({ name: 'shop' })).models) {
    const model = `shop@${version}`;
    await mw.models.verify({ model });
    const { reportPath } = await mw.models.show({ model });
    expect(readFileSync(reportPath!, 'utf8').trimEnd().endsWith('</html>')).toBe(true);
  }
}

it('killed commands leave a home that is whole and has all that was acknowledged', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kill-'));
  const home = join(folder, 'home');
  const source = writeShop(folder, 'shop.csv', { rows: 2200, seed: 1 });
  const fresh = writeShop(folder, 'fresh.csv', { rows: freshRows, seed: 2, day: 100 });
  const output = join(folder, 'scored.csv');
  const labels = join(folder, 'labels.csv');
  const run = (...args: string[]) => runCommand(home, args);
  const outputRows = () => readFileSync(output, 'utf8').trimEnd().split('\n').slice(1);

  let trial = 1;
  const promote = () => {
    trial = 3 - trial;
    return ['models', 'promote', `shop@${trial}`, '--alias', 'trial', '--reason', 'kill test'];
  };
  /** The words of a command, after whatever it needs ahead. */
  const prepared: Record<Command, () => Promise<string[]>> = {
    train: async () => [
      'train',
      source,
      '--name',
      'shop',
      '--target',
      'bought',
      '--id-column',
      'id',
      '--max-candidates',
      '1',
    ],
    promote: async () => promote(),
    rollback: async () => {
      for (let ahead = 0; ahead < 2; ahead++) await run(...promote());
      return ['models', 'rollback', 'shop', '--alias', 'trial'];
    },
    predict: async () => ['predict', 'shop@1', fresh, '--output', output],
    labels: async () => {
      await run(...(await prepared.predict()));
      const lines = outputRows().map((line) => `${line.split(',')[0]},yes`);
      writeFileSync(labels, `prediction_id,label\n${lines.join('\n')}\n`);
      return ['labels', 'add', labels];
    },
    retrain: async () => ['retrain', 'shop@1', '--data', fresh, '--max-candidates', '1'],
  };

  try {
    await run(...(await prepared.train()));
    const took = new Map<Command, number>();
    for (const name of names) took.set(name, (await run(...(await prepared[name]()))).tookMs);

    const counts = { killed: 0, acknowledged: 0 };
    const instants = createRng(1).split('instants');
    for (let round = 0; round < rounds * names.length; round++) {
      const name = names[round % names.length];
      const words = await prepared[name]();
      const before = await stateOf(home);
      rmSync(output, { force: true });
      const from = Math.floor(round / names.length) % 2 === 0 ? 0 : 0.8;
      const killMs = took.get(name)! * (from + instants.uniform() * (1.05 - from));
      const { answer, exitCode } = await runCommand(home, words, killMs);
      if (exitCode === null) counts.killed++;
      if (answer) counts.acknowledged++;

      const after = await stateOf(home);
      trial = after.trial!;
      for (const key of ['versions', 'moves', 'rows', 'labelled'] as const) {
        const most = (adds[name] as Partial<Record<typeof key, number>>)[key] ?? 0;
        const grown = after[key] - before[key];
        if (answer || key !== 'rows')
          expect([name, key, answer ? [most] : [0, most]]).toEqual([name, key, expect.arrayContaining([grown])]);
        else expect(grown).toBeLessThanOrEqual(most);
      }
      expect(after.trial !== before.trial).toBe(after.moves > before.moves);
      if (answer && name === 'predict') expect(existsSync(output)).toBe(true);
      if (existsSync(output)) expect(outputRows()).toHaveLength(freshRows);
    }
    const mw = await openModelwright({ home });
    await checkVersions(mw);
    await mw.close();
    const litter = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.tmp'));
    console.log(JSON.stringify({ ...counts, litter: litter.length }));
    // A killed writer leaves the one file that it was writing.
    expect(litter.length).toBeLessThanOrEqual(counts.killed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
