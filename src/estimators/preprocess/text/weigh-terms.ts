/** The weights of terms in texts: what `tfidf` writes into its columns. */
import type { NumberColumn, StringColumn } from '../../../table/column.ts';
import { type Documents, documentsOf } from './documents.ts';

export interface WeighedTerms {
  /** Distinct. */
  readonly terms: readonly string[];
  /** Inverse document frequency of each term. */
  readonly idf: Float64Array;
}

/** Terms by the words of one dictionary: pairs by the numbers of both words. */
interface TermIndex {
  /** Place among the terms of the word with each number, or -1; shorter than the words while more are met. */
  readonly single: number[];
  /** Number of each word that begins or ends a pair among the terms; -1 for others. */
  readonly part: number[];
}

interface CompiledTerms {
  readonly singles: ReadonlyMap<string, number>;
  readonly parts: ReadonlyMap<string, number>;
  /** By first part times `parts.size` plus second part. */
  readonly pairs: ReadonlyMap<number, number>;
}

const compiled = new WeakMap<readonly string[], CompiledTerms>();

/**
 * Writes each row's weights into one column per term: occurrences times idf, brought to Euclidean length 1 per row
 * (Salton and Buckley 1988). A row without any of the terms, or without a text, stays all zeros.
 *
 * @param into One column of nRows zeros per term.
 * @param damped 1 + log of the occurrences in their place, given that logarithm.
 */
export function weighTerms(
  { codes, dictionary }: StringColumn,
  { terms, idf }: WeighedTerms,
  into: readonly NumberColumn[],
  damped: ((occurrences: number) => number) | undefined,
): void {
  const plan = compiled.get(terms) ?? compile(terms);
  compiled.set(terms, plan);
  const documents = documentsOf(dictionary);
  const index: TermIndex = { single: [], part: [] };
  const occurrences = new Float64Array(terms.length);
  for (let row = 0; row < codes.length; row++) {
    if (codes[row] < 0) continue;
    const met = countTerms(documents, codes[row], plan, index, occurrences);
    let squares = 0;
    for (const term of met) {
      const weight = (damped ? damped(occurrences[term]) : occurrences[term]) * idf[term];
      occurrences[term] = 0;
      into[term].values[row] = weight;
      squares += weight * weight;
    }
    const length = Math.sqrt(squares);
    for (const term of met) into[term].values[row] /= length;
  }
}

/** Adds the occurrences of the text's terms to `occurrences` and gives the terms, each once, ascending. */
function countTerms(
  documents: Documents,
  code: number,
  { singles, parts, pairs }: CompiledTerms,
  { single, part }: TermIndex,
  occurrences: Float64Array,
): number[] {
  const tokens = documents.tokens(code);
  const met: number[] = [];
  const count = (term: number) => {
    if (occurrences[term]++ === 0) met.push(term);
  };
  let before = -1;
  for (const word of tokens) {
    single[word] ??= singles.get(documents.words[word]) ?? -1;
    part[word] ??= parts.get(documents.words[word]) ?? -1;
    if (single[word] >= 0) count(single[word]);
    const pair = before >= 0 && part[word] >= 0 ? pairs.get(before * parts.size + part[word]) : undefined;
    if (pair !== undefined) count(pair);
    before = part[word];
  }
  return met.sort((a, b) => a - b);
}

function compile(terms: readonly string[]): CompiledTerms {
  const words = terms.map((term) => term.split(' '));
  const parts = new Map<string, number>();
  for (const pair of words) {
    if (pair.length === 2) for (const word of pair) if (!parts.has(word)) parts.set(word, parts.size);
  }
  const singles = new Map<string, number>();
  const pairs = new Map<number, number>();
  for (const [place, [first, second]] of words.entries()) {
    if (second === undefined) singles.set(first, place);
    else pairs.set(parts.get(first)! * parts.size + parts.get(second)!, place);
  }
  return { singles, parts, pairs };
}
