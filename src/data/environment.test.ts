import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';

// Before anything is loaded: a time zone with odd minutes and a language with odd letters. MODELWRIGHT_TEST_PLAIN leaves both alone.
vi.hoisted(() => {
  if (!process.env['MODELWRIGHT_TEST_PLAIN'])
    Object.assign(process.env, { TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' });
});

import { cell } from '../table/column.ts';
import { columnOf } from '../table/table.ts';
import { hashTable } from './hash.ts';
import { readTable } from './read.ts';
import { resolveSource } from './source.ts';
import { openTableWriter } from './write.ts';

const folder = mkdtempSync(join(tmpdir(), 'modelwright-environment-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('time zone and language of the process do not change what is read, derived and written', async () => {
  const path = join(folder, 'data.csv');
  const rows = Array.from(
    { length: 5000 },
    (_, i) => `${i / 8},TITLE${i % 11},2001-03-${10 + (i % 20)} 0${i % 10}:30,2001-03-25T02:30:00+01:00`,
  );
  writeFileSync(path, `n,s,moment,zoned\n${rows.join('\n')}\n`);
  const derive = [
    'hour = extract(hour from zoned)',
    "day = date_trunc('day', zoned)",
    'low = lower(s)',
    'local = moment::date',
  ];
  const table = await readTable(await resolveSource(path, { derive }));
  expect(new Date(0).getTimezoneOffset()).toBe(process.env['MODELWRIGHT_TEST_PLAIN'] ? 0 : -330);
  expect(cell(columnOf(table, 'moment'), 0)).toBe('2001-03-10T00:30:00.000Z');
  expect(cell(columnOf(table, 'hour'), 0)).toBe(1);
  expect(cell(columnOf(table, 'low'), 0)).toBe('title0');
  expect(hashTable(table)).toMatchInlineSnapshot(`"3beb6eadad6210cb2f6d23508772f5767fe7beeeadd151e872a12d4a1aa29795"`);
  for (const ending of ['.csv', '.json', '.parquet']) {
    const copy = join(folder, `copy${ending}`);
    const writer = await openTableWriter(copy);
    await writer.write(table);
    await writer.close();
    expect(hashTable(await readTable(await resolveSource(copy)))).toBe(hashTable(table));
  }
});
