/** Which words and pairs of neighbouring words of a column of texts become features. */
import { compareCodeUnits } from '../../../core/canonical-json.ts';
import type { StringColumn } from '../../../table/column.ts';
import { type Documents, documentsOf } from './documents.ts';

/** A word, or two with a space between. */
export interface Term {
  readonly text: string;
  /** Rows in which it occurs. */
  readonly documents: number;
}

export interface TermLimits {
  /** Longest term in words. */
  readonly maxWords: number;
  /** Fewest rows in which a term must occur. */
  readonly minDocuments: number;
  readonly maxFeatures: number;
}

/** The words of two numbers below this share one key. */
const pairBase = 67_108_864;

/**
 * The terms of most rows (ties by code unit), by code unit.
 *
 * @param counts nDictionary: how many rows have each text.
 */
export function chooseTerms({ dictionary }: StringColumn, counts: Float64Array, limits: TermLimits): Term[] {
  const documents = documentsOf(dictionary);
  const used = Array.from(counts.keys()).filter((code) => counts[code] > 0);
  const frequencies = wordFrequencies(documents, used, counts);
  const words = documents.words
    .map((text, word): Term => ({ text, documents: frequencies[word] ?? 0 }))
    .filter(({ documents: rows }) => rows >= limits.minDocuments)
    .sort(mostRowsFirst);
  // No pair stands in more rows than its words do: where the words alone fill the places, few pairs need counting.
  const least = Math.max(limits.minDocuments, words[limits.maxFeatures - 1]?.documents ?? 0);
  const pairs = limits.maxWords > 1 ? pairTerms(documents, used, counts, frequencies, least) : [];
  const chosen = [...words, ...pairs].sort(mostRowsFirst).slice(0, limits.maxFeatures);
  return chosen.sort((a, b) => compareCodeUnits(a.text, b.text));
}

function mostRowsFirst(a: Term, b: Term): number {
  return b.documents - a.documents || compareCodeUnits(a.text, b.text);
}

/** Rows in which each word occurs, by number. */
function wordFrequencies(documents: Documents, used: readonly number[], counts: Float64Array): readonly number[] {
  const frequencies: number[] = [];
  const lastSeen: number[] = [];
  for (const code of used) {
    for (const word of documents.tokens(code)) {
      if (lastSeen[word] === code) continue;
      lastSeen[word] = code;
      frequencies[word] = (frequencies[word] ?? 0) + counts[code];
    }
  }
  return frequencies;
}

/** The pairs of at least `least` rows. */
function pairTerms(
  documents: Documents,
  used: readonly number[],
  counts: Float64Array,
  frequencies: readonly number[],
  least: number,
): Term[] {
  const places = new Map<number, number>();
  const rows: number[] = [];
  const lastSeen: number[] = [];
  for (const code of used) {
    const tokens = documents.tokens(code);
    for (let i = 1; i < tokens.length; i++) {
      if (frequencies[tokens[i - 1]] < least || frequencies[tokens[i]] < least) continue;
      const key = tokens[i - 1] * pairBase + tokens[i];
      const place = places.get(key) ?? places.size;
      if (place === places.size) places.set(key, place);
      if (lastSeen[place] === code) continue;
      lastSeen[place] = code;
      rows[place] = (rows[place] ?? 0) + counts[code];
    }
  }
  const { words } = documents;
  return Array.from(places, ([key, place]): Term => {
    const first = Math.floor(key / pairBase);
    return { text: `${words[first]} ${words[key - first * pairBase]}`, documents: rows[place] };
  }).filter(({ documents: count }) => count >= least);
}
