/** A model of another library from a file's bytes; which library it was is told from the content. */
import { importLightgbm } from './import-lightgbm.ts';
import { importXgboost } from './import-xgboost.ts';
import type { ImportedModel } from './imported-model.ts';
import { checkFileSize, invalidFile, unsupportedModel } from './model-file-error.ts';

/** Beginnings of files that people take for models of these libraries, and what they are. */
const others: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x80], 'a pickle, which can run code when it is read; save the model itself with save_model'],
  [[0x50, 0x4b], 'a zip archive'],
  [[0x1f, 0x8b], 'a gzip file; unpack it first'],
  [[0x62, 0x69, 0x6e, 0x66], "XGBoost's old binary format; save the model again as .json or .ubj"],
];

/**
 * @param bytes LightGBM's text format, or XGBoost's JSON or UBJSON.
 * @throws MODEL_FILE_INVALID, MODEL_FILE_UNSUPPORTED
 */
export function importModel(bytes: Uint8Array): ImportedModel {
  checkFileSize(bytes.length);
  for (const [beginning, what] of others) {
    if (beginning.every((byte, i) => bytes[i] === byte)) throw unsupportedModel(what);
  }
  const beginning = Buffer.from(bytes.subarray(0, 5)).toString('latin1');
  if (beginning.startsWith('{')) return importXgboost(bytes);
  if (/^tree\r?\n?$/.test(beginning)) return importLightgbm(textOf(bytes));
  const law = 'it is neither a text model of LightGBM nor a JSON or UBJSON model of XGBoost';
  throw invalidFile(`${law}; write the model with the library's save_model`);
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalidFile('it is no UTF-8 text');
  }
}
