/** Runs `modelwright` commands as a person would, in processes of their own, and reads their JSON. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../dist/bin.js', import.meta.url));

/** Runs a command with `--json`, shows it, lets its progress and errors through, and returns what it printed. */
export async function modelwright(home, args) {
  const { stdout, exitCode } = await run(home, args, 'inherit');
  if (exitCode !== 0) throw new Error(`the command ended with exit code ${exitCode}`);
  return JSON.parse(stdout);
}

/** Runs a command that has to fail; returns its exit code and the code of its error. */
export async function refused(home, args) {
  const { stderr, exitCode } = await run(home, args, 'pipe');
  const last = stderr.trimEnd().split('\n').at(-1);
  return { exitCode, code: exitCode === 0 ? 'none' : JSON.parse(last).error.code };
}

async function run(home, args, stderr) {
  const quoted = args.map((arg) => (/^[\w./@:=-]+$/.test(arg) ? arg : `"${arg}"`));
  console.log(`\n$ modelwright ${quoted.join(' ')}`);
  const child = spawn(process.execPath, [bin, ...args, '--json', '--home', home], {
    stdio: ['ignore', 'pipe', stderr],
  });
  const [out, errors, exitCode] = await Promise.all([
    textOf(child.stdout),
    child.stderr ? textOf(child.stderr) : '',
    new Promise((resolve) => child.once('close', resolve)),
  ]);
  return { stdout: out, stderr: errors, exitCode };
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

async function textOf(stream) {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  return text;
}
