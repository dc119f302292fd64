/** Whether this environment is fit to work in, thing by thing. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { asModelwrightError } from '../core/errors.ts';
import type { Platform } from './platform.ts';

export interface Examination {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

const oldestNode = [20, 20] as const;

/** Looks and changes nothing: a home that does not exist yet is not made. */
export async function examine(platform: Platform): Promise<{ ok: boolean; checks: Examination[] }> {
  const { home, threads } = platform.project;
  const checks = [
    await look('node', async () => nodeVersion()),
    await look('data engine (DuckDB)', queryEngine),
    await look('mathematics (WebAssembly)', loadDistributions),
    { name: 'threads', ok: true, detail: `${threads} for training` },
    await look('home', () => homeFolder(home)),
  ];
  const isThere = await exists(home);
  if (isThere) {
    const found = await look('store', async () => {
      const { checkStore } = await import('../store/check-store.ts');
      checks.push(...(await checkStore(await platform.store())));
      return 'opened';
    });
    checks.push(found);
  }
  const opened = isThere && checks.at(-1)?.ok ? await platform.store() : undefined;
  const { examineServing } = await import('./examine-serving.ts');
  checks.push(...(await examineServing(platform.project, opened)));
  return { ok: checks.every(({ ok }) => ok), checks };
}

async function look(name: string, work: () => Promise<string>): Promise<Examination> {
  try {
    return { name, ok: true, detail: await work() };
  } catch (error) {
    return { name, ok: false, detail: asModelwrightError(error).message };
  }
}

function nodeVersion(): string {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [least, leastMinor] = oldestNode;
  if (major < least || (major === least && minor < leastMinor)) {
    throw new Error(`${process.versions.node}, but ${oldestNode.join('.')} or newer is needed`);
  }
  return process.versions.node;
}

async function queryEngine(): Promise<string> {
  const { openEngine } = await import('../sql/engine.ts');
  const engine = await openEngine();
  try {
    const { columns } = await engine.query('select version() as version');
    const [column] = columns;
    return column.kind === 'string' ? column.dictionary[column.codes[0]] : 'unknown version';
  } finally {
    engine.close();
  }
}

async function loadDistributions(): Promise<string> {
  const { distributionsReady } = await import('../math/distributions.ts');
  await distributionsReady();
  return 'loaded';
}

async function homeFolder(home: string): Promise<string> {
  const present = await exists(home);
  await access(present ? home : dirname(home), constants.W_OK);
  return present ? home : `${home} (will be made at the first training)`;
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
