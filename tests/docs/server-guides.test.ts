/** The commands of the guides on serving and access, run one after the other by a newcomer with a fresh folder. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { csvOf, flights, withDelays } from './newcomer-tables.ts';
import { inFolder, openShell, type Shell } from './shell-blocks.ts';
import { shownCommands } from './shown-commands.ts';

const minutes = 60_000;
let trained = '';
const [train, ...onServing] = shownCommands('serving', {
  'npm install @opentelemetry/sdk-node@0.223.0': 'the package is there',
}).map(({ command }) => command);

beforeAll(async () => {
  trained = mkdtempSync(join(tmpdir(), 'guides-'));
  const rows = flights(40);
  writeFileSync(join(trained, 'flights.csv'), csvOf(withDelays(flights(300))));
  writeFileSync(join(trained, 'rows.csv'), csvOf(rows));
  writeFileSync(join(trained, 'rows.ndjson'), rows.map((row) => JSON.stringify(row)).join('\n'));
  await openShell(trained).run(`${train} --max-candidates 1 --preset fast`);
}, 5 * minutes);
afterAll(() => rmSync(trained, { recursive: true, force: true }));

/** A folder in which the first model is there, for one guide. */
const withModel = (test: (shell: Shell, folder: string) => Promise<void>, named?: readonly string[]) =>
  inFolder(async (shell, folder) => {
    cpSync(trained, folder, { recursive: true });
    await test(shell, folder);
  }, named);

it(
  'those on serving work, and print what the guide says',
  () =>
    withModel(async (shell, folder) => {
      const spans = await openCollector();
      const printed: [string, string][] = [];
      for (const command of onServing) {
        if (command.includes('$JOB/result') || command.includes('jobs cancel'))
          await shell.run('modelwright jobs wait $JOB');
        const { stdout } = await shell.run(command.replace('http://127.0.0.1:4318', spans.url));
        printed.push([command, stdout]);
      }
      const of = (part: string) => printed.filter(([command]) => command.includes(part)).map(([, stdout]) => stdout);
      const answer = { predictions: [expect.stringMatching(/^(TRUE|FALSE)$/)], modelVersion: 1 };
      expect(JSON.parse(of('flights/predict -H')[0])).toMatchObject(answer);
      const read = (name: string) => readFileSync(join(folder, name), 'utf8').trimEnd().split('\n');
      expect(JSON.parse(read('flights.json').join('')).openapi).toBe('3.1.0');
      expect(read('answers.ndjson')).toHaveLength(40);
      expect(Object.keys(JSON.parse(read('answers.ndjson')[0])).slice(0, 2)).toEqual(['line', 'prediction']);
      expect(of('jobs create')[0]).toContain('flights@1: queued');
      expect(of('jobs wait')[0]).toContain('100 % of 40 rows');
      expect(of('-X POST').map((text) => JSON.parse(text).state)).toEqual(['done']);
      for (const text of of('/invocations')) expect(JSON.parse(text).predictions.length).toBeGreaterThan(0);
      expect(read('flights.ts').join('\n')).toContain('export interface FlightsModel');
      expect(read('modelwright-alerts.yml').join('\n')).toContain('groups:');
      expect(JSON.parse(read('modelwright-dashboard.json').join('\n'))).toHaveProperty('panels');
      await shell.run('curl http://127.0.0.1:8080/v1/models');
      await shell.close();
      expect(spans.paths()).toContain('/v1/traces');
      await spans.close();
    }),
  5 * minutes,
);

it(
  'those on access work: a key lets in, and lets in no more once it is revoked',
  () =>
    withModel(
      async (shell) => {
        const [create, ...others] = shownCommands('access').map(({ command }) => command);
        await shell.run(create);
        for (const command of others) {
          const { stdout } = await shell.run(command);
          if (command.startsWith('curl')) expect(JSON.parse(stdout)).toMatchObject({ modelVersion: 1 });
          if (command.includes('keys list')) expect(stdout).toMatch(/^checkout +predictor +flights +active /m);
        }
        await shell.run('modelwright keys create late --models flights');
        const predict = others.find((command) => command.startsWith('curl'))!;
        for (let i = 0; i < 50; i++)
          if (
            await shell.run(predict).then(
              () => true,
              () => false,
            )
          )
            break;
        await shell.run('modelwright keys revoke late');
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        await expect(shell.run(predict)).rejects.toThrow(/CREDENTIALS_INVALID|401/);
        await expect(shell.run(predict.replace(/-H "authorization[^"]+" /, ''))).rejects.toThrow(
          /CREDENTIALS_MISSING|401/,
        );
      },
      ['https://ml.example.com'],
    ),
  5 * minutes,
);

/** Takes spans as a collector does, and remembers where they came. */
async function openCollector() {
  const paths: (string | undefined)[] = [];
  const server = createServer((request, answer) => {
    paths.push(request.url);
    request.resume().on('end', () => answer.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths: () => paths,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
