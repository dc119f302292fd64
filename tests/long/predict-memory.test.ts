/** Batch scoring is a stream: ten times the rows take hardly more memory. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { streamTable } from '../../src/data/read.ts';
import { resolveSource } from '../../src/data/source.ts';
import { openTableWriter } from '../../src/data/write.ts';
import { openModelwright } from '../../src/index.ts';
import { takeRows } from '../../src/table/table.ts';
import { flights } from '../train/with-home.ts';

const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));
const mostMoreBytes = 50 * 1024 * 1024;

/** Peak resident memory of a command, read from /proc while it runs. */
async function peakBytes(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [bin, ...args], { stdio: 'ignore' });
  let peak = 0;
  const timer = setInterval(() => {
    try {
      const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      peak = Math.max(peak, Number(kilobytes ?? 0) * 1024);
    } catch {
      // It has just ended.
    }
  }, 20);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(timer);
  expect(code).toBe(0);
  return peak;
}

describe.skipIf(!existsSync('/proc/self/status'))('batch prediction (memory is read from /proc)', () => {
  it.each([['logged'], ['not logged', '--no-log']])(
    'takes at most 50 MB more for ten times the rows, %s',
    async (_, ...flags) => {
      const folder = mkdtempSync(join(tmpdir(), 'memory-'));
      const home = join(folder, 'home');
      try {
        const mw = await openModelwright({ home });
        const question = {
          derive: ['late = delay > 15'],
          target: 'late',
          timeColumn: 'date',
          sample: 5000,
          maxCandidates: 1,
        };
        await mw.train({ source: flights, name: 'flights', ...question });
        await mw.close();
        const peakOf = async (rows: number) => {
          const source = await firstRows(rows, join(folder, `${rows}.csv`));
          const output = join(folder, 'scored.csv');
          const args = ['predict', 'flights', source, '--output', output, '--home', home, '--quiet', ...flags];
          return () => peakBytes(args);
        };
        const few = await (await peakOf(250_000))();
        const measureMany = await peakOf(2_500_000);
        // When garbage is collected depends on what else the machine does. It only ever adds, so the lowest of some runs tells.
        let many = await measureMany();
        for (let again = 0; again < 4 && many - few >= mostMoreBytes; again++) {
          many = Math.min(many, await measureMany());
        }
        expect(many - few).toBeLessThan(mostMoreBytes);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});

async function firstRows(rows: number, path: string): Promise<string> {
  const writer = await openTableWriter(path);
  let left = rows;
  for await (const batch of streamTable(await resolveSource(flights))) {
    const taken = Math.min(left, batch.nRows);
    await writer.write(
      takeRows(
        batch,
        Int32Array.from({ length: taken }, (_, row) => row),
      ),
    );
    left -= taken;
    if (left === 0) break;
  }
  await writer.close();
  return path;
}
