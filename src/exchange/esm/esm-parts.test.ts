import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { doublesText, integersText } from './encode-arrays.ts';
import { linkSources } from './link-sources.ts';
import { literal } from './literal.ts';
import { doublesOf, integersOf } from './runtime/decode.ts';

const evaluated = (text: string) => runInNewContext(`(${text})`) as unknown;

it('arrays come back bit for bit', () => {
  fc.assert(
    fc.property(fc.array(fc.double()), fc.array(fc.nat(0xffffffff)), (doubles, integers) => {
      expect(Array.from(doublesOf(doublesText(doubles)))).toEqual(doubles);
      expect(Array.from(integersOf(integersText(integers)))).toEqual(integers);
    }),
  );
});

it('literals come back as they were', () => {
  const leaf = fc.oneof(fc.double(), fc.string({ unit: 'binary' }), fc.boolean(), fc.constant(null));
  const data = fc.oneof(fc.array(leaf), fc.record({ a: leaf, 'b c': fc.array(leaf), d: leaf }));
  fc.assert(
    fc.property(data, (value) => {
      const text = literal(value);
      expect(text).not.toContain('<');
      expect(JSON.stringify(evaluated(text))).toBe(JSON.stringify(value));
    }),
  );
  expect(evaluated(literal([-0, Number.NaN, Number.NEGATIVE_INFINITY]))).toEqual([
    -0,
    Number.NaN,
    Number.NEGATIVE_INFINITY,
  ]);
  expect(evaluated(literal({ x: Float64Array.of(1.5), y: undefined }))).toEqual({ x: [1.5] });
  expect(() => literal(() => 1)).toThrow(TypeError);
});

describe('linked sources', () => {
  const folder = mkdtempSync(join(tmpdir(), 'modelwright-link-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string) => writeFileSync(join(folder, name), text);

  it('keep the names of each file to itself and run what is imported first', async () => {
    file(
      'low.js',
      'const secret = 1;\nexport const low = secret + 1;\nexport function twice(x) {\n  return 2 * x;\n}\n',
    );
    file(
      'high.js',
      "import { low as small, twice } from './low.js';\nconst secret = 5;\nexport const high = twice(small) + secret;\n//# sourceMappingURL=x\n",
    );
    const text = await linkSources(join(folder, 'high.js'), folder);
    expect(text).not.toMatch(/import|export|sourceMapping/);
    expect(runInNewContext(`${text}; [low.low, high.high]`)).toEqual([2, 9]);
  });

  it.each([
    ["import path from 'node:path';\nexport const a = 1;\n"],
    ['export default 1;\n'],
    ["export { a } from './low.js';\n"],
  ])('refuse what they cannot link: %j', async (text) => {
    file('odd.js', text);
    await expect(linkSources(join(folder, 'odd.js'), folder)).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});
