// Makes a clone ready: installs what is missing and builds what is stale. Quiet when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from './build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const modifiedAt = (path) => statSync(`${root}/${path}`).mtimeMs;

/** npm writes node_modules/.package-lock.json last, so its absence also means an install that was cut short. */
const installed = 'node_modules/.package-lock.json';
const stale = !existsSync(`${root}/${installed}`) || modifiedAt(installed) < modifiedAt('package-lock.json');

if (stale) {
  console.error('modelwright: installing dependencies (npm ci)');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}
await buildIfStale();
