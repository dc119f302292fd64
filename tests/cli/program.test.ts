/** The program as a process: signals, closed pipes, old Node, serving, running through npx. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openGrpcClient } from '../server/grpc-client.ts';
import { withHome } from '../store/with-home.ts';
import { bin, start } from './bin.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const quick = { cwd: root, encoding: 'utf8', timeout: 30_000 } as const;

/** Rows enough for a search that lasts until it is stopped. */
async function slowSource(home: string): Promise<string> {
  await mkdir(`${home}-data`);
  const source = join(`${home}-data`, 'slow.csv');
  const rows = Array.from({ length: 3000 }, (_, i) => `${(i * 37) % 1009},${(i * 53) % 977},${(i * 7919) % 101 > 50}`);
  await writeFile(source, ['a,b,late', ...rows].join('\n'));
  return source;
}

describe('the executable', () => {
  it('may be executed and names its interpreter', () => {
    accessSync(bin, constants.X_OK);
    expect(readFileSync(bin, 'utf8').startsWith('#!/usr/bin/env node\n')).toBe(true);
    expect(spawnSync(bin, ['--version'], quick).stdout).toBe(`${manifest.version}\n`);
  });

  it('is what npx runs in the clone', () => {
    const { stdout, status } = spawnSync('npx', ['--offline', 'modelwright', '--version'], quick);
    expect([status, stdout]).toEqual([0, `${manifest.version}\n`]);
  });

  it.each(['20.19.4', '18.20.0'])('refuses Node %s in a sentence', async (version) => {
    const pretend = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`;
    const { exitCode, stdout, stderr } = await start(['--version'], ['--import', pretend]).ended;
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`modelwright needs Node ${manifest.engines.node.slice(2)} or newer; this is ${version}\n`);
  });

  it('prints nothing but the answer with --json', async () => {
    const { exitCode, stdout, stderr } = await start(['profile', 'package.json', '--json']).ended;
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).rows).toBe(1);
    expect(stderr).toMatch(/^( +\d+ m?s {2}.*\n)*$/);
  });
});

describe('a reader that goes away', () => {
  it.each(['profile package.json', '--help', 'train no.csv --target x'])('is no error: %s', (line) => {
    const command = `"${process.execPath}" "${bin}" ${line} 2>&1 | true; exit \${PIPESTATUS[0]}`;
    const { status, stderr } = spawnSync('bash', ['-c', command], quick);
    expect([status, stderr]).toEqual([line.startsWith('train') ? 1 : 0, '']);
  });
});

describe('an interrupt', () => {
  it('Ctrl-C ends a search, and the best so far is judged and registered', () =>
    withHome(async (home) => {
      const source = await slowSource(home);
      const training = start(['train', source, '--target', 'late', '--budget', '10m', '--home', home, '--json']);
      await training.until('search');
      training.child.kill('SIGINT');
      const { exitCode, stdout } = await training.ended;
      expect(exitCode).toBe(0);
      const { model, durationMs } = JSON.parse(stdout);
      expect(model.version).toBe(1);
      expect(durationMs).toBeLessThan(300_000);
    }));

  it('SIGTERM ends a training in good order', () =>
    withHome(async (home) => {
      const source = await slowSource(home);
      const words = ['train', source, '--target', 'late', '--budget', '10m', '--home', home];
      const training = start(words);
      await training.until('search');
      training.child.kill('SIGTERM');
      const { exitCode, stdout, stderr } = await training.ended;
      expect([exitCode, stdout]).toEqual([130, '']);
      expect(stderr).toContain('error train was cancelled\n');
      expect(stderr).not.toMatch(/\n {4}at /);

      const { runs } = JSON.parse((await start(['runs', 'list', '--json', '--home', home]).ended).stdout);
      expect(runs).toMatchObject([{ status: 'cancelled' }]);
      const models = JSON.parse((await start(['models', 'list', '--json', '--home', home]).ended).stdout);
      expect(models).toEqual({ models: [] });
      expect(await readdir(join(home, 'reports')).catch(() => [])).toEqual([]);
    }));
});

describe('serve', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('serves until %s, then ends with 0', (signal) =>
    withHome(async (home) => {
      const serving = start(['serve', '--port', '0', '--home', home]);
      await serving.until('stop with Ctrl-C');
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(serving.stdout())![0];
      expect((await fetch(`${url}/healthz/live`)).status).toBe(200);
      expect(await (await fetch(`${url}/v1/models`)).json()).toMatchObject({ models: [] });

      const second = await start(['serve', '--port', new URL(url).port, '--home', home, '--json']).ended;
      expect([second.exitCode, second.stdout]).toEqual([1, '']);
      expect(JSON.parse(second.stderr).error.code).toBe('PORT_IN_USE');

      serving.child.kill(signal);
      const { exitCode, stderr } = await serving.ended;
      const duck = signal === 'SIGTERM' ? 'not ready, answering for 5000 ms more, then ' : '';
      expect([exitCode, stderr]).toEqual([0, `stopping: ${duck}finishing the requests in flight\n`]);
    }),
  );

  it('says that nobody can be let in while there is no key', () =>
    withHome(async (home) => {
      const serve = async () => {
        const serving = start(['serve', '--port', '0', '--auth', 'keys', '--home', home]);
        await serving.until('stop with Ctrl-C');
        serving.child.kill('SIGINT');
        await serving.ended;
        return serving.stdout();
      };
      expect(await serve()).toContain('no key is good yet; `modelwright keys create <name>` makes one');
      await start(['keys', 'create', 'checkout', '--home', home]).ended;
      expect(await serve()).not.toContain('no key');
    }));

  it('tells a program where it listens', () =>
    withHome(async (home) => {
      const serving = start(['serve', '--port', '0', '--home', home, '--json', '--quiet']);
      await serving.until('\n');
      expect(JSON.parse(serving.stdout())).toEqual({ url: expect.stringMatching(/^http:/), models: [], workers: 1 });
      serving.child.kill('SIGTERM');
      expect(await serving.ended).toMatchObject({ exitCode: 0, stderr: '' });
    }));

  it('speaks gRPC where it is asked to', () =>
    withHome(async (home) => {
      const serving = start(['serve', '--port', '0', '--grpc-port', '0', '--home', home, '--json', '--quiet']);
      await serving.until('\n');
      const { grpcAddress } = JSON.parse(serving.stdout());
      expect(grpcAddress).toMatch(/^127\.0\.0\.1:\d+$/);
      const client = await openGrpcClient(grpcAddress);
      expect(await client.call('inference.GRPCInferenceService/ServerReady')).toEqual({ ready: true });
      const [, port] = grpcAddress.split(':');
      const second = await start(['serve', '--port', '0', '--grpc-port', port, '--home', home]).ended;
      expect([second.exitCode, second.stderr]).toEqual([1, expect.stringContaining('--grpc-port')]);
      serving.child.kill('SIGTERM');
      expect(await serving.ended).toMatchObject({ exitCode: 0, stderr: '' });
      client.close();
      const wrong = await start(['serve', '--grpc-port', '65536', '--home', home]).ended;
      expect([wrong.exitCode, wrong.stderr]).toEqual([2, expect.stringContaining('--grpc-port')]);
    }));

  it('refuses other machines', async () => {
    const { exitCode, stderr } = await start(['serve', '--host', '0.0.0.0']).ended;
    expect(exitCode).toBe(2);
    expect(stderr).toContain('0.0.0.0');
  });
});
