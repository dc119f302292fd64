/** Damaged ONNX files: sound ones with bits, pieces and lengths changed, messages that nobody wrote, and what the gate makes of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { isModelwrightError } from '../../src/core/errors.ts';
import { checkOnnx } from '../../src/native/gate/check-onnx.ts';
import { graphFacts } from '../../src/native/graph-facts.ts';

const folder = fileURLToPath(new URL('../fixtures/onnx/', import.meta.url));

/** Models of PyTorch and scikit-learn. */
export function soundOnnxFiles(): Buffer[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.onnx'))
    .map((name) => readFileSync(folder + name));
}

type Change = (file: Buffer) => Buffer;

const share = fc.nat(999_999).map((part) => part / 1_000_000);
const place = (file: Buffer, at: number) => Math.floor(at * file.length);

const bitsFlipped = fc.array(fc.tuple(share, fc.nat(7)), { minLength: 1, maxLength: 8 }).map(
  (flips): Change =>
    (file) => {
      const changed = Buffer.from(file);
      for (const [at, bit] of flips) if (changed.length > 0) changed[place(file, at)] ^= 1 << bit;
      return changed;
    },
);

/** Numbers of the wire format that are at an edge: lengths and dimensions among them. */
const edges = fc
  .constantFrom(0n, 1n, 127n, 128n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n)
  .map((value) => new BinaryWriter().uint64(value).finish());

const numberPut = fc.tuple(share, fc.oneof(edges, fc.uint8Array({ minLength: 1, maxLength: 12 })), fc.nat(4)).map(
  ([at, bytes, instead]): Change =>
    (file) => {
      const from = place(file, at);
      return Buffer.concat([file.subarray(0, from), bytes, file.subarray(from + instead)]);
    },
);

const cutOff = share.map(
  (at): Change =>
    (file) =>
      file.subarray(0, place(file, at)),
);

const piecesSwapped = fc.tuple(share, share, fc.nat(200)).map(
  ([a, b, length]): Change =>
    (file) => {
      const [first, second] = [place(file, a), place(file, b)].sort((x, y) => x - y);
      const size = Math.min(length, second - first, file.length - second);
      return Buffer.concat([
        file.subarray(0, first),
        file.subarray(second, second + size),
        file.subarray(first + size, second),
        file.subarray(first, first + size),
        file.subarray(second + size),
      ]);
    },
);

/** A piece within the file once more; lengths around it no longer fit. */
const pieceRepeated = fc.tuple(share, share, fc.nat(500)).map(
  ([at, to, length]): Change =>
    (file) => {
      const from = place(file, at);
      const into = place(file, to);
      return Buffer.concat([file.subarray(0, into), file.subarray(from, from + length), file.subarray(into)]);
    },
);

/** Messages whose numbers of fields, types and lengths fit each other, of fields that ONNX has and of others. */
const { message } = fc.letrec<{ message: Uint8Array; field: Uint8Array }>((tie) => ({
  message: fc.array(tie('field'), { maxLength: 6, depthIdentifier: 'onnx' }).map((fields) => Buffer.concat(fields)),
  field: fc.oneof(
    { depthIdentifier: 'onnx', maxDepth: 12 },
    fc
      .tuple(fc.integer({ min: 1, max: 27 }), edges)
      .map(([field, value]) => Buffer.concat([new BinaryWriter().tag(field, WireType.Varint).finish(), value])),
    fc
      .tuple(fc.integer({ min: 1, max: 27 }), fc.uint8Array({ maxLength: 20 }))
      .map(([field, bytes]) => new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(bytes).finish()),
    fc
      .tuple(fc.constantFrom(1, 2, 5, 6, 7, 8, 11, 12, 20, 25), tie('message'))
      .map(([field, bytes]) => new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(bytes).finish()),
  ),
}));

/** A sound file with one to three changes, or a message that is nobody's. */
export function mutatedOnnxFiles(files: readonly Buffer[]): fc.Arbitrary<Uint8Array> {
  const change = fc.oneof(bitsFlipped, numberPut, cutOff, piecesSwapped, pieceRepeated);
  const changed = fc
    .tuple(fc.constantFrom(...files), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([file, changes]) => changes.reduce((damaged, one) => one(damaged), file));
  const foreign = message.map((graph) => new BinaryWriter().tag(7, WireType.LengthDelimited).bytes(graph).finish());
  return fc.oneof({ arbitrary: changed, weight: 4 }, { arbitrary: foreign, weight: 1 });
}

/** What became of a file at the gate. Throws for anything but a typed refusal, and where what passed cannot be read behind the gate. */
export function gateOutcome(file: Uint8Array): 'refused' | 'passed' {
  try {
    checkOnnx(file);
  } catch (error) {
    if (isModelwrightError(error) && error.code === 'MODEL_FILE_REFUSED') return 'refused';
    throw error;
  }
  graphFacts(file);
  return 'passed';
}
