/** Protobuf messages, field by field: what is not known is skipped, what is broken is BODY_INVALID. */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { isModelwrightError } from '../../core/errors.ts';
import { takeAtOnce } from '../../core/loop-turns.ts';
import { invalid } from '../check-body.ts';

/** How one field is read. */
export interface Field {
  readonly wireType: WireType;
  /** Called for every occurrence, in the order of the bytes. */
  readonly read?: (reader: BinaryReader) => void;
  /** The same for what may be long; other work may go on wherever it yields. */
  readonly readInPieces?: (reader: BinaryReader) => Generator<void, void>;
  /** Reads one element of a repeated number that stands alone and not in a packed block. */
  readonly single?: { readonly wireType: WireType; readonly read: (reader: BinaryReader) => void };
}

/** Fields by number. */
export type Fields = Readonly<Record<number, Field>>;

/** Bytes of fields that are read at once, those of the field that comes next included. */
const bytesAtOnce = 64 * 1024;

/** Reads a message of a request. @throws BODY_INVALID for bytes that are none, and what the fields throw. */
export function readMessage(bytes: Uint8Array, fields: Fields): void {
  takeAtOnce(readMessageInPieces(bytes, fields));
}

/** The same; other work may go on wherever this yields, which it does where fields have many bytes. */
export function* readMessageInPieces(bytes: Uint8Array, fields: Fields): Generator<void, void> {
  try {
    yield* readFields(new BinaryReader(bytes), fields);
  } catch (error) {
    if (isModelwrightError(error)) throw error;
    throw invalid('', 'the bytes are not the message of this method');
  }
}

function* readFields(reader: BinaryReader, fields: Fields): Generator<void, void> {
  for (let from = 0; reader.pos < reader.len; ) {
    if (reader.pos - from >= bytesAtOnce) {
      yield;
      from = reader.pos;
    }
    const pieces = readField(reader, fields);
    if (pieces) yield* pieces;
  }
  checkEnd(reader);
}

/** Reads the next field; gives what there is to read in pieces. */
function readField(reader: BinaryReader, fields: Fields): Generator<void, void> | undefined {
  const [number, wireType] = reader.tag();
  const field = fields[number];
  if (field?.wireType === wireType) {
    field.read?.(reader);
    return field.readInPieces?.(reader);
  }
  if (field?.single?.wireType === wireType) field.single.read(reader);
  else reader.skip(wireType, number);
  return undefined;
}

function checkEnd(reader: BinaryReader): void {
  // Numbers of fixed width are read past the end of a block inside of a message without an error.
  if (reader.pos !== reader.len) throw new RangeError('a field is cut');
}

/** A text; the last one counts. */
export function textField(take: (text: string) => void): Field {
  return { wireType: WireType.LengthDelimited, read: (reader) => take(reader.string(true)) };
}

/** Bytes, or a text that the receiver decodes. They stay a view of the message. */
export function bytesField(take: (bytes: Uint8Array) => void): Field {
  return { wireType: WireType.LengthDelimited, read: (reader) => take(reader.bytes()) };
}

/** A message inside of the message. `begin` gives the fields of every occurrence, `end` hears when it is read. */
export function messageField(begin: () => Fields, end?: () => void): Field {
  return {
    wireType: WireType.LengthDelimited,
    *readInPieces(reader) {
      yield* readFields(new BinaryReader(reader.bytes()), begin());
      end?.();
    },
  };
}

/**
 * A `map` with texts as keys: every entry is a message of its own, with the key as field 1 and the value as field 2.
 *
 * @param valueFields Gives the fields of a value's message, which hand the value over.
 * @param take Hears every entry; the value is undefined where the message has none.
 */
export function mapField<Value>(
  valueFields: (take: (value: Value) => void) => Fields,
  take: (key: string, value: Value | undefined) => void,
): Field {
  let key = '';
  let value: Value | undefined;
  const entry = (): Fields => {
    key = '';
    value = undefined;
    return {
      1: textField((text) => {
        key = text;
      }),
      2: messageField(() =>
        valueFields((one) => {
          value = one;
        }),
      ),
    };
  };
  return messageField(entry, () => take(key, value));
}

/** One number or truth value, as a varint or of fixed width. */
export function scalarField(wireType: WireType, read: (reader: BinaryReader) => void): Field {
  return { wireType, read };
}

/** Numbers or truth values, in packed blocks or one by one. */
export function repeatedField(wireType: WireType, readOne: (reader: BinaryReader) => void): Field {
  return {
    wireType: WireType.LengthDelimited,
    *readInPieces(reader) {
      const block = new BinaryReader(reader.bytes());
      for (let from = 0; block.pos < block.len; ) {
        if (block.pos - from >= bytesAtOnce) {
          yield;
          from = block.pos;
        }
        readOne(block);
      }
      if (block.pos !== block.len) throw new RangeError('a packed block is cut');
    },
    single: { wireType, read: readOne },
  };
}
