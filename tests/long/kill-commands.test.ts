/** Commands that are killed at any point, half of them in the last fifth of their work where the writes are, lose nothing acknowledged. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { writeShop } from '../train/tables.ts';

const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
const rounds = 12;

interface Outcome {
  readonly exitCode: number | null;
  readonly answer?: Record<string, unknown>;
  readonly tookMs: number;
}

/** Runs a command; kills it after `killMs` when given. An answer counts as acknowledged when it was printed whole. */
async function run(home: string, args: readonly string[], killMs?: number): Promise<Outcome> {
  const startedMs = Date.now();
  const child: ChildProcess = spawn(process.execPath, [bin, ...args, '--home', home, '--json', '--quiet'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let errors = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const timer = killMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killMs);
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  if (exitCode !== 0 && exitCode !== null) throw new Error(`${args.join(' ')} ended with ${exitCode}: ${errors}`);
  return { exitCode, answer: out.endsWith('\n') ? JSON.parse(out) : undefined, tookMs: Date.now() - startedMs };
}

it('killed commands leave a home that is whole and has all that was acknowledged', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kill-'));
  const home = join(folder, 'home');
  const source = writeShop(folder, 'shop.csv', { rows: 2200, seed: 1 });
  const fresh = writeShop(folder, 'fresh.csv', { rows: 600, seed: 2, day: 100 });
  const output = join(folder, 'scored.csv');
  const labels = join(folder, 'labels.csv');
  const question = ['--name', 'shop', '--target', 'bought', '--id-column', 'id', '--max-candidates', '1'];
  const commands: Record<string, string[]> = {
    train: ['train', source, ...question],
    promote: ['models', 'promote', 'shop@1', '--reason', 'kill test', '--alias', 'trial'],
    predict: ['predict', 'shop@1', fresh, '--output', output],
    labels: ['labels', 'add', labels],
    retrain: ['retrain', 'shop', '--data', fresh, '--max-candidates', '1'],
  };
  const names = Object.keys(commands);
  try {
    await run(home, commands['train']);
    await run(home, commands['predict']);
    const ids = readFileSync(output, 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[0]);
    writeFileSync(labels, `prediction_id,label\n${ids.map((id) => `${id},yes`).join('\n')}\n`);
    const took = new Map<string, number>();
    for (const name of names) took.set(name, (await run(home, commands[name])).tookMs);

    let acknowledged = 0;
    for (let round = 0; round < rounds * names.length; round++) {
      const name = names[round % names.length];
      rmSync(output, { force: true });
      const from = round % 2 === 0 ? 0 : 0.8;
      const killMs = took.get(name)! * (from + Math.random() * (1.1 - from));
      const { answer } = await run(home, commands[name], killMs);
      await checkWhole(home);
      const { models } = (await run(home, ['models', 'list'])).answer as { models: { version: number }[] };
      const version = (answer?.['model'] as { version: number } | undefined)?.version;
      if (answer && name === 'train') expect(models.map((model) => model.version)).toContain(version);
      if (answer && name === 'predict') expect(readFileSync(output, 'utf8').trimEnd().split('\n')).toHaveLength(601);
      if (existsSync(output)) expect(readFileSync(output, 'utf8').trimEnd().split('\n')).toHaveLength(601);
      if (answer) acknowledged++;
    }
    console.log(JSON.stringify({ kills: rounds * names.length - acknowledged, acknowledged }));
    const { models } = (await run(home, ['models', 'list'])).answer as { models: { version: number }[] };
    for (const { version } of models) {
      await run(home, ['models', 'verify', `shop@${version}`]);
      const shown = (await run(home, ['models', 'show', `shop@${version}`])).answer as { reportPath: string };
      expect(readFileSync(shown.reportPath, 'utf8').trimEnd().endsWith('</html>')).toBe(true);
    }
    await run(home, commands['train']);
    const litter = readdirSync(folder, { recursive: true }).filter((path) => String(path).endsWith('.tmp'));
    expect(litter.length).toBeLessThan(rounds * names.length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function checkWhole(home: string): Promise<void> {
  expect((await run(home, ['audit', 'verify'])).answer).toMatchObject({ verified: true });
  const { ok, checks } = (await run(home, ['doctor'])).answer as { ok: boolean; checks: unknown[] };
  expect({ ok, checks }).toMatchObject({ ok: true });
}
