/** Threads that are ended while they still load their modules leave the process alive. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { workerFile } from '../../src/core/worker-file.ts';

const sources = fileURLToPath(new URL('../../src', import.meta.url));
const foldPool = pathToFileURL(workerFile(import.meta.resolve('../../src/train/fold-pool.ts'), './fold-pool.ts')).href;

it('pools that are closed at any moment of their start', { timeout: 60_000 }, async () => {
  const script = `
    import { openFoldPool } from '${foldPool}';
    for (let ms = 0; ms < 400; ms += 20) {
      const pool = openFoldPool(2);
      await new Promise((resolve) => setTimeout(resolve, ms));
      await pool.close();
    }
    console.log('alive');`;
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  await expect(run).resolves.toMatchObject({ stdout: 'alive\n' });
});

// The moment that kills is short, so the above finds it in one of three runs; this finds its cause in each.
it('every pool begins with the entry that imports', () => {
  const pools = readdirSync(sources, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => readFileSync(join(sources, path), 'utf8').match(/new Piscina\(\{[^}]*\}\)/g) ?? []);
  expect(pools.length).toBeGreaterThan(0);
  expect(pools.filter((options) => !options.includes('...threadOf('))).toEqual([]);
});
