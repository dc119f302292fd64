/** Random tables: an answer or a typed error, never a crash, never a wrong success. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../src/data/read.ts';
import { resolveSource } from '../../src/data/source.ts';
import { isModelwrightError, type Modelwright, openModelwright } from '../../src/index.ts';
import { cell } from '../../src/table/column.ts';
import { columnOf } from '../../src/table/table.ts';

const numbers = fc.oneof(
  fc.integer({ min: -5, max: 5 }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -100, max: 100 }).map((value) => value.toFixed(3)),
  fc.constantFrom('1e308', '-1e308', '1e-320', '9007199254740993', '-0', '0', '1e400', 'NaN', 'inf', '1,5'),
);
const texts = fc.oneof(
  fc.constantFrom('a', 'b', 'B', 'c', 'true', 'FALSE', '0', '1', '2024-02-30', 'null', 'NA', 'é', "o'x", '$1'),
  fc.string({ maxLength: 6 }).filter((text) => !/[\n\r\0"]/.test(text)),
);
const days = fc.integer({ min: 0, max: 20_000 }).map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));
const cells = fc.constantFrom('number', 'few', 'text', 'flag', 'day', 'mixed', 'constant', 'empty', 'row');
const names = fc.uniqueArray(
  fc.oneof(
    fc.constantFrom(
      'a',
      'A',
      'id',
      'y',
      'length',
      'select',
      'x y',
      'ä',
      'prediction',
      'probability_a',
      'row',
      '1',
      'a=b',
      "it's",
    ),
    fc.string({ minLength: 1, maxLength: 8 }).filter((text) => /\S/.test(text) && !/[\n\r\0"]/.test(text)),
  ),
  { minLength: 2, maxLength: 6, selector: (name) => name.trim().toLowerCase() },
);

function cellOf(kind: string, row: number): fc.Arbitrary<string> {
  switch (kind) {
    case 'number':
      return numbers;
    case 'few':
      return fc.constantFrom('red', 'green', 'blue');
    case 'text':
      return texts;
    case 'flag':
      return fc.constantFrom('true', 'false');
    case 'day':
      return days;
    case 'mixed':
      return fc.oneof(numbers, texts, days);
    case 'constant':
      return fc.constant('7');
    case 'row':
      return fc.constant(String(row));
    default:
      return fc.constant('');
  }
}

const quoted = (text: string) => (/[",\s]/.test(text) || text === '' ? `"${text}"` : text);

const table = fc
  .record({ names, rows: fc.noBias(fc.integer({ min: 60, max: 160 })), gaps: fc.constantFrom(0, 0, 0.1, 0.5) })
  .chain(({ names: columns, rows, gaps }) =>
    fc
      .tuple(...columns.map(() => cells))
      .chain((kinds) =>
        fc
          .tuple(
            ...Array.from({ length: rows }, (_, row) =>
              fc.tuple(
                ...kinds.map((kind) =>
                  fc
                    .tuple(cellOf(kind, row), fc.double({ min: 0, max: 1, noNaN: true }))
                    .map(([text, u]) => (u < gaps ? '' : text)),
                ),
              ),
            ),
          )
          .map((lines) => ({ columns, kinds, lines })),
      ),
  );

/** Batch answers are those of single rows, to the bit. */
async function checkAnswers(mw: Modelwright, made: { name: string; source: string; output: string; rows: number }) {
  const { name, source, output } = made;
  await mw.predict({ model: name, source, output, log: false });
  const batch = readFileSync(output, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(batch).toHaveLength(made.rows);
  const model = await mw.load(name);
  const { inputs } = model.signature;
  const textColumns = inputs.filter(({ type }) => type === 'string').map((input) => input.name);
  const table = await readTable(await resolveSource(source, { textColumns }));
  for (const at of [0, Math.floor(made.rows / 2), made.rows - 1]) {
    const row = Object.fromEntries(inputs.map((input) => [input.name, cell(columnOf(table, input.name), at)]));
    const { predictions, probabilities } = model.predict([row]);
    expect(batch[at].prediction).toBe(predictions[0]);
    for (const [label, share] of Object.entries(probabilities?.[0] ?? {})) {
      expect(batch[at][`probability_${label}`]).toBe(share);
    }
  }
}

describe('a random table', () => {
  it('becomes a model that answers the same rows alone and together, or a typed error', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
    const mw = await openModelwright({ home: join(folder, 'home') });
    let trained = 0;
    try {
      let made = 0;
      await fc.assert(
        fc.asyncProperty(table, fc.nat(5), fc.boolean(), async ({ columns, lines }, at, allow) => {
          const name = `t${made++}`;
          const source = join(folder, `${name}.csv`);
          const text = [columns, ...lines].map((line) => line.map(quoted).join(',')).join('\n');
          writeFileSync(source, `${text}\n`);
          const target = columns[at % columns.length];
          const allowed = allow ? ['target_copy', 'target_constant', 'future_value'] : [];
          try {
            await mw.train({ source, target, maxCandidates: 1, threads: 1, allow: allowed });
          } catch (error) {
            if (isModelwrightError(error) && error.code !== 'INTERNAL') return;
            throw error;
          }
          trained++;
          expect(await mw.models.verify({ model: name })).toMatchObject({ verified: true });
          await checkAnswers(mw, { name, source, output: join(folder, 'out.ndjson'), rows: lines.length });
        }),
        { numRuns: 60, seed: 1, endOnFailure: true },
      );
      expect(trained).toBeGreaterThan(15);
    } finally {
      await mw.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
