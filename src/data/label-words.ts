/** Words of a text column whose presence nearly decides the target. */
import type { StringColumn } from '../table/column.ts';

/** Of a long text the beginning and the end are read. */
const mostCharacters = 1500;
/** Words and names in fewer rows are left out. */
const leastRows = 10;
/** Words that this share of the rows have may be the first half of a pair such as "label: 1". */
const pairShare = 0.1;
const word = /\p{L}+|\p{N}+/gu;
const letter = /[\p{L}\p{N}]/u;
/** With more names than this none is sought. */
const mostNames = 50;

/**
 * For each word or pair of neighbouring words the places of the rows (in `rows`, ascending) that hold it; what fewer than `least` rows
 * hold, or fewer than ten, is left out.
 */
export function frequentWords(column: StringColumn, rows: Int32Array, least: number): Map<string, Int32Array> {
  const texts = new Map<number, readonly string[]>();
  const wordsAt = Array.from(rows, (row) => {
    const code = column.codes[row];
    if (code < 0) return [];
    const known = texts.get(code) ?? wordsOf(column.dictionary[code]);
    texts.set(code, known);
    return known;
  });
  const single = counted(wordsAt.map((words) => new Set(words)));
  const common = new Set([...single].filter(([, at]) => at.length >= pairShare * rows.length).map(([name]) => name));
  const pairs = counted(wordsAt.map((words) => new Set(pairsOf(words, common))));
  return new Map(
    [...single, ...pairs]
      .filter(([, at]) => at.length >= Math.max(leastRows, least))
      .map(([name, at]): [string, Int32Array] => [name, Int32Array.from(at)]),
  );
}

/**
 * For each name the places of the rows whose text spells it, signs included, as no part of a longer word or of a longer name.
 * Of many names none is sought; what is rare is left out.
 */
export function spelledNames(column: StringColumn, rows: Int32Array, names: readonly string[]): Int32Array[] {
  const places = names.map((): number[] => []);
  const sought = names
    .map((name, i) => ({ name: name.toLowerCase(), places: places[i] }))
    .sort((a, b) => b.name.length - a.name.length);
  for (let at = 0; at < rows.length && names.length <= mostNames; at++) {
    const code = column.codes[rows[at]];
    if (code < 0) continue;
    let text = partRead(column.dictionary[code]);
    for (const one of sought) {
      const rest = withoutName(text, one.name);
      if (rest === undefined) continue;
      one.places.push(at);
      text = rest;
    }
  }
  return places.map((found) => Int32Array.from(found.length >= leastRows ? found : []));
}

/** The text with the name taken out; undefined when the name does not stand in it by itself. */
function withoutName(text: string, name: string): string | undefined {
  for (let from = text.indexOf(name); from >= 0; from = text.indexOf(name, from + 1)) {
    const end = from + name.length;
    if (letter.test(text.charAt(from - 1)) && letter.test(name[0])) continue;
    if (letter.test(text.charAt(end)) && letter.test(name[name.length - 1])) continue;
    return `${text.slice(0, from)} ${text.slice(end)}`;
  }
  return undefined;
}

function partRead(text: string): string {
  const read =
    text.length <= 2 * mostCharacters ? text : `${text.slice(0, mostCharacters)} ${text.slice(-mostCharacters)}`;
  return read.toLowerCase();
}

function wordsOf(text: string): readonly string[] {
  return partRead(text).match(word) ?? [];
}

function* pairsOf(words: readonly string[], common: ReadonlySet<string>): Generator<string> {
  for (let i = 1; i < words.length; i++) if (common.has(words[i - 1])) yield `${words[i - 1]} ${words[i]}`;
}

function counted(sets: readonly ReadonlySet<string>[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [at, names] of sets.entries()) {
    for (const name of names) {
      const places = found.get(name);
      if (places) places.push(at);
      else found.set(name, [at]);
    }
  }
  return found;
}
