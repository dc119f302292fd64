/** Shell blocks of a guide, run as a newcomer would: in one folder, one command after the other, with the real program and real servers. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { bin, type Running, start } from '../cli/bin.ts';

/** What one command printed. */
export interface Ran {
  readonly command: string;
  readonly stdout: string;
}

export interface Shell {
  /** Runs a command as the guide shows it. @throws with what it printed when it fails */
  run(command: string): Promise<Ran>;
  /** Where the server of the guide listens now. */
  readonly url: string;
  /** Ends what runs. */
  close(): Promise<void>;
}

/** Commands of a guide's shell blocks, in order; one that goes on in the next line is one. */
export function commandsOf(guide: string): string[] {
  const blocks = [...guide.matchAll(/```(?:ba)?sh\n([\s\S]*?)```/g)].map(([, block]) => block);
  return blocks
    .flatMap((block) => block.replaceAll(/\\\n\s*/g, '').split('\n'))
    .map((line) => line.replace(/\s+# .*$/, '').trim())
    .filter((line) => line !== '');
}

const serve = /(^|\s)modelwright serve\b/;

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
    async run(shown) {
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
      const { stdout } = await promisify(execFile)('/bin/sh', ['-ec', checked], { cwd: folder, env });
      const [job] = /job_[0-9a-z]{26}/.exec(stdout) ?? [];
      if (job) env['JOB'] = job;
      const [key] = /mw_\w+/.exec(stdout) ?? [];
      if (key) env['MODELWRIGHT_KEY'] = key;
      return { command: shown, stdout };
    },
    close: stop,
  };
}
