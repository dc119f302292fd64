/** The present, finite values of a column in two tables, in the form that drift tests compare. */
import { compareCodeUnits } from '../core/canonical-json.ts';
import { sortedCopy } from '../math/quantile.ts';
import type { Column } from '../table/column.ts';
import type { DriftSample } from './drift-tests/drift-test.ts';

/** Numbers with at most this many distinct values in both tables together are compared as categories. */
const fewNumbers = 5;
/** Categories are told apart up to this many, the most frequent of the reference; then come one for the rest and one for the new. */
const mostCategories = 30;

export interface SamplePair {
  /** What drift tests compare: numbers, or the counts of at most 32 categories. */
  readonly sample: DriftSample;
  /**
   * The same, or the counts of all categories by falling count of both sides together: which categories are frequent in the
   * reference, or new, is itself chance, so chance is judged on all of them.
   */
  readonly whole: DriftSample;
  /** Rows with a value. */
  readonly rows: { readonly reference: number; readonly current: number };
}

/** Both columns as samples. They must be of one kind, and not instants. */
export function samplePair(reference: Column, current: Column): SamplePair {
  if (reference.kind === 'number' && current.kind === 'number') {
    const sorted = { reference: sortedFinite(reference.values), current: sortedFinite(current.values) };
    const rows = { reference: sorted.reference.length, current: sorted.current.length };
    if (distinctUpTo(fewNumbers + 1, sorted.reference, sorted.current) > fewNumbers) {
      const sample = { kind: 'numeric', ...sorted } as const;
      return { sample, whole: sample, rows };
    }
  }
  return categoryPair(countsByText(reference), countsByText(current));
}

/** Models take infinities for missing, and distances cannot weigh them. */
function sortedFinite(values: Float64Array): Float64Array {
  const sorted = sortedCopy(values);
  const first =
    sorted[0] === Number.NEGATIVE_INFINITY ? sorted.findIndex((value) => value !== Number.NEGATIVE_INFINITY) : 0;
  const end = sorted.indexOf(Number.POSITIVE_INFINITY);
  return first < 0 ? new Float64Array(0) : sorted.subarray(first, end < 0 ? sorted.length : end);
}

function categoryPair(reference: Map<string, number>, current: Map<string, number>): SamplePair {
  const both = (text: string) => (reference.get(text) ?? 0) + (current.get(text) ?? 0);
  // An order that both sides decide equally.
  const all = [...new Set([...reference.keys(), ...current.keys()])].sort(
    (a, b) => both(b) - both(a) || compareCodeUnits(a, b),
  );
  const countsOf = (counts: Map<string, number>) => Float64Array.from(all, (text) => counts.get(text) ?? 0);
  const whole = { kind: 'categorical', reference: countsOf(reference), current: countsOf(current) } as const;
  const rows = { reference: total(whole.reference), current: total(whole.current) };
  // By count, ties in order of appearance: the sort is stable.
  const kept = [...reference.entries()].sort((a, b) => b[1] - a[1]).slice(0, mostCategories);
  const place = new Map(kept.map(([text], i) => [text, i]));
  const grouped = (counts: Map<string, number>) => {
    const array = new Float64Array(kept.length + 2);
    const rest = kept.length;
    for (const [text, count] of counts) array[place.get(text) ?? (reference.has(text) ? rest : rest + 1)] += count;
    return array;
  };
  return { sample: { kind: 'categorical', reference: grouped(reference), current: grouped(current) }, whole, rows };
}

/** Rows by value as text, in order of appearance. */
function countsByText(column: Column): Map<string, number> {
  const counts = new Map<string, number>();
  if (column.kind === 'string') {
    const byCode = new Float64Array(column.dictionary.length);
    for (const code of column.codes) if (code >= 0) byCode[code]++;
    for (const [code, count] of byCode.entries()) if (count > 0) counts.set(column.dictionary[code], count);
    return counts;
  }
  for (const value of column.values) {
    if (!Number.isFinite(value) || (column.kind === 'boolean' && value < 0)) continue;
    const text = String(value);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

function distinctUpTo(most: number, ...samples: readonly Float64Array[]): number {
  const seen = new Set<number>();
  for (const sample of samples) {
    for (const value of sample) {
      seen.add(value);
      if (seen.size >= most) return most;
    }
  }
  return seen.size;
}

function total(counts: Float64Array): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
