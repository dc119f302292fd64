/** The two errors of model files, and the bounds that they guard. */
import { ModelwrightError } from '../core/errors.ts';

/**
 * Bytes of a model file. This bound and those below are such that any file is refused or loaded within about 2 seconds and
 * 512 MB, whatever is in it.
 */
const maxModelBytes = 64 * 1024 * 1024;
/** Trees of a model. */
export const maxTrees = 50_000;
/** Nodes of all trees of a model together. */
const maxNodes = 4_000_000;
/** Features of a model. */
export const maxFeatures = 100_000;
/** Labels of categories of all features together. */
const maxLabels = 1_000_000;
/** Splits between a root and a leaf. */
export const maxTreeDepth = 10_000;
/** Words of 32 codes in all sets of categories together. */
const maxSetWords = 16 * 1024 * 1024;

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

/** What a model may still have while its parts are read. Every method throws MODEL_FILE_INVALID when there is too much. */
export class SizeBudget {
  #nodes = maxNodes;
  #words = maxSetWords;
  #labels = maxLabels;

  takeNodes(count: number): void {
    this.#nodes -= count;
    if (this.#nodes < 0) throw tooMany('nodes', maxNodes - this.#nodes, maxNodes);
  }

  /** @param count Words of 32 codes in sets of categories. */
  takeWords(count: number): void {
    this.#words -= count;
    if (this.#words < 0)
      throw tooMany('codes in sets of categories', 32 * (maxSetWords - this.#words), 32 * maxSetWords);
  }

  /** @param count Labels of categories. */
  takeLabels(count: number): void {
    this.#labels -= count;
    if (this.#labels < 0) throw tooMany('labels of categories', maxLabels - this.#labels, maxLabels);
  }
}

function tooMany(what: string, count: number, most: number): ModelwrightError {
  return invalidFile(`it has ${count} ${what} or more, at most ${most} are read`);
}

/** A text from the file, short enough for a message. */
export function shown(text: string): string {
  return `"${text.length > 60 ? `${text.slice(0, 60)}...` : text}"`;
}
