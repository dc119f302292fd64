/** A derived column knows its own row alone: with the world cut at any row, what stands before does not change. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readTable } from '../../src/data/read.ts';
import { resolveSource } from '../../src/data/source.ts';
import { createRng } from '../../src/math/philox.ts';
import { takeRows } from '../../src/table/table.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'modelwright-truncation-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nRows = 120;
const definitions = [
  'total = price * amount',
  "large = case when price > 3 then 'yes' else 'no' end",
  'hour = extract(hour from sold_at)',
  'start = substr(shop, 1, 2)',
  'gap = coalesce(amount, 0)',
];

function write(rows: number): string {
  const rng = createRng(4);
  const lines = Array.from({ length: nRows }, (_, row) => {
    const at = new Date(Date.UTC(2024, 0, 1) + row * 5_000_000).toISOString().slice(0, 16).replace('T', ' ');
    const amount = rng.uniform() < 0.1 ? '' : String(rng.integer(9));
    return [at, rng.integer(600) / 100, amount, `shop ${rng.integer(5)}`].join(',');
  });
  const path = join(folder, `${rows}.csv`);
  writeFileSync(path, `${['sold_at,price,amount,shop', ...lines.slice(0, rows)].join('\n')}\n`);
  return path;
}

it.each([20, 61, 119])('with the world cut at row %i', async (cut) => {
  const [whole, part] = await Promise.all(
    [nRows, cut].map(async (rows) => await readTable(await resolveSource(write(rows), { derive: definitions }))),
  );
  const before = takeRows(
    whole,
    Int32Array.from({ length: cut }, (_, row) => row),
  );
  for (const definition of definitions) {
    const name = definition.slice(0, definition.indexOf(' '));
    const texts = [before, part].map(({ columns }) => {
      const column = columns.find((one) => one.name === name)!;
      if (column.kind !== 'string') return Array.from(column.values);
      return Array.from(column.codes, (code) => column.dictionary[code]);
    });
    expect(texts[1], name).toEqual(texts[0]);
  }
});

it.each([
  'mean = avg(price)',
  'share = price / sum(price)',
  'running = sum(amount) over (order by sold_at)',
  'next = lead(amount) over (order by sold_at)',
  'others = (select max(price) from data)',
])('nothing that looks at other rows is accepted: %s', async (definition) => {
  await expect(resolveSource(write(nRows), { derive: [definition] })).rejects.toMatchObject({ code: 'DERIVE_INVALID' });
});
