/** Sources that are wrong: a clear error, the right exit code, and nothing left in the home folder. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { withHome } from '../store/with-home.ts';
import { cli } from './in-process.ts';

const flights = fileURLToPath(new URL('../../node_modules/vega-datasets/data/flights-3m.parquet', import.meta.url));

/** Two hundred sound rows; the target follows one column with noise. */
const sound = ['size,colour,late']
  .concat(
    Array.from(
      { length: 200 },
      (_, i) => `${(i * 37) % 101},${['red', 'blue'][i % 2]},${(i * 53) % 97 > 48 ? 'yes' : 'no'}`,
    ),
  )
  .join('\n');
const rows = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

interface Case {
  readonly what: string;
  readonly file: string;
  readonly bytes?: string | Uint8Array | (() => Promise<Uint8Array>);
  readonly more?: readonly string[];
  readonly code: string;
  readonly exitCode: number;
  readonly says: readonly (string | RegExp)[];
}

const cases: Case[] = [
  { what: 'a missing file', file: 'absent.csv', code: 'SOURCE_NOT_FOUND', exitCode: 1, says: ['absent.csv'] },
  { what: 'an empty file', file: 'empty.csv', bytes: '', code: 'SOURCE_EMPTY', exitCode: 1, says: ['is empty'] },
  {
    what: 'a header alone',
    file: 'header.csv',
    bytes: 'size,late\n',
    code: 'SOURCE_NO_ROWS',
    exitCode: 1,
    says: ['columns but no rows'],
  },
  {
    what: 'ragged rows',
    file: 'ragged.csv',
    bytes: `${sound}\n1,red,yes,more\n`,
    code: 'SOURCE_RAGGED',
    exitCode: 1,
    says: ['line 202', '3 fields', 'got 4'],
  },
  {
    what: 'another encoding',
    file: 'latin1.csv',
    bytes: Buffer.from(`${sound}\n1,gr\u00fcn,yes\n`, 'latin1'),
    code: 'SOURCE_ENCODING',
    exitCode: 1,
    says: ['UTF-8'],
  },
  {
    what: 'a gz file cut short',
    file: 'cut.csv.gz',
    bytes: gzipSync(sound).subarray(0, 200),
    code: 'SOURCE_TRUNCATED',
    exitCode: 1,
    says: ['ends too early'],
  },
  {
    what: 'a Parquet file cut short',
    file: 'cut.parquet',
    bytes: async () => (await readFile(flights)).subarray(0, 100_000),
    code: 'SOURCE_TRUNCATED',
    exitCode: 1,
    says: ['ends too early'],
  },
  {
    what: 'a target that is not there',
    file: 'no-target.csv',
    bytes: sound.replaceAll('late', 'other'),
    code: 'COLUMN_NOT_FOUND',
    exitCode: 2,
    says: ['"late"', 'size, colour, other'],
  },
  {
    what: 'a constant target',
    file: 'constant.csv',
    bytes: `size,late\n${rows(100, (i) => `${i % 9},yes`)}`,
    code: 'FINDINGS_STOP',
    exitCode: 3,
    says: ['target_constant'],
  },
  {
    what: 'one row',
    file: 'one.csv',
    bytes: 'size,late\n1,yes\n',
    code: 'ROWS_TOO_FEW',
    exitCode: 1,
    says: ['needs at least 10 rows, got 1'],
  },
  {
    what: 'nothing to learn from',
    file: 'same.csv',
    bytes: `size,late\n${rows(100, (i) => `1,${i % 2 === 0 ? 'yes' : 'no'}`)}`,
    code: 'VALUE_INVALID',
    exitCode: 1,
    says: ['at least one usable column', 'size (constant)'],
  },
  {
    what: 'rows too few to judge',
    file: 'few.csv',
    bytes: 'size,late\n1,yes\n2,no\n1,no\n2,yes\n',
    code: 'ROWS_TOO_FEW',
    exitCode: 1,
    says: ['needs at least 10 rows, got 4'],
  },
  {
    what: 'too many columns',
    file: 'wide.csv',
    bytes: `${rows(20_001, (i) => (i === 0 ? 'late' : `c${i}`)).replaceAll('\n', ',')}\n${rows(20_001, () => '1').replaceAll('\n', ',')}\n`,
    code: 'SOURCE_TOO_WIDE',
    exitCode: 1,
    says: ['20000', '20001'],
  },
  {
    what: 'a column that copies the target',
    file: 'copy.csv',
    bytes: `size,copy,late\n${rows(200, (i) => `${(i * 37) % 101},${i % 3 === 0},${i % 3 === 0}`)}`,
    code: 'FINDINGS_STOP',
    exitCode: 3,
    says: ['target_copy', '"copy"'],
  },
  {
    what: 'a positive class that is not there',
    file: 'classes.csv',
    bytes: sound,
    more: ['--positive-class', 'maybe'],
    code: 'PARAM_INVALID',
    exitCode: 2,
    says: ['maybe', 'yes'],
  },
  {
    what: 'a metric that does not exist',
    file: 'metric.csv',
    bytes: sound,
    more: ['--metric', 'roc_acu'],
    code: 'PARAM_INVALID',
    exitCode: 2,
    says: ['roc_acu', 'roc_auc'],
  },
  {
    what: 'a metric of another task',
    file: 'metric.csv',
    bytes: sound,
    more: ['--metric', 'rmse'],
    code: 'METRIC_UNFIT',
    exitCode: 2,
    says: ['rmse', 'roc_auc'],
  },
  {
    what: 'a derived column with a wrong expression',
    file: 'derive.csv',
    bytes: sound,
    more: ['--derive', 'big = size >'],
    code: 'DERIVE_INVALID',
    exitCode: 2,
    says: ['big = size >'],
  },
  {
    what: 'an unknown format',
    file: 'table.xlsx',
    bytes: 'PK',
    code: 'SOURCE_FORMAT_UNKNOWN',
    exitCode: 1,
    says: ['.csv'],
  },
  {
    what: 'a name that is none',
    file: 'name.csv',
    bytes: sound,
    more: ['--name', '../up'],
    code: 'NAME_INVALID',
    exitCode: 2,
    says: ['../up'],
  },
];

it.each(cases)('$what', ({ file, bytes, more = [], code, exitCode, says }) =>
  withHome(async (home) => {
    const folder = `${home}-data`;
    await mkdir(folder);
    const path = join(folder, file);
    if (bytes !== undefined) await writeFile(path, typeof bytes === 'function' ? await bytes() : bytes);
    const words = ['train', path, '--target', 'late', '--max-candidates', '1', '--home', home, ...more];

    const forPeople = await cli([...words, '--quiet']);
    expect(forPeople.stdout).toBe('');
    expect(forPeople.stderr).toMatch(/^error /);
    for (const part of says) expect(forPeople.stderr).toMatch(typeof part === 'string' ? literally(part) : part);
    expect(forPeople.stderr).not.toMatch(/\n {4}at |undefined|\[object|\{\w+\}/);
    expect(forPeople.exitCode).toBe(exitCode);

    const forPrograms = await cli([...words, '--quiet', '--json']);
    expect([forPrograms.exitCode, forPrograms.stdout]).toEqual([exitCode, '']);
    expect(JSON.parse(forPrograms.stderr).error.code).toBe(code);

    await expectNothingKept(home);
    expect(await readdir(folder)).toEqual(bytes === undefined ? [] : [file]);
  }),
);

it('an all-missing column and 10,000 columns can be profiled', () =>
  withHome(async (home) => {
    const folder = `${home}-data`;
    await mkdir(folder);
    const missing = join(folder, 'missing.csv');
    await writeFile(missing, `size,none,late\n${rows(100, (i) => `${i},,${i % 3 > 0}`)}`);
    const seen = await cli(['profile', missing, '--target', 'late', '--json', '--quiet']);
    expect(seen).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(seen.stdout).columns[1]).toMatchObject({ name: 'none', missing: 100, min: null, top: [] });

    const wide = join(folder, 'wide.csv');
    const line = (cell: (i: number) => string | number) => rows(10_000, (i) => String(cell(i))).replaceAll('\n', ',');
    await writeFile(wide, [line((i) => `c${i}`), line((i) => i % 7), line((i) => i % 5)].join('\n'));
    const answer = await cli(['profile', wide, '--json', '--quiet']);
    expect(answer).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(answer.stdout).columns).toHaveLength(10_000);
    expect(existsSync(home)).toBe(false);
  }));

it.each([
  ['predict nothing a.csv', 'MODEL_NOT_FOUND'],
  ['evaluate nothing a.csv', 'MODEL_NOT_FOUND'],
  ['export nothing', 'MODEL_NOT_FOUND'],
  ['monitor nothing', 'MODEL_NOT_FOUND'],
  ['reproduce nothing', 'MODEL_NOT_FOUND'],
  ['retrain nothing --data a.csv', 'MODEL_NOT_FOUND'],
  ['models show nothing', 'MODEL_NOT_FOUND'],
  ['models verify nothing@2', 'MODEL_NOT_FOUND'],
  ['models history nothing', 'MODEL_NOT_FOUND'],
  ['models rollback nothing', 'MODEL_NOT_FOUND'],
  ['models promote nothing@1 --reason x', 'MODEL_NOT_FOUND'],
  ['models list --name nothing', 'MODEL_NOT_FOUND'],
  ['runs show nothing', 'RUN_NOT_FOUND'],
  ['runs compare nothing other', 'RUN_NOT_FOUND'],
])('%s names what does not exist', (line, code) =>
  withHome(async (home) => {
    const { exitCode, stdout, stderr } = await cli([...line.split(' '), '--json', '--quiet', '--home', home]);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(JSON.parse(stderr).error).toMatchObject({ code, message: expect.stringContaining('"nothing"') });
  }),
);

it('a home that cannot be written is told with its path', () =>
  withHome(async (home) => {
    await writeFile(home, 'a file, not a folder');
    const { exitCode, stderr } = await cli(['models', 'list', '--home', home]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error the store .* cannot be written/);
    expect(stderr).toContain(home);
  }));

/** Files of every home: records, the log of acts, and the space that is put by. */
const isOfEveryHome = /^(registry|runs)\.db(-wal|-shm)?$|^audit\.|^reserve$/;

/** A failed run may be on record, with the data it read as a whole blob; no model, report or temporary file is. */
async function expectNothingKept(home: string): Promise<void> {
  if (!existsSync(home)) return;
  expect(JSON.parse((await cli(['models', 'list', '--json', '--home', home])).stdout)).toEqual({ models: [] });
  const { runs } = JSON.parse((await cli(['runs', 'list', '--json', '--home', home])).stdout);
  for (const run of runs) expect(run.status).toBe('failed');
  const files = await readdir(home, { recursive: true, withFileTypes: true });
  for (const entry of files.filter((one) => one.isFile() && !isOfEveryHome.test(one.name))) {
    const bytes = await readFile(join(entry.parentPath, entry.name));
    expect(createHash('sha256').update(bytes).digest('hex').endsWith(entry.name), entry.name).toBe(true);
  }
}

function literally(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}
