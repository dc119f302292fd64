/** What a tensor of a file says about its size, held against the bytes and elements that it has. */
import { refusedModel, shownText } from './refused-model.ts';

/** Bytes of one tensor. */
const maxTensorBytes = 2_147_483_648n;

type DataField = 'float_data' | 'int32_data' | 'string_data' | 'int64_data' | 'double_data' | 'uint64_data';

interface ElementType {
  readonly bits: number;
  /** Where elements stand that are not raw. */
  readonly data: DataField;
  /** Entries of that field for an element. */
  readonly entries?: number;
}

const small = (bits: number): ElementType => ({ bits, data: 'int32_data' });

/** By `TensorProto.DataType`. Texts have no raw form. */
const elementTypes: ReadonlyMap<number, ElementType> = new Map([
  [1, { bits: 32, data: 'float_data' }],
  [2, small(8)],
  [3, small(8)],
  [4, small(16)],
  [5, small(16)],
  [6, small(32)],
  [7, { bits: 64, data: 'int64_data' }],
  [8, { bits: 0, data: 'string_data' }],
  [9, small(8)],
  [10, small(16)],
  [11, { bits: 64, data: 'double_data' }],
  [12, { bits: 32, data: 'uint64_data' }],
  [13, { bits: 64, data: 'uint64_data' }],
  [14, { bits: 64, data: 'float_data', entries: 2 }],
  [15, { bits: 128, data: 'double_data', entries: 2 }],
  [16, small(16)],
  ...[17, 18, 19, 20, 24].map((type) => [type, small(8)] as const),
  ...[21, 22, 23].map((type) => [type, small(4)] as const),
  ...[25, 26].map((type) => [type, small(2)] as const),
]);

/** What was found in a tensor while it was walked through. */
export class TensorFacts {
  name = '';
  #dataType: bigint | undefined;
  #elements = 1n;
  #rawBytes: number | undefined;
  readonly #entries = new Map<string, number>();

  dataType(value: bigint): void {
    this.#dataType = value;
  }

  /** @throws MODEL_FILE_REFUSED for a length below 0 or so many elements that no tensor has them */
  dimension(value: bigint): void {
    if (value >= 1n << 63n) throw refusedModel('a dimension of a tensor', '0 or more', BigInt.asIntN(64, value));
    // A zero among the lengths makes the tensor empty, whatever the others are: those are bounded all the same.
    if (value > maxTensorBytes) throw refusedModel('a dimension of a tensor', `at most ${maxTensorBytes}`, value);
    this.#elements *= value;
    if (this.#elements > 8n * maxTensorBytes) {
      throw refusedModel('a tensor', `at most ${maxTensorBytes} bytes`, `${this.#elements} elements`);
    }
  }

  rawData(bytes: number): void {
    this.#rawBytes = bytes;
  }

  entries(field: string, count: number): void {
    this.#entries.set(field, (this.#entries.get(field) ?? 0) + count);
  }

  /** @throws MODEL_FILE_REFUSED when the elements are not as many as the dimensions say */
  check(): void {
    const what = `tensor ${shownText(this.name)}`;
    const type = this.#dataType === undefined ? undefined : elementTypes.get(Number(this.#dataType));
    if (!type) throw refusedModel(what, 'a data type of ONNX', this.#dataType ?? 'none');
    const bytes = (this.#elements * BigInt(type.bits) + 7n) / 8n;
    if (bytes > maxTensorBytes) throw refusedModel(what, `at most ${maxTensorBytes} bytes`, bytes);
    const filled = [...this.#entries].filter(([, count]) => count > 0);
    if (this.#rawBytes !== undefined) {
      if (type.bits === 0) throw refusedModel(what, 'texts in string_data', 'raw_data');
      if (filled.length > 0) throw refusedModel(what, 'its elements in one place', `raw_data and ${filled[0][0]}`);
      if (BigInt(this.#rawBytes) === bytes) return;
      throw refusedModel(what, `${bytes} bytes of raw_data as its dimensions say`, this.#rawBytes);
    }
    const other = filled.find(([field]) => field !== type.data);
    if (other) throw refusedModel(what, `its elements in ${type.data}`, other[0]);
    const found = BigInt(filled[0]?.[1] ?? 0);
    if (found === this.#elements * BigInt(type.entries ?? 1)) return;
    // Elements below a byte share the entries, eight bits to each.
    if (type.bits < 8 && type.bits > 0 && found === bytes) return;
    throw refusedModel(what, `${this.#elements} elements as its dimensions say`, found);
  }
}
