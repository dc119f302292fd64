import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isModelwrightError } from '../core/errors.ts';
import { jsonLimits, parseJsonBody, parsePieces, readJsonBody } from './json-body.ts';

const parse = (text: string) => parseJsonBody(Buffer.from(text));

/** Code of the refusal, or the value as text. */
function outcome(bytes: string | Buffer): string {
  try {
    return JSON.stringify(parseJsonBody(Buffer.from(bytes as string)));
  } catch (error) {
    if (isModelwrightError(error)) return error.code;
    throw error;
  }
}

describe('a body', () => {
  it('is what JSON.parse makes of it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const isForbidden = /"(__proto__|constructor|prototype)"\s*:\s*[{[]/.test(text);
        if (!isForbidden) expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is refused or parsed, whatever the bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 60 });
    const jsonish = fc.array(fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', '1', 'e', '-', 'n', 'null', ' '));
    fc.assert(fc.property(bytes, (value) => void outcome(Buffer.from(value))));
    fc.assert(fc.property(jsonish, (parts) => void outcome(parts.join(''))));
  });

  it('must be JSON', () => {
    for (const text of [
      '',
      ' ',
      '{',
      '[1,]',
      '{"a":}',
      '{"a" 1}',
      "{'a':1}",
      '[1] 2',
      '"\u0001"',
      '\uFEFF[]',
      '[1_000]',
      '[٣]',
    ]) {
      expect([text, outcome(text)]).toEqual([text, 'JSON_INVALID']);
    }
    for (const word of [
      'NaN',
      'Infinity',
      '-Infinity',
      'undefined',
      'nan',
      'True',
      'trueish',
      '0x10',
      '+1',
      '01',
      '.5',
      '1.',
    ]) {
      expect([word, outcome(`[${word}]`)]).toEqual([word, 'JSON_INVALID']);
    }
    expect(outcome(Buffer.from([0x22, 0xff, 0x22]))).toBe('JSON_INVALID');
  });

  it('never appears in the message', () => {
    for (const text of ['{"name": "secret" "x"}', '["secret", oops]', '{"secret"', '"secret', '["a\nsecret"]']) {
      expect(() => parse(text)).toThrow(/^the body is not valid JSON: (?!.*(secret|oops))/);
    }
  });

  it('nests to a limit, and millions of levels are refused at once', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(outcome(nested(jsonLimits.depth))).toBe(nested(jsonLimits.depth));
    expect(outcome(nested(jsonLimits.depth + 1))).toBe('JSON_TOO_DEEP');
    expect(outcome('['.repeat(5_000_000))).toBe('JSON_TOO_DEEP');
    expect(outcome('{"a":'.repeat(1_000_000))).toBe('JSON_TOO_DEEP');
    expect(outcome(`[${'[],'.repeat(1000)}[]]`)).toContain('[],[]');
    expect(outcome(`["${'['.repeat(1000)}"]`)).toContain('[[[');
  });

  it('has no key that reaches prototypes, however it is spelt', () => {
    for (const key of [
      '__proto__',
      'constructor',
      'prototype',
      '\\u005f_proto__',
      'c\\u006fnstructor',
      'prototyp\\u0065',
    ]) {
      expect([key, outcome(`[{"${key}" : {"isAdmin":true}}]`)]).toEqual([key, 'JSON_KEY_FORBIDDEN']);
    }
    expect(outcome('{"__proto__" : [1]}')).toBe('JSON_KEY_FORBIDDEN');
    expect(outcome('["__proto__", "constructor", {"a": "prototype"}]')).toContain('__proto__');
    expect(outcome('{"constructors":1,"__proto":2,"toString":3}')).toContain('toString');
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });

  it('has plain values under any key, for a column may be called so', () => {
    for (const value of ['1', '-2.5', '"text"', 'true', 'null']) {
      const text = `{"rows":[{"__proto__" : ${value},"constructor":${value},"prototype":\n${value}}]}`;
      const { rows } = parse(text) as { rows: object[] };
      expect(Object.entries(rows[0])).toEqual(
        ['__proto__', 'constructor', 'prototype'].map((key) => [key, JSON.parse(value)]),
      );
      expect(Object.getPrototypeOf(rows[0])).toBe(Object.prototype);
    }
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  it('never rounds a whole number: it becomes infinite, for its reader to refuse', () => {
    const exact =
      '[9007199254740991,9007199254740992,-9007199254740994,1e300,0.12345678901234567,25376538785681390,36028797018963968]';
    expect(parse(exact)).toEqual(JSON.parse(exact));
    expect(parse('[9007199254740993, 1, -9007199254740993]')).toEqual([Infinity, 1, Infinity]);
    expect(parse('{"é": 12345678901234567891}')).toEqual({ é: Infinity });
    expect(parse(`[${'9'.repeat(100_000)}]`)).toEqual([Infinity]);
    expect(parse('["9007199254740993"]')).toEqual(['9007199254740993']);
  });
});

describe('the size of a body', () => {
  const { keys, entries, stringBytes } = jsonLimits;
  const fields = (count: number) => `{${Array.from({ length: count }, (_, i) => `"k${i}":0`).join(',')}}`;
  const list = (count: number) => `[${new Array(count).fill('0').join(',')}]`;
  const string = (bytes: number) => JSON.stringify(`${'x'.repeat(bytes - 2)}é`);

  it.each([
    ['fields of an object', fields, keys],
    ['entries of a list', list, entries],
    ['bytes of a string', string, stringBytes],
  ])('in %s has a bound', (_, make, limit) => {
    for (const nest of ['', '{"rows":[{"a":1},']) {
      const wrap = (text: string) => (nest === '' ? text : `${nest}${text}]}`);
      expect(outcome(wrap(make(limit)))).not.toBe('JSON_TOO_LARGE');
      expect(outcome(wrap(make(limit + 1)))).toBe('JSON_TOO_LARGE');
    }
  });

  it('counts each object and list for itself', () => {
    expect(outcome(`[${new Array(30).fill(fields(1000)).join(',')}]`)).not.toBe('JSON_TOO_LARGE');
    expect(outcome(`{"a":${fields(keys)},"b":${fields(keys)}}`)).not.toBe('JSON_TOO_LARGE');
  });
});

describe('a body in pieces', () => {
  /** The value or the whole refusal, and how many pieces it took. */
  function pieces(bytes: Buffer, size: number) {
    const work = parsePieces(bytes, size);
    for (let count = 1; ; count++) {
      const step = attempt(() => work.next());
      if (!('value' in step)) return { said: step, count };
      const { done, value } = step.value;
      if (done) return { said: { value }, count };
    }
  }

  function attempt<Value>(run: () => Value): { value: Value } | { code: string; message: string } {
    try {
      return { value: run() };
    } catch (error) {
      if (isModelwrightError(error)) return { code: error.code, message: error.message };
      throw error;
    }
  }

  function expectSame(text: string | Buffer, size: number) {
    const bytes = Buffer.from(text as string);
    const { said } = pieces(bytes, size);
    const whole = attempt(() => parseJsonBody(bytes));
    expect([text.toString(), said]).toEqual([text.toString(), whole]);
    // The order of fields as well.
    expect(JSON.stringify(said)).toBe(JSON.stringify(whole));
  }

  const size = fc.integer({ min: 1, max: 40 });
  const key = fc.constantFrom('a', 'b', '', '1', '0', '__proto__', 'constructor', 'é', 'a"b', 'longer than a piece');
  const leaf = fc.constantFrom(
    '1',
    '-2.5e3',
    '9007199254740993',
    '"x, ]}"',
    '"é\\u0041"',
    'true',
    'null',
    '[]',
    '{}',
    ' 3 ',
  );
  const { text: json } = fc.letrec<{ text: string }>((tie) => ({
    text: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.array(tie('text'), { maxLength: 8 }).map((all) => `[${all.join(', ')}]`),
      fc.array(fc.tuple(key, tie('text')), { maxLength: 8 }).map((all) => {
        return `{${all.map(([name, value]) => `${JSON.stringify(name)} :${value}`).join(',')}}`;
      }),
    ),
  }));

  it('is the same value or the same refusal, wherever it is cut and whichever key stands there twice', () => {
    fc.assert(
      fc.property(json, size, (text, bytes) => expectSame(text, bytes)),
      { numRuns: 1000 },
    );
  });

  it('is refused as a whole body is, at the same character', () => {
    const wrong = fc.constantFrom(
      '',
      ',',
      ']',
      '}',
      '[',
      '{',
      ':',
      '"',
      '1',
      ' ',
      'null',
      '\u0001',
      '\\',
      '-',
      '01',
      '"k":',
    );
    fc.assert(
      fc.property(
        json,
        size,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(3),
        wrong,
        (text, bytes, place, cut, put) => {
          const at = Math.floor(place * text.length);
          expectSame(text.slice(0, at) + put + text.slice(at + cut), bytes);
        },
      ),
      { numRuns: 3000 },
    );
    const parts = fc.array(fc.constantFrom('{', '}', '[', ']', '"a"', ':', ',', '1', ' ', 'null'), { maxLength: 30 });
    fc.assert(
      fc.property(parts, size, (all, bytes) => expectSame(all.join(''), bytes)),
      { numRuns: 3000 },
    );
  });

  it('is no more at a time than was said, where it has commas', () => {
    const rows = Array.from({ length: 500 }, (_, i) => ({ a: i, b: 'x'.repeat(i % 50), list: [i, [i]] }));
    const bytes = Buffer.from(JSON.stringify({ rows, intervals: 0.9 }));
    const { said, count } = pieces(bytes, 1024);
    expect(said).toEqual({ value: { rows, intervals: 0.9 } });
    expect(count).toBeGreaterThan((2 * bytes.length) / 1200);
    expect(pieces(bytes, bytes.length).count).toBe(2);
  });

  it('is waited for only where it is large', async () => {
    const small = [{ a: 1 }];
    expect(readJsonBody(Buffer.from(JSON.stringify(small)))).toEqual(small);
    const large = Array.from({ length: 50_000 }, (_, i) => ({ a: i }));
    const text = JSON.stringify(large);
    const read = readJsonBody(Buffer.from(text));
    expect(read).toBeInstanceOf(Promise);
    expect(await read).toEqual(large);
    const cut = Buffer.from(text.slice(0, -1));
    const whole = attempt(() => parseJsonBody(cut));
    await expect(readJsonBody(cut)).rejects.toMatchObject(whole);
    expect(whole).toHaveProperty('code', 'JSON_INVALID');
  });
});
