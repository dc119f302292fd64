/** The commands of jobs on a server, and on the state folder that it serves: the same answers by both ways. */
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createKey } from '../../src/access/keys.ts';
import { startServer } from '../../src/server/start.ts';
import { openStore } from '../../src/store/open-store.ts';
import { cli } from '../cli/in-process.ts';
import { withHome } from '../store/with-home.ts';
import { goodRow, registerModel, smallModel } from './small-models.ts';

const asked = ['--json', '--quiet'];

it(
  'hand in, follow, read and cancel by both ways alike',
  () =>
    withHome(async (home) => {
      const store = await openStore(home);
      await registerModel(store, 'late', smallModel('binary'));
      const key = async (name: string, models: string[]) =>
        (await createKey(store, { name, role: 'predictor', models, expiresDays: 1, actor: 'ann' })).key;
      const [good, other] = [await key('good', ['late']), await key('other', ['churn'])];
      const platform = { store: async () => store };
      const server = await startServer({ platform, port: 0, access: { auth: ['keys'] } });
      try {
        const rows = Array.from({ length: 300 }, (_, i) => (i === 7 ? { city: 7 } : { ...goodRow, distance: i }));
        await writeFile(`${home}/rows.ndjson`, rows.map((row) => JSON.stringify(row)).join('\n'));
        const answers: string[] = [];
        for (const way of [
          ['--home', home],
          ['--url', server.url, '--token', good],
        ]) {
          const run = async (...words: string[]) => {
            const { exitCode, stdout, stderr } = await cli(['jobs', ...words, ...way, ...asked]);
            expect([words[0], exitCode, stderr]).toEqual([words[0], 0, '']);
            return JSON.parse(stdout);
          };
          const { jobId, of } = await run('create', 'late', `${home}/rows.ndjson`);
          expect(of).toBe(300);
          expect(await run('wait', jobId)).toMatchObject({
            state: 'done',
            rows: 300,
            of: 300,
            model: 'late',
            version: 1,
          });
          expect((await run('list')).jobs[0]).toMatchObject({ jobId, state: 'done' });
          const output = `${home}/answers.ndjson`;
          const { bytes } = await run('results', jobId, '--output', output);
          const text = await readFile(output, 'utf8');
          expect(Buffer.byteLength(text)).toBe(bytes);
          answers.push(text.replaceAll(/prediction_\w+/g, 'id'));
          expect(await run('cancel', jobId)).toMatchObject({ state: 'done' });
        }
        expect(answers[1]).toBe(answers[0]);
        expect(answers[0].split('\n')[7]).toContain('"line":8,"error":{"code":"ROW_INVALID"');

        const told = async (...words: string[]) => {
          const { exitCode, stderr } = await cli(['jobs', ...words, ...asked]);
          const { code, message } = JSON.parse(stderr).error;
          return [exitCode, code, message];
        };
        const { url } = server;
        expect(await told('show', 'job_no', '--url', url, '--token', good)).toEqual(
          await told('show', 'job_no', '--home', home),
        );
        expect((await told('list', '--url', url)).slice(0, 2)).toEqual([1, 'CREDENTIALS_MISSING']);
        const strange = await told('create', 'late', `${home}/rows.ndjson`, '--url', url, '--token', other);
        expect(strange.slice(0, 2)).toEqual([1, 'MODEL_NOT_FOUND']);
        for (const way of [
          ['--url', url, '--token', good],
          ['--home', home],
        ]) {
          expect((await told('create', 'late', `${home}/none.csv`, ...way)).slice(0, 2)).toEqual([
            1,
            'SOURCE_NOT_FOUND',
          ]);
          expect(await told('create', 'late', `${home}/rows.ndjson`, '--webhook', 'nightly', ...way)).toEqual([
            1,
            'WEBHOOK_NOT_FOUND',
            'webhook "nightly" is not declared; webhooks are: none',
          ]);
        }
        expect((await told('create', 'late', 'rows.parquet', '--home', home))[2]).toContain('.csv, .ndjson or .jsonl');
      } finally {
        await server.close();
        await store.close();
      }
    }),
  120_000,
);

it('say what they know of a server that is newer, or none', async () => {
  const played = createServer((_, answer) => {
    answer.writeHead(418, { 'content-type': 'application/json' });
    answer.end('{"error":{"code":"TEAPOT_SHORT","message":"short and stout","details":{}}}');
  });
  await new Promise<void>((resolve) => played.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(played.address() as AddressInfo).port}`;
  const newer = await cli(['jobs', 'list', '--url', url]);
  expect([newer.exitCode, newer.stderr.trim()]).toEqual([
    1,
    `error the server at ${url} refused with TEAPOT_SHORT: short and stout`,
  ]);
  await new Promise((resolve) => played.close(resolve));
  const none = await cli(['jobs', 'list', '--url', url]);
  expect([none.exitCode, none.stderr]).toEqual([1, expect.stringContaining(`no answer of the server at ${url}: `)]);
});
