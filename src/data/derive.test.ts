import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cell, columnLength } from '../table/column.ts';
import { columnOf } from '../table/table.ts';
import { readTable, streamTable } from './read.ts';
import { resolveSource } from './source.ts';

let folder: string;
let path: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'modelwright-derive-'));
  path = join(folder, 'data.csv');
  writeFileSync(
    path,
    'delay,Origin,"two words",moment,flag,big,a,A\n20,JFK,1.5,2001-01-10 21:20,TRUE,9007199254740993,1,2\n15,SFO,,2001-07-01 00:00,false,1,3,4\n,LAX,-2,,,5,5,6\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const values = async (definition: string, textColumns: string[] = []) => {
  const plan = await resolveSource(path, { derive: [definition], textColumns });
  const column = (await readTable(plan)).columns.at(-1)!;
  const streamed = [];
  for await (const batch of streamTable(plan)) streamed.push(batch.columns.at(-1)!);
  expect(streamed).toEqual([column]);
  return {
    derived: plan.derive[0],
    kind: column.kind,
    values: Array.from({ length: columnLength(column) }, (_, row) => cell(column, row)),
  };
};

describe('derived columns', () => {
  it.each([
    ['late = delay > 15', 'boolean', [true, false, null], ['delay']],
    ['late=delay>=15', 'boolean', [true, true, null], ['delay']],
    ['x = delay * 1.5 + "two words"', 'number', [31.5, null, null], ['delay', 'two words']],
    ['hour = extract(hour from moment)', 'number', [21, 0, null], ['moment']],
    ['from = lower(origin)', 'string', ['jfk', 'sfo', 'lax'], ['Origin']],
    ["west = Origin in ('SFO', 'LAX')", 'boolean', [false, true, true], ['Origin']],
    [
      "size = case when delay > 15 then 'big' when delay is null then 'none' else 'small' end",
      'string',
      ['big', 'small', 'none'],
      ['delay'],
    ],
    ['day = moment::date', 'datetime', ['2001-01-10T00:00:00.000Z', '2001-07-01T00:00:00.000Z', null], ['moment']],
    ['next = big + 1', 'string', ['9007199254740994', '2', '6'], ['big']],
    ['"odd = name" = delay between 1 and 16', 'boolean', [false, true, null], ['delay']],
    ["like = Origin like '%F%' -- a comment", 'boolean', [true, true, false], ['Origin']],
    ['lower_a = a + 1', 'number', [2, 4, 6], ['a']],
    ['not_flag = not flag', 'boolean', [false, true, null], ['flag']],
    ["text = delay || ' min'", 'string', ['20 min', '15 min', null], ['delay']],
  ])('%s', async (definition, kind, expected, sources) => {
    expect(await values(definition)).toMatchObject({ kind, values: expected, derived: { sources } });
  });

  it('give truth as text where asked, and see values of columns that are delivered as text', async () => {
    expect(await values('late = delay > 15', ['late', 'delay'])).toMatchObject({
      kind: 'string',
      values: ['true', 'false', null],
    });
    expect(await values('same = flag', ['flag'])).toMatchObject({ kind: 'boolean', values: [true, false, null] });
    const plan = await resolveSource(path, { derive: ['late = flag'], textColumns: ['flag'] });
    const table = await readTable(plan, { columns: ['flag', 'late'] });
    expect(cell(columnOf(table, 'flag'), 0)).toBe('TRUE');
  });

  it.each([
    ['no expression', 'late'],
    ['no expression', 'late ='],
    ['no name', '= delay > 15'],
    ['a comparison alone', 'delay > 15'],
    ['an unknown column', 'late = dealy > 15'],
    ['a qualified column', 'late = source.delay > 15'],
    ['a subquery', 'late = (select 1)'],
    ['a subquery over files', "late = delay > (select count(*) from read_csv('/etc/passwd'))"],
    ['an exists', "late = exists (select * from '/etc/passwd')"],
    ['an environment variable', "late = getenv('HOME') = Origin"],
    ['a file', "late = read_text('/etc/passwd') = Origin"],
    ['an aggregate', 'late = delay > avg(delay)'],
    ['a window', 'late = lag(delay) over ()'],
    ['a random number', 'late = delay > random()'],
    ['the clock', 'late = moment < now()'],
    ['the clock as text', "late = moment < 'now'::timestamp"],
    ['today as text', "late = moment < 'today'::date"],
    ['the date', 'late = moment < current_date'],
    ['the clock as a cast', "late = moment < 'now'::timestamp and delay > current_setting('threads')::int"],
    ['a star', 'late = *'],
    ['columns', "late = columns('d.*')"],
    ['a parameter', 'late = delay > ?'],
    ['a lambda', 'late = list_transform([delay], x -> x + 1)'],
    ['a list', 'late = [delay]'],
    ['a struct', "late = {'a': delay}"],
    ['a from', "late = delay) from read_csv('x') --"],
    ['two expressions', 'late = delay, Origin'],
    ['two statements', 'late = delay); drop table x; select (1'],
    ['a constant', 'late = 1 + 1'],
    ['an existing name', 'delay = delay + 1'],
    ['types that do not fit', 'late = Origin + moment'],
    ['a failing cast', 'late = Origin::int'],
    ['a cast to an odd type', 'late = Origin::blob'],
    ['columns that differ by case', 'late = a + "A"'],
    ['an overflow', 'late = big * 9223372036854775807'],
    ['not SQL', 'late = delay >'],
    ['a repeated text', 'late = repeat(Origin, 1000000000)'],
  ])('refuse %s', async (_, definition) => {
    const error = await resolveSource(path, { derive: [definition] })
      .then((plan) => readTable(plan))
      .catch((caught) => caught);
    expect(error).toMatchObject({ code: 'DERIVE_INVALID', exit: 2 });
    expect(error.message).not.toMatch(/DuckDB|Binder|Parser|Error:|LINE/);
  });

  it('refuse one name twice', async () => {
    await expect(resolveSource(path, { derive: ['x = delay', 'x = a'] })).rejects.toMatchObject({
      code: 'DERIVE_INVALID',
    });
    await expect(resolveSource(path, { derive: ['x = a', 'y = "A"'] })).rejects.toMatchObject({
      code: 'DERIVE_INVALID',
    });
  });
});
