/** The guide on webhooks: its receiver hears of the jobs of its commands, and believes nobody else. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { nowMs } from '../../src/core/clock.ts';
import { openStore } from '../../src/store/open-store.ts';
import { registerModel, smallModel } from '../server/small-models.ts';
import { readGuide } from './examples.ts';
import { openShell } from './shell-blocks.ts';
import { shownCommands } from './shown-commands.ts';

const guide = readGuide('webhooks');
const secret = Buffer.alloc(32, 9).toString('base64');
const blockOf = (language: string) => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(guide)![1];

it('has a receiver that hears how jobs ended, and refuses what is not signed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'webhooks-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  vi.stubEnv('NIGHTLY_SECRET', secret);
  onTestFinished(() => void vi.unstubAllEnvs());
  const port = await freePort();
  const at = (text: string) => text.replace('127.0.0.1:9000', `127.0.0.1:${port}`);
  const config = at(blockOf('ts'))
    .replace(/^import .*\n/, '')
    .replace('defineProject(', '(');
  writeFileSync(join(folder, 'modelwright.config.ts'), config);
  writeFileSync(join(folder, 'receiver.mjs'), blockOf('js'));
  writeFileSync(join(folder, 'rows.csv'), 'city,distance,night,at\nBern,7,true,2026-03-01T10:30:00Z\n');
  const store = await openStore(join(folder, '.modelwright'));
  await registerModel(store, 'flights', smallModel('binary'));
  await store.close();
  const receiver = startReceiver(folder, port);
  onTestFinished(() => void receiver.child.kill());
  const shell = openShell(folder);
  onTestFinished(() => shell.close());
  const printed: string[] = [];
  for (const { command } of shownCommands('webhooks')) {
    printed.push((await shell.run(command)).stdout);
  }
  const ids = [1, 4].map((place) => /job_[0-9a-z]{26}/.exec(printed[place])![0]);
  expect(printed[1]).toMatch(/^webhook +nightly: pending$/m);
  for (const place of [2, 3]) expect(printed[place]).toMatch(/^webhook +nightly: (pending|delivered)/m);
  await vi.waitUntil(() => receiver.lines().length >= 2, { timeout: 60_000 });
  expect(receiver.lines().toSorted()).toEqual(ids.map((id) => `${id} done`).toSorted());
  await vi.waitFor(
    async () => {
      const { stdout } = await shell.run('modelwright jobs show $JOB');
      expect(stdout).toMatch(/^webhook +nightly: delivered, 1 attempt, status 204$/m);
    },
    { timeout: 30_000 },
  );
  const forged = await fetch(`http://127.0.0.1:${port}/jobs`, {
    method: 'POST',
    headers: { 'webhook-id': 'a', 'webhook-timestamp': String(nowMs() / 1000), 'webhook-signature': 'v1,abc' },
    body: '{"jobId":"job_forged","state":"done"}',
  });
  expect([forged.status, receiver.lines().length]).toEqual([401, 2]);
}, 300_000);

function startReceiver(folder: string, port: number): { readonly child: ChildProcess; lines(): string[] } {
  const env = { ...process.env, PORT: String(port) };
  const child = spawn(process.execPath, ['receiver.mjs'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return { child, lines: () => text.split('\n').filter((line) => line !== '') };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
