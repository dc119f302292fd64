import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readTable } from '../data/read.ts';
import { resolveSource } from '../data/source.ts';
import type { DatetimeColumn } from '../table/column.ts';
import { columnReader } from './column-readers.ts';

const two = (low: number, high: number) => fc.integer({ min: low, max: high }).map((n) => String(n).padStart(2, '0'));
const day = fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true });
const texts = fc
  .tuple(
    day.map((date) => date.toISOString().slice(0, 10)),
    fc.constantFrom('T', ' '),
    fc.tuple(two(0, 23), two(0, 59), two(0, 59)).map((parts) => parts.join(':')),
    fc.option(
      fc.integer({ min: 1, max: 6 }).chain((n) => fc.stringMatching(new RegExp(`^\\d{${n}}$`))),
      { nil: '' },
    ),
    fc.oneof(
      fc.constantFrom('Z', ''),
      fc.tuple(fc.constantFrom('+', '-'), two(0, 13), two(0, 59)).map(([sign, h, m]) => `${sign}${h}:${m}`),
    ),
  )
  .map(([date, middle, time, fraction, zone]) => `${date}${middle}${time}${fraction && `.${fraction}`}${zone}`);

const read = columnReader({ name: 'at', type: 'datetime' });

it('reads an instant to the bits that the data reader gives for it in a file', async () => {
  const sample = fc.sample(texts, { numRuns: 3_000, seed: 7 });
  const folder = await mkdtemp(join(tmpdir(), 'modelwright-'));
  try {
    const file = join(folder, 'instants.csv');
    await writeFile(file, `at\n${sample.join('\n')}\n`);
    const [ofFile] = (await readTable(await resolveSource(file))).columns as DatetimeColumn[];
    expect(ofFile.kind).toBe('datetime');
    const ofRequest = read(sample.map((at) => ({ at }))) as DatetimeColumn;
    expect(sample.filter((_, row) => !Object.is(ofRequest.values[row], ofFile.values[row])).slice(0, 5)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('refuses what is no instant', () => {
  const texts = ['', 'soon', '2026', '2026-1-1', '2026-02-29', '2026-13-01', '2026-01-01T25:00:00Z', '1e3', '20260101'];
  for (const at of texts) {
    expect(() => read([{ at }])).toThrow(
      'row 0, column "at": expected an ISO-8601 date or instant as text, found a text',
    );
  }
  expect(read([{ at: '2026-03-01' }])).toMatchObject({ values: Float64Array.of(Date.UTC(2026, 2, 1)) });
});
