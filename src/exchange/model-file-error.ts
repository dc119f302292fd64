/** The two errors of model files, and the bounds that they guard. */
import { ModelwrightError } from '../core/errors.ts';

/** Bytes of a model file. */
const maxModelBytes = 256 * 1024 * 1024;
/** Trees of a model. */
export const maxTrees = 50_000;
/** Nodes of all trees of a model together. */
export const maxNodes = 8_000_000;
/** Features of a model. */
export const maxFeatures = 1_000_000;
/** Splits between a root and a leaf. */
export const maxTreeDepth = 10_000;
/** Words of 32 codes in all sets of categories together. */
export const maxSetWords = 32 * 1024 * 1024;

/** The file is damaged, cut off or not what it seems. */
export function invalidFile(problem: string): ModelwrightError {
  return new ModelwrightError('MODEL_FILE_INVALID', { problem });
}

/** The file is sound but uses something that would not be predicted exactly. */
export function unsupportedModel(feature: string): ModelwrightError {
  return new ModelwrightError('MODEL_FILE_UNSUPPORTED', { feature });
}

/** Refuses sizes at which reading would exhaust the memory. */
export function checkFileSize(bytes: number): void {
  if (bytes > maxModelBytes) throw invalidFile(`it has ${bytes} bytes, at most ${maxModelBytes} are read`);
  if (bytes === 0) throw invalidFile('it is empty');
}

/** A text from the file, short enough for a message. */
export function shown(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 60)}...` : text}"`;
}
