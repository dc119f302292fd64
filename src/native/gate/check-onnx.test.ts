/** The gate: models of other libraries pass, and every law of it refuses a file that breaks it, by name. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isModelwrightError } from '../../core/errors.ts';
import { checkOnnx, gateLimits } from './check-onnx.ts';

const folder = fileURLToPath(new URL('../../../tests/fixtures/onnx/', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.onnx'));
const seeds = files.map((name) => new Uint8Array(readFileSync(folder + name)));

type Write = (writer: BinaryWriter) => void;

/** A message in a field. */
const message = (field: number, ...parts: readonly Write[]): Write => {
  return (writer) => {
    writer.tag(field, WireType.LengthDelimited).fork();
    for (const part of parts) part(writer);
    writer.join();
  };
};
const number =
  (field: number, value: number): Write =>
  (writer) => {
    writer.tag(field, WireType.Varint).uint64(value);
  };
const text =
  (field: number, value: string): Write =>
  (writer) => {
    writer.tag(field, WireType.LengthDelimited).string(value);
  };
const bytes =
  (field: number, length: number): Write =>
  (writer) => {
    writer.tag(field, WireType.LengthDelimited).bytes(new Uint8Array(length));
  };
const file = (...parts: readonly Write[]): Uint8Array => {
  const writer = new BinaryWriter();
  for (const part of parts) part(writer);
  return writer.finish();
};
const model = (...graph: readonly Write[]) => file(number(1, 8), message(7, ...graph));
const tensor = (...parts: readonly Write[]) => model(message(5, ...parts));
/** A float tensor of a length. */
const floats = (length: number, raw: number) => [number(1, length), number(2, 1), bytes(9, raw)];

function lawOf(content: Uint8Array, limits = gateLimits): string {
  try {
    checkOnnx(content, limits);
    return 'passed';
  } catch (error) {
    if (!isModelwrightError(error)) throw error;
    expect([error.code, error.http, error.exit]).toEqual(['MODEL_FILE_REFUSED', 422, 1]);
    return error.message;
  }
}

it.each(files)('%s passes', (name) => {
  expect(lawOf(new Uint8Array(readFileSync(folder + name)))).toBe('passed');
});

describe('data outside the file', () => {
  const external = [number(1, 2), number(2, 1), message(13, text(1, 'location'), text(2, '/etc/passwd'))];
  const located = [...floats(2, 8), number(14, 1)];
  const attribute = (...parts: readonly Write[]) => message(1, message(5, ...parts));
  it.each<[string, readonly Write[]]>([
    ['an initializer', [message(5, ...external)]],
    ['an initializer by its location', [message(5, ...located)]],
    ['the values of a sparse initializer', [message(15, message(1, ...external))]],
    ['the indices of a sparse initializer', [message(15, message(2, ...located))]],
    ['an attribute', [attribute(message(5, ...external))]],
    ['a list of tensors in an attribute', [attribute(message(10, ...located))]],
    ['a sparse tensor in an attribute', [attribute(message(22, message(1, ...external)))]],
    ['a list of sparse tensors', [attribute(message(23, message(2, ...external)))]],
    ['a graph in an attribute', [attribute(message(6, message(5, ...located)))]],
    ['a list of graphs', [attribute(message(11, message(5, ...external)))]],
  ])('is refused in %s', (_, graph) => {
    expect(lawOf(model(...graph))).toContain('the place of a tensor: expected inside the file');
  });

  it('is refused in functions and in training', () => {
    const node = message(7, message(5, message(5, ...external)));
    expect(lawOf(file(message(7), message(25, node)))).toContain('inside the file');
    expect(lawOf(file(message(7), message(20, message(1, message(5, ...located)))))).toContain('inside the file');
    expect(lawOf(file(message(7), message(20, message(2, message(5, ...external)))))).toContain('inside the file');
  });
});

describe('sizes of tensors', () => {
  it('are those that the dimensions say, to the byte', () => {
    expect(lawOf(tensor(...floats(3, 12)))).toBe('passed');
    expect(lawOf(tensor(...floats(3, 11)))).toContain('expected 12 bytes of raw_data as its dimensions say, got 11');
    expect(lawOf(tensor(...floats(3, 16)))).toContain('expected 12 bytes');
    expect(lawOf(tensor(number(1, 3), number(1, 2), number(2, 10), bytes(9, 12)))).toBe('passed');
    // Nine elements of four bits take five bytes.
    expect(lawOf(tensor(number(1, 9), number(2, 22), bytes(9, 5)))).toBe('passed');
    expect(lawOf(tensor(number(1, 9), number(2, 22), bytes(9, 4)))).toContain('expected 5 bytes');
    expect(lawOf(tensor(number(1, 2), number(2, 7), bytes(7, 2)))).toBe('passed');
    expect(lawOf(tensor(number(1, 2), number(2, 7), bytes(7, 3)))).toContain('expected 2 elements');
    expect(lawOf(tensor(number(1, 2), number(2, 1)))).toContain('expected 2 elements');
  });

  it('neither overflow nor are negative', () => {
    const huge = [number(1, 2 ** 31), number(1, 2 ** 31), number(1, 2 ** 31), number(1, 2 ** 31), number(2, 1)];
    expect(lawOf(tensor(...huge, bytes(9, 0)))).toContain('at most 2147483648 bytes');
    expect(lawOf(tensor(number(1, 2 ** 31 + 1), number(2, 1)))).toContain('a dimension of a tensor');
    const minus: Write = (writer) => writer.tag(1, WireType.Varint).int64(-1);
    expect(lawOf(tensor(minus, number(2, 1)))).toContain('expected 0 or more, got -1');
    expect(lawOf(tensor(number(1, 2 ** 29 + 1), number(2, 1), bytes(9, 4)))).toContain('at most 2147483648 bytes');
  });

  it('are told once, of a type that exists, in one place', () => {
    expect(lawOf(tensor(...floats(1, 4), number(2, 11)))).toContain('TensorProto.data_type: expected one of it');
    expect(lawOf(tensor(number(1, 1), number(2, 99)))).toContain('a data type of ONNX, got 99');
    expect(lawOf(tensor(number(1, 1)))).toContain('a data type of ONNX, got none');
    expect(lawOf(tensor(...floats(1, 4), bytes(4, 4)))).toContain('its elements in one place');
    expect(lawOf(tensor(number(1, 1), number(2, 8), bytes(9, 1)))).toContain('texts in string_data');
  });
});

describe('operators, depth and texts', () => {
  const node = (...parts: readonly Write[]) => model(message(1, ...parts));
  it('has operators of the standard only', () => {
    expect(lawOf(node(text(4, 'Relu'), text(7, 'ai.onnx.ml')))).toBe('passed');
    expect(lawOf(node(text(4, 'Attention'), text(7, 'com.microsoft')))).toContain('got "com.microsoft"');
    expect(lawOf(file(message(7), message(25, text(10, 'pkg.custom'))))).toContain('the domain of an operator');
  });

  const nested = (depth: number): Write[] =>
    depth === 0 ? [] : [message(1, message(5, message(6, ...nested(depth - 1))))];
  it('nests graphs to a depth', () => {
    expect(lawOf(model(...nested(16)))).toBe('passed');
    expect(lawOf(model(...nested(17)))).toContain('graphs within graphs: expected at most 16 levels');
    const types = (depth: number): Write[] => (depth === 0 ? [] : [message(4, message(1, ...types(depth - 1)))]);
    expect(lawOf(model(message(11, message(2, ...types(15)))))).toBe('passed');
    expect(lawOf(model(message(11, message(2, ...types(16)))))).toContain('types within types');
  });

  it('takes nesting of any depth without recursion', () => {
    // Lengths of a message within itself, a hundred thousand times, all reaching to the end.
    const depth = 100_000;
    let inner = new Uint8Array(0);
    const parts: Uint8Array[] = [];
    for (let i = 0, length = 0; i < depth; i++) {
      const head = new BinaryWriter().tag(i % 3 === 0 ? 6 : i % 3 === 1 ? 5 : 1, WireType.LengthDelimited);
      const bytesOfHead = head.uint32(length).finish();
      parts.push(bytesOfHead);
      length += bytesOfHead.length;
    }
    inner = Buffer.concat(parts.reverse());
    const head = new BinaryWriter().tag(7, WireType.LengthDelimited).uint32(inner.length).finish();
    expect(lawOf(Buffer.concat([head, inner]))).toMatch(/levels|fields of ONNX/);
  });

  it('bounds nodes, texts and the file', () => {
    const small = { ...gateLimits, nodes: 2, textBytes: 4, modelBytes: 64 };
    const nodes = (count: number) => model(...Array.from({ length: count }, () => message(1)));
    expect(lawOf(nodes(2), small)).toBe('passed');
    expect(lawOf(nodes(3), small)).toContain('nodes: expected at most 2');
    expect(lawOf(file(text(6, 'four'), message(7)), small)).toBe('passed');
    expect(lawOf(file(text(6, 'fives'), message(7)), small)).toContain(
      'ModelProto.doc_string: expected at most 4 bytes',
    );
    expect(lawOf(file(message(7), bytes(6, 61)), small)).toContain('the file: expected at most 64 bytes');
    const broken: Write = (writer) => writer.tag(6, WireType.LengthDelimited).bytes(Uint8Array.of(0xff));
    expect(lawOf(file(broken))).toContain('expected UTF-8');
  });

  it('holds no options of the runtime, no unknown fields and nothing twice', () => {
    const option = message(14, text(1, 'ort_config'), text(2, '{}'));
    expect(lawOf(file(message(7), option))).toContain('no options of the runtime');
    expect(lawOf(file(message(7), message(14, text(1, 'author'), text(2, 'ort_config'))))).toBe('passed');
    expect(lawOf(file(message(7), text(27, 'x')))).toContain('fields of ONNX 1.20, got field 27');
    expect(lawOf(file(message(7), message(7)))).toContain('ModelProto.graph: expected one of it, got two');
    expect(lawOf(file(number(1, 8)))).toContain('an ONNX model with a graph');
    expect(lawOf(new Uint8Array(0))).toContain('it is empty');
    expect(lawOf(file(message(1)))).toContain('wire type 2');
  });
});

describe('whatever the bytes', () => {
  it('cut off anywhere, it is refused', () => {
    const [whole] = seeds;
    for (let length = 1; length < whole.length; length++) {
      const law = lawOf(whole.subarray(0, length));
      // A file may end between two fields of the model, behind its graph.
      if (law === 'passed') expect(length).toBeGreaterThan(whole.length - 64);
    }
  });

  it('changed anywhere, it passes or is refused by a law', () => {
    const change = fc.record({
      seed: fc.nat(seeds.length - 1),
      flips: fc.array(fc.tuple(fc.nat(), fc.nat(7)), { minLength: 1, maxLength: 8 }),
      cut: fc.option(fc.nat()),
      twice: fc.boolean(),
    });
    let refused = 0;
    fc.assert(
      fc.property(change, ({ seed, flips, cut, twice }) => {
        let changed = seeds[seed].slice();
        for (const [at, bit] of flips) changed[at % changed.length] ^= 1 << bit;
        if (cut !== null) changed = changed.slice(0, cut % changed.length);
        if (twice) changed = new Uint8Array([...changed, ...changed]);
        if (lawOf(changed) !== 'passed') refused++;
      }),
      { numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(1000);
  });
});
