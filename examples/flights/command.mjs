/** Runs `modelwright` commands as a person would, in processes of their own, and reads their JSON. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

/** A failed command: its exit code and the error it printed. */
export class CommandError extends Error {
  constructor(exitCode, error) {
    super(error.message);
    this.exitCode = exitCode;
    this.code = error.code;
  }
}

/** Runs a command with `--json`, shows it, lets its progress through, and returns what it printed. */
export async function modelwright(home, args) {
  const quoted = args.map((arg) => (/^[\w./@:=-]+$/.test(arg) ? arg : `"${arg}"`));
  console.log(`\n$ modelwright ${quoted.join(' ')}`);
  const child = spawn(process.execPath, [bin, ...args, '--json', '--home', home], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, exitCode] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr, (text) => process.stderr.write(text)),
    new Promise((resolve) => child.once('close', resolve)),
  ]);
  if (exitCode === 0) return JSON.parse(stdout);
  const last = stderr.trimEnd().split('\n').at(-1) ?? '';
  throw new CommandError(exitCode, last.startsWith('{') ? JSON.parse(last).error : { message: stderr });
}

/** Starts `modelwright serve` on a free port; resolves when it listens. */
export async function startServer(home) {
  console.log('\n$ modelwright serve --port 0');
  const child = spawn(process.execPath, [bin, 'serve', '--port', '0', '--home', home], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise((resolve) => child.once('close', resolve));
  const url = await new Promise((resolve, reject) => {
    let seen = '';
    const look = (chunk) => {
      seen += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(seen);
      if (found) resolve(found[0]);
    };
    child.stdout.setEncoding('utf8').on('data', look);
    child.stderr.setEncoding('utf8').on('data', look);
    exited.then((code) => reject(new Error(`the server ended with ${code}: ${seen}`)));
  });
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      return await exited;
    },
  };
}

async function textOf(stream, show = () => {}) {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    show(chunk);
    text += chunk;
  }
  return text;
}
