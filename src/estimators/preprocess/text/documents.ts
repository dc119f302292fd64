/** The texts of a column as numbered words. Folds and candidates ask for the same texts, which are read once. */
import { wordsOf } from './words.ts';

export interface Documents {
  /** Distinct words that were met so far, by number. */
  readonly words: readonly string[];
  /** The numbers of the words of the text with that code in the dictionary, in order. */
  tokens(code: number): Int32Array;
}

const known = new WeakMap<readonly string[], Documents>();

/** The documents of a dictionary, which nobody changes. */
export function documentsOf(dictionary: readonly string[]): Documents {
  const documents = known.get(dictionary) ?? readDocuments(dictionary);
  known.set(dictionary, documents);
  return documents;
}

let lastRead: { readonly text: string; readonly words: readonly string[] } = { text: '', words: [] };

/** The words of a text that comes alone. The models of an ensemble ask for the same text, which is read once. */
export function wordsOfText(text: string): readonly string[] {
  if (lastRead.text !== text) lastRead = { text, words: [...wordsOf(text)] };
  return lastRead.words;
}

function readDocuments(dictionary: readonly string[]): Documents {
  const words: string[] = [];
  const numbers = new Map<string, number>();
  const read = new Map<number, Int32Array>();
  const numberOf = (word: string): number => {
    const number = numbers.get(word);
    if (number !== undefined) return number;
    numbers.set(word, words.length);
    return words.push(word) - 1;
  };
  return {
    words,
    tokens(code) {
      const before = read.get(code);
      if (before) return before;
      const tokens = Int32Array.from(wordsOf(dictionary[code]), numberOf);
      read.set(code, tokens);
      return tokens;
    },
  };
}
