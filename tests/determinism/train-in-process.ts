/** Trains through the built command in a process of its own, under a given environment. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
const data = fileURLToPath(new URL('../../node_modules/vega-datasets/data/', import.meta.url));

/** What is trained: two classes and a number by a holdout, three classes by outer cross-validation. */
const questions = {
  birdstrikes: [join(data, 'birdstrikes.csv'), '--target', 'Effect Amount of damage', '--sample', '2500'],
  flights: [join(data, 'flights-3m.parquet'), '--target', 'distance', '--sample', '2500'],
  penguins: [join(data, 'penguins.json'), '--target', 'Species'],
} as const;

export interface Setting {
  /** Program that runs Node; default the running one. */
  readonly node?: string;
  readonly threads?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Trains a question with two candidates and reproduces it; returns both hashes. */
export async function hashesOf(question: keyof typeof questions, setting: Setting = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'determinism-'));
  const run = async (...args: string[]) => {
    const options = ['--threads', String(setting.threads ?? 2), '--home', join(folder, 'home'), '--json', '--quiet'];
    const { stdout } = await promisify(execFile)(setting.node ?? process.execPath, [bin, ...args, ...options], {
      cwd: folder,
      env: { ...process.env, ...setting.env },
    });
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  try {
    const trained = await run('train', ...questions[question], '--name', 'm', '--max-candidates', '2', '--seed', '11');
    const again = await run('reproduce', 'm@1');
    return { trained: trained['artifactHash'], reproduced: again['actual'] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
