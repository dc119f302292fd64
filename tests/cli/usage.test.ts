/** Command lines that are wrong: exit code 2, what is wrong in the words of the writer, and nothing done. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withHome } from '../store/with-home.ts';
import { argumentsOf } from './arguments-of.ts';
import { cli } from './in-process.ts';

const cases: [line: string, message: string, code: string][] = [
  ['tran', 'unknown option or command: tran (did you mean train?)', 'OPTION_UNKNOWN'],
  ['xyz', 'unknown option or command: xyz', 'OPTION_UNKNOWN'],
  ['models sho', 'unknown option or command: sho (did you mean show?)', 'OPTION_UNKNOWN'],
  ['train a.csv --taget x', 'unknown option or command: --taget (did you mean --target?)', 'OPTION_UNKNOWN'],
  ['train a.csv --time t', 'unknown option or command: --time (did you mean --time-column?)', 'OPTION_UNKNOWN'],
  [
    'train a.csv --target x --max 5',
    'unknown option or command: --max (did you mean one of --max-candidates, --max-bytes, --max-latency-us?)',
    'OPTION_UNKNOWN',
  ],
  ['train a.csv --target x -z', 'unknown option or command: -z', 'OPTION_UNKNOWN'],
  ['profile a.csv --porto 8', 'unknown option or command: --porto', 'OPTION_UNKNOWN'],
  ['--verbose', 'unknown option or command: --verbose', 'OPTION_UNKNOWN'],
  [
    'models',
    'models needs one of list, show, card, compare, promote, rollback, history, verify, import, types; see modelwright models --help',
    'COMMAND_INVALID',
  ],
  ['--quiet', 'missing a command; see modelwright --help', 'COMMAND_INVALID'],
  ['train', 'missing <source>; see modelwright train --help', 'COMMAND_INVALID'],
  ['train a.csv', 'target: expected a column to predict, or task anomaly or cluster, got none', 'PARAM_INVALID'],
  ['train a.csv --target', '--target needs a value; see modelwright train --help', 'COMMAND_INVALID'],
  ['models promote m@1', 'missing --reason; see modelwright models promote --help', 'COMMAND_INVALID'],
  [
    'models show a b',
    "too many arguments for 'show'. Expected 1 argument but got 2; see modelwright models show --help",
    'COMMAND_INVALID',
  ],
  ['train a.csv --target ""', '--target: expected at least 1 character(s), got nothing', 'PARAM_INVALID'],
  ['train a.csv --target x --threads 0', '--threads: expected a value >= 1, got 0', 'PARAM_INVALID'],
  ['train a.csv --target x --threads many', '--threads: expected a number, got many', 'PARAM_INVALID'],
  [
    'train a.csv --target x --max-candidates 1.5',
    '--max-candidates: expected a whole number, got 1.5',
    'PARAM_INVALID',
  ],
  ['train a.csv --target x --seed -1', '--seed: expected a value >= 0, got -1', 'PARAM_INVALID'],
  [
    'train a.csv --target x --seed 9007199254740993',
    '--seed: expected a value <= 9007199254740991, got 9007199254740993',
    'PARAM_INVALID',
  ],
  ['train a.csv --target x --seed 1e400', '--seed: expected a number, got 1e400', 'PARAM_INVALID'],
  ['train a.csv --target x --seed ""', '--seed: expected a number, got nothing', 'PARAM_INVALID'],
  [
    'train a.csv --target x --task guess',
    '--task: expected one of binary, multiclass, regression, anomaly, cluster, got guess',
    'PARAM_INVALID',
  ],
  [
    'train a.csv --target x --budget 5y',
    '--budget: expected a duration such as 90s, 5m or 1h, got 5y',
    'PARAM_INVALID',
  ],
  ['retrain m --data a.csv --alpha 0.5', '--alpha: expected a value < 0.5, got 0.5', 'PARAM_INVALID'],
  [
    'monitor m --since yesterday',
    '--since: expected an instant such as 2026-11-01T00:00:00Z, got yesterday',
    'PARAM_INVALID',
  ],
  ['runs compare one', '<runs>: expected at least 2 values, got one', 'PARAM_INVALID'],
  ['runs list --limit 1001', '--limit: expected a value <= 1000, got 1001', 'PARAM_INVALID'],
  ['serve --port 70000', '--port: expected 0 <= port <= 65535, got 70000', 'PARAM_INVALID'],
  ['serve --port http', '--port: expected 0 <= port <= 65535, got http', 'PARAM_INVALID'],
  ['serve --model-control none', '--model-control: expected registry or explicit, got none', 'PARAM_INVALID'],
  [
    'serve --load-models a,b',
    '--load-models: expected no value without --model-control explicit, got 2',
    'PARAM_INVALID',
  ],
  ['models list --home=', '--home: expected a folder, got nothing', 'PARAM_INVALID'],
];

describe.each(cases)('%s', (line, message, code) => {
  it('is told to people', () =>
    withHome(async (home) => {
      const words = line.includes('--home') ? argumentsOf(line) : ['--home', home, ...argumentsOf(line)];
      const { exitCode, stdout, stderr } = await cli(words);
      expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 2, stdout: '', stderr: `error ${message}\n` });
      expect(existsSync(home)).toBe(false);
    }));

  it('is told to programs', async () => {
    const { exitCode, stdout, stderr } = await cli([...argumentsOf(line), '--json']);
    // A flag that waits for its value would take --json as that.
    if (line.endsWith('--target')) return expect(exitCode).not.toBe(0);
    expect([exitCode, stdout]).toEqual([2, '']);
    const { error } = JSON.parse(stderr);
    expect(error).toMatchObject({ code, message });
    expect(Object.keys(error)).toEqual(['code', 'message', 'details']);
  });
});

it('flags that every command takes may stand anywhere', () =>
  withHome(async (home) => {
    for (const line of [`--home ${home} --json models list`, `models --json list --home=${home}`]) {
      expect(await cli(line.split(' '))).toEqual({ exitCode: 0, stdout: '{"models":[]}\n', stderr: '' });
    }
    expect(existsSync(join(home, 'registry.db'))).toBe(true);
  }));

it('shows where a fault lies only when asked', async () => {
  const plain = await cli(['train', 'no-such-file.csv', '--target', 'x']);
  expect(plain.stderr).not.toMatch(/\bat .*\.ts/);
  const asked = await cli(['train', 'no-such-file.csv', '--target', 'x', '--json'], {
    env: { MODELWRIGHT_DEBUG: '1' },
  });
  expect(asked.stderr).toMatch(/\bat .*\.ts/);
  expect(JSON.parse(asked.stderr.trimEnd().split('\n').at(-1)!).error.code).toBe('SOURCE_NOT_FOUND');
});

it('colours an error on a terminal, not with NO_COLOR', async () => {
  expect((await cli(['tran'], { columns: 80 })).stderr).toContain('\u001b[31merror\u001b[39m ');
  expect((await cli(['tran'], { columns: 80, env: { NO_COLOR: '1' } })).stderr).toMatch(/^error /);
  expect((await cli(['tran'], { columns: 80, env: { TERM: 'dumb' } })).stderr).toMatch(/^error /);
});
