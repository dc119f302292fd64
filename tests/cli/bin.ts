/** Runs the built program in a process of its own, as a shell would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The built program. */
export const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

export interface Running {
  readonly child: ChildProcess;
  /** What was printed so far. */
  stdout(): string;
  stderr(): string;
  /** Resolves when the text was printed on either stream; rejects when the process ends before. */
  until(text: string): Promise<void>;
  readonly ended: Promise<{ exitCode: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }>;
}

/** Where and with which variables besides one's own a program runs. */
export interface Place {
  readonly folder?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the program. `node` are flags of Node itself. */
export function start(words: readonly string[], node: readonly string[] = [], { folder, env }: Place = {}): Running {
  if (!existsSync(bin)) throw new Error('dist/ is not built: run `npm run build` first');
  const child = spawn(process.execPath, [...node, bin, ...words], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let listeners: (() => void)[] = [];
  const heard = () => {
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    heard();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    heard();
  });
  const ended: Running['ended'] = new Promise((resolve) => {
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }));
  });
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    until: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!`${stdout}${stderr}`.includes(text)) return;
          listeners = listeners.filter((listener) => listener !== look);
          resolve();
        };
        listeners.push(look);
        look();
        ended.then(() => reject(new Error(`ended before it printed ${text}: ${stdout}${stderr}`)));
      }),
  };
}
