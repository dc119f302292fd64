/** The weights of terms in texts: what `tfidf` writes into its columns. */
import type { NumberColumn, StringColumn } from '../../../table/column.ts';
import { type Documents, documentsOf, wordsOfText } from './documents.ts';

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
    const weights = weightsOf(met, occurrences, idf, damped);
    for (let i = 0; i < met.length; i++) into[met[i]].values[row] = weights[i];
  }
}

/**
 * The same for a text that comes alone: gives `write` the terms that it holds, each once, and their weights.
 *
 * @param occurrences as many zeros as there are terms; they are zeros again afterwards.
 */
export function weighText(
  text: string,
  { terms, idf }: WeighedTerms,
  damped: ((occurrences: number) => number) | undefined,
  occurrences: Float64Array,
  write: (term: number, weight: number) => void,
): void {
  const plan = compiled.get(terms) ?? compile(terms);
  compiled.set(terms, plan);
  const counting = startCounting(plan, occurrences);
  for (const word of wordsOfText(text)) counting.add(plan.singles.get(word) ?? -1, plan.parts.get(word) ?? -1);
  const met = counting.met();
  const weights = weightsOf(met, occurrences, idf, damped);
  for (let i = 0; i < met.length; i++) write(met[i], weights[i]);
}

/** The weights of the terms that a text holds; sets their occurrences back to zero. */
function weightsOf(
  met: readonly number[],
  occurrences: Float64Array,
  idf: Float64Array,
  damped: ((occurrences: number) => number) | undefined,
): Float64Array {
  const weights = new Float64Array(met.length);
  let squares = 0;
  for (let i = 0; i < met.length; i++) {
    const term = met[i];
    const weight = (damped ? damped(occurrences[term]) : occurrences[term]) * idf[term];
    occurrences[term] = 0;
    weights[i] = weight;
    squares += weight * weight;
  }
  const length = Math.sqrt(squares);
  for (let i = 0; i < met.length; i++) weights[i] /= length;
  return weights;
}

/** Adds the occurrences of the text's terms to `occurrences` and gives the terms, each once, ascending. */
function countTerms(
  documents: Documents,
  code: number,
  plan: CompiledTerms,
  { single, part }: TermIndex,
  occurrences: Float64Array,
): number[] {
  const counting = startCounting(plan, occurrences);
  for (const word of documents.tokens(code)) {
    single[word] ??= plan.singles.get(documents.words[word]) ?? -1;
    part[word] ??= plan.parts.get(documents.words[word]) ?? -1;
    counting.add(single[word], part[word]);
  }
  return counting.met();
}

/** Counts the terms of a text whose words come in order, each as the term that it is and as a part of pairs; -1 for neither. */
function startCounting({ parts, pairs }: CompiledTerms, occurrences: Float64Array) {
  const met: number[] = [];
  const count = (term: number) => {
    if (occurrences[term]++ === 0) met.push(term);
  };
  let before = -1;
  return {
    add(single: number, part: number) {
      if (single >= 0) count(single);
      const pair = before >= 0 && part >= 0 ? pairs.get(before * parts.size + part) : undefined;
      if (pair !== undefined) count(pair);
      before = part;
    },
    met: () => met.sort((a, b) => a - b),
  };
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
