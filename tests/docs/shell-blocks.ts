/** Commands of a guide, run as a newcomer would: in one folder, one after the other, with the real program and real servers. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { bin, type Running, start } from '../cli/bin.ts';

/** What one command printed. */
export interface Ran {
  readonly command: string;
  /** With what stands on standard error behind it, where the command was to fail. */
  readonly stdout: string;
}

export interface Shell {
  /** Runs a command as the guide shows it. @throws with what it printed when it ends with another exit code */
  run(command: string, exitCode?: number): Promise<Ran>;
  /** Where the server of the guide listens now. */
  readonly url: string;
  /** Ends what runs. */
  close(): Promise<void>;
}

const serve = /(^|\s)modelwright serve\b/;

/** Runs a test with a shell in a fresh folder. */
export async function inFolder(test: (shell: Shell, folder: string) => Promise<void>, named?: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'guide-'));
  const shell = openShell(folder, named);
  try {
    await test(shell, folder);
  } finally {
    await shell.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A shell in a folder. A server that a command starts takes a free port and replaces the one before; addresses of the guide, `named`
 * beside the usual one, stand for it. `$JOB` is the job that was handed in last, `$MODELWRIGHT_KEY` the key that was made last.
 */
export function openShell(folder: string, named: readonly string[] = []): Shell {
  const tools = join(folder, 'tools');
  mkdirSync(tools, { recursive: true });
  writeFileSync(join(tools, 'modelwright'), `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`);
  chmodSync(join(tools, 'modelwright'), 0o755);
  const home = join(folder, '.modelwright');
  const env: Record<string, string | undefined> = {
    ...process.env,
    PATH: `${tools}${delimiter}${process.env['PATH']}`,
    MODELWRIGHT_HOME: home,
  };
  let server: Running | undefined;
  let url = '';
  const stop = async () => {
    server?.child.kill('SIGINT');
    await server?.ended;
    server = undefined;
  };
  return {
    get url() {
      return url;
    },
    async run(shown, exitCode = 0) {
      const command = ['http://127.0.0.1:8080', ...named].reduce((text, one) => text.replaceAll(one, url), shown);
      if (serve.test(command)) {
        await stop();
        const [before, after] = command.split('modelwright serve');
        const variables = Object.fromEntries(
          [...before.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
        );
        const words = after.split(' ').filter((word) => word !== '');
        const own = ['serve', ...words, '--port', '0', '--home', home, '--json', '--quiet'];
        server = start(own, [], { folder, env: variables });
        await server.until('"url"');
        url = JSON.parse(server.stdout().split('\n')[0]).url.replace('0.0.0.0', '127.0.0.1');
        return { command: shown, stdout: server.stdout() };
      }
      const checked = command.replace(/^curl /, 'curl --silent --show-error --fail-with-body ');
      const { stdout } = await promisify(execFile)('/bin/sh', ['-ec', checked], { cwd: folder, env }).catch((error) => {
        if (error.code !== exitCode) throw error;
        return { stdout: `${error.stdout}${error.stderr}` };
      });
      const [job] = /job_[0-9a-z]{26}/.exec(stdout) ?? [];
      if (job) env['JOB'] = job;
      const [key] = /mw_\w+/.exec(stdout) ?? [];
      if (key) env['MODELWRIGHT_KEY'] = key;
      return { command: shown, stdout };
    },
    close: stop,
  };
}
