import fc from 'fast-check';
import { expect, it } from 'vitest';
import { linesOf } from '../server/streaming/lines.ts';
import { countRows } from './row-count.ts';

async function* piecesOf(text: string, cuts: readonly number[]): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  let from = 0;
  for (const cut of [...cuts.map((one) => one % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    yield bytes.subarray(from, cut);
    from = cut;
  }
}

async function counted(text: string, format: 'ndjson' | 'csv', cuts: readonly number[] = []): Promise<number> {
  const { body, rows } = countRows(piecesOf(text, cuts), format);
  let passed = '';
  for await (const chunk of body) passed += chunk;
  expect(passed).toBe(text);
  return rows();
}

it('is the number of the last line that is answered, however the bytes come', async () => {
  const text = fc.array(fc.constantFrom('a', 'bb', '\n', '\r\n'), { maxLength: 20 }).map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(), { maxLength: 8 }), async (body, cuts) => {
      let last = 0;
      for await (const lines of linesOf(piecesOf(body, []), { mostBytes: 100, mostTogether: 5 }))
        last = lines.at(-1)?.number ?? last;
      expect(await counted(body, 'ndjson', cuts)).toBe(last);
    }),
  );
});

it.each([
  ['a,b\n1,2\n3,4\n', 2],
  ['a,b\r\n1,2\r\n\r\n3,4', 2],
  ['a\n"one\ntwo"\n"say ""no\n"""\n', 2],
  ['a,b\n', 0],
  ['', 0],
])('counts the records of %j', async (text, rows) => {
  expect(await counted(text, 'csv')).toBe(rows);
  expect(await counted(text, 'csv', [1, 3, 5, 7, 9])).toBe(rows);
});
