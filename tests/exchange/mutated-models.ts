/** Damaged model files: sound ones with bytes, numbers, fields and lines changed, and what the importer makes of them. */
import fc from 'fast-check';
import { isModelwrightError } from '../../src/core/errors.ts';
import { predictWith } from '../../src/estimators/fit.ts';
import { importModel } from '../../src/exchange/import-model.ts';
import { numberColumn, stringColumn } from '../../src/table/build.ts';
import { tableOf } from '../../src/table/table.ts';
import { modelCases } from '../reference/exchange/reference-models.ts';

/** Sound files of every kind, the smallest of each library's objectives among them. */
export function soundFiles(): Buffer[] {
  const lightgbm = modelCases('lightgbm.json').cases.map(({ model }) => Buffer.from(model));
  const xgboost = modelCases('xgboost.json').cases.flatMap(({ model, ubj }) => [
    Buffer.from(model),
    ...(ubj ? [Buffer.from(ubj, 'base64')] : []),
  ]);
  return [...lightgbm, ...xgboost];
}

const numbers = fc.constantFrom(
  ...['-1', '0', '1', '2', '3', '7', '31', '100', '1e9', '2147483647', '-2147483648', '4294967295', '99999999999'],
  ...['1e308', '-1e308', '1e400', 'nan', 'NaN', 'inf', '-inf', 'Infinity', '-Infinity', '0.5', '1e-320', '-0', '', '"'],
  ...['null', 'true', '[]', '{}', '[1]', '0x10', '1e', '--1'],
);

/** One change of a file; `at` is a share of its length. */
type Change = (file: Buffer) => Buffer;

/** Not `fc.double`, whose numbers crowd at 0. */
const share = fc.nat(999_999).map((part) => part / 1_000_000);
const place = (file: Buffer, at: number) => Math.floor(at * file.length);

/** Puts another number where the first one after a place stands. */
const numberChanged = fc.tuple(share, numbers).map(
  ([at, number]): Change =>
    (file) => {
      const text = file.toString('latin1');
      const start = place(file, at);
      const found = /-?\d[\d.eE+-]*/.exec(text.slice(start));
      if (!found) return file;
      const from = start + found.index;
      return Buffer.from(text.slice(0, from) + number + text.slice(from + found[0].length), 'latin1');
    },
);

const bytesChanged = fc.tuple(share, fc.uint8Array({ minLength: 1, maxLength: 8 })).map(
  ([at, bytes]): Change =>
    (file) => {
      const changed = Buffer.from(file);
      changed.set(bytes.subarray(0, changed.length - place(file, at)), place(file, at));
      return changed;
    },
);

const cutOff = share.map(
  (at): Change =>
    (file) =>
      file.subarray(0, place(file, at)),
);

const pieceRemoved = fc.tuple(share, fc.nat(200)).map(
  ([at, length]): Change =>
    (file) => {
      const from = place(file, at);
      return Buffer.concat([file.subarray(0, from), file.subarray(from + length)]);
    },
);

const pieceRepeated = fc.tuple(share, share, fc.nat(500)).map(
  ([at, to, length]): Change =>
    (file) => {
      const piece = file.subarray(place(file, at), place(file, at) + length);
      return Buffer.concat([file.subarray(0, place(file, to)), piece, file.subarray(place(file, to))]);
    },
);

/** Swaps two numbers: children, features, codes and counts that are plausible, each in a wrong place. */
const numbersSwapped = fc.tuple(share, share).map(
  ([a, b]): Change =>
    (file) => {
      const found = [...file.toString('latin1').matchAll(/\d+/g)];
      if (found.length === 0) return file;
      const [first, second] = [a, b]
        .map((at) => found[Math.floor(at * found.length)])
        .sort((x, y) => x.index - y.index);
      const text = file.toString('latin1');
      const between = text.slice(first.index + first[0].length, second.index);
      const after = text.slice(second.index + second[0].length);
      return Buffer.from(text.slice(0, first.index) + second[0] + between + first[0] + after, 'latin1');
    },
);

/** A sound file with one to three changes. */
export function mutatedFiles(files: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const change = fc.oneof(numberChanged, numbersSwapped, bytesChanged, cutOff, pieceRemoved, pieceRepeated);
  return fc
    .tuple(fc.constantFrom(...files), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([file, changes]) => changes.reduce((changed, one) => one(changed), file));
}

const values = [0, -0, 1, -1.5, 1e-36, 31, 70, 1e300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

/** What became of a file: `refused` with a typed error of model files, else `predicts`. Throws for anything else. */
export function outcomeOf(file: Buffer): 'refused' | 'predicts' {
  try {
    const model = importModel(file);
    const X = tableOf(
      model.inputs.map(({ name, type }, j) =>
        type === 'string'
          ? stringColumn(name, values.map(String))
          : numberColumn(name, [...values.slice(j % 11), ...values.slice(0, j % 11)]),
      ),
      values.length,
    );
    const { values: predicted, probabilities = [] } = predictWith(model.fitted, X);
    if (![predicted, ...probabilities].every((column) => column.every(Number.isFinite)))
      throw new Error('predicts no number');
    return 'predicts';
  } catch (error) {
    if (isModelwrightError(error) && error.code.startsWith('MODEL_FILE_')) return 'refused';
    throw error;
  }
}
