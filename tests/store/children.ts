/** Child processes for tests of several processes on one home. They run the built package, as users do. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = fileURLToPath(new URL('../../dist/store/open-store.js', import.meta.url));

/** A running script of this folder and the JSON lines that it has printed. */
export interface Child {
  readonly process: ChildProcess;
  readonly lines: Record<string, unknown>[];
  /** Resolves when a line with this field has come, or the process has ended. */
  until(field: string): Promise<void>;
  /** Resolves when the process has ended and all its output was read. */
  readonly ended: Promise<{ code: number | null; errors: string }>;
}

/** Starts `<name>.mjs` of this folder. */
export function startChild(name: string, ...options: string[]): Child {
  if (!existsSync(built)) throw new Error('dist/ is not built: run `npm run build` first');
  const script = fileURLToPath(new URL(`./${name}.mjs`, import.meta.url));
  const child = spawn(process.execPath, [script, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: Record<string, unknown>[] = [];
  let waiting: { field: string; resolve: () => void }[] = [];
  let rest = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const line = JSON.parse(part) as Record<string, unknown>;
      lines.push(line);
      for (const one of waiting) if (one.field in line) one.resolve();
      waiting = waiting.filter((one) => !(one.field in line));
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const ended = new Promise<{ code: number | null; errors: string }>((resolve) => {
    child.on('close', (code) => {
      for (const one of waiting) one.resolve();
      resolve({ code, errors });
    });
  });
  const until = (field: string) =>
    lines.some((line) => field in line) || child.exitCode !== null
      ? Promise.resolve()
      : new Promise<void>((resolve) => waiting.push({ field, resolve }));
  return { process: child, lines, until, ended };
}
