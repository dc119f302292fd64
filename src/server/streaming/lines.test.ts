import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Line, linesOf } from './lines.ts';

async function* piecesOf(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  let from = 0;
  for (const cut of [...cuts.map((one) => one % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    yield bytes.subarray(from, cut);
    from = cut;
  }
}

async function collect(bytes: Buffer, cuts: readonly number[], mostBytes = 1000): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const some of linesOf(piecesOf(bytes, cuts), { mostBytes, mostTogether: 3 })) lines.push(...some);
  return lines;
}

const shown = (lines: readonly Line[]) => lines.map(({ number, bytes }) => [number, bytes?.toString('latin1')]);

it('are the same however the bytes come, and are those of a split text', async () => {
  const text = fc.stringMatching(/^[ab\r\n]{0,60}$/);
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(), { maxLength: 12 }), async (body, cuts) => {
      const expected = body
        .split('\n')
        .map((line, i) => [i + 1, line.endsWith('\r') ? line.slice(0, -1) : line] as const)
        .filter(([, line]) => line !== '');
      expect(shown(await collect(Buffer.from(body), cuts))).toEqual(expected);
    }),
  );
});

it('that are too long are told without bytes, however they come, and the next ones are whole', async () => {
  const body = Buffer.from(`ok\n${'x'.repeat(40)}\nexactly10!\nelevenlong!\nend`);
  const expected = [
    [1, 'ok'],
    [2, undefined],
    [3, 'exactly10!'],
    [4, undefined],
    [5, 'end'],
  ];
  for (const cuts of [[], [1, 2, 3], [10, 20, 30, 43, 44], Array.from({ length: body.length }, (_, i) => i)]) {
    expect(shown(await collect(body, cuts, 10))).toEqual(expected);
  }
});

it('come as soon as they end', async () => {
  const seen: string[] = [];
  async function* chunks() {
    yield Buffer.from('a\nb');
    seen.push('second');
    yield Buffer.from('c\n');
  }
  for await (const lines of linesOf(chunks(), { mostBytes: 10, mostTogether: 250 }))
    seen.push(...lines.map(({ bytes }) => String(bytes)));
  expect(seen).toEqual(['a', 'second', 'bc']);
});

it('come a few at a time, however many a piece has', async () => {
  const counts: number[] = [];
  const all = linesOf(piecesOf(Buffer.from('a\n'.repeat(7)), []), { mostBytes: 10, mostTogether: 3 });
  for await (const some of all) counts.push(some.length);
  expect(counts).toEqual([3, 3, 1]);
});
