/** What is typical of each group of rows, in the columns' own units. */
import { compareCodeUnits } from '../../core/canonical-json.ts';
import { mean, variance } from '../../math/reduce.ts';
import { type Column, columnLength } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';

/** One column in all groups. */
export interface ColumnProfile {
  readonly name: string;
  /** Of numbers and dates the mean, of others the most frequent value with its share; null where nothing is known. */
  readonly kind: 'number' | 'datetime' | 'category';
  readonly groups: readonly (GroupValue | null)[];
  /** How far the groups lie apart, 0 to 1: the share of the column's variance between groups, or of its values that groups foretell. */
  readonly separation: number;
}

export interface GroupValue {
  readonly value: number | string;
  /** Of a category: its share among the group's known values. */
  readonly share?: number;
}

/**
 * Profiles every column, those that set the groups apart most first.
 *
 * @param groups nRows group numbers, 0 .. nGroups-1.
 */
export function groupProfiles(table: Table, groups: ArrayLike<number>, nGroups: number): ColumnProfile[] {
  const profiles = table.columns.map((column) =>
    column.kind === 'number' || column.kind === 'datetime'
      ? numberProfile(column, groups, nGroups)
      : categoryProfile(column, groups, nGroups),
  );
  return profiles.sort((a, b) => b.separation - a.separation || compareCodeUnits(a.name, b.name));
}

function numberProfile(
  { name, kind, values }: Extract<Column, { kind: 'number' | 'datetime' }>,
  groups: ArrayLike<number>,
  nGroups: number,
): ColumnProfile {
  const present = values.filter(Number.isFinite);
  const own = Array.from({ length: nGroups }, (_, group) =>
    values.filter((value, row) => groups[row] === group && Number.isFinite(value)),
  );
  const middle = mean(present);
  const total = present.length > 1 ? variance(present, 0) * present.length : 0;
  const between = own.reduce((sum, some) => {
    const difference = some.length > 0 ? mean(some) - middle : 0;
    return sum + some.length * difference * difference;
  }, 0);
  return {
    name,
    kind,
    groups: own.map((some) => (some.length > 0 ? { value: mean(some) } : null)),
    separation: total > 0 && Number.isFinite(total) ? Math.min(1, between / total) : 0,
  };
}

function categoryProfile(column: Column, groups: ArrayLike<number>, nGroups: number): ColumnProfile {
  const textAt = textsOf(column);
  const counts = Array.from({ length: nGroups }, () => new Map<string, number>());
  const all = new Map<string, number>();
  for (let row = 0; row < columnLength(column); row++) {
    const text = textAt(row);
    if (text === undefined) continue;
    const ofGroup = counts[groups[row]];
    ofGroup.set(text, (ofGroup.get(text) ?? 0) + 1);
    all.set(text, (all.get(text) ?? 0) + 1);
  }
  const present = [...all.values()].reduce((sum, count) => sum + count, 0);
  const tops = counts.map(mostFrequent);
  const known = tops.reduce((sum, top) => sum + (top?.count ?? 0), 0);
  const guessed = mostFrequent(all)?.count ?? 0;
  return {
    name: column.name,
    kind: 'category',
    groups: tops.map((top) => (top ? { value: top.text, share: top.count / top.of } : null)),
    // Goodman and Kruskal's lambda (1954): how much the group helps to guess the value.
    separation: present > guessed ? Math.max(0, (known - guessed) / (present - guessed)) : 0,
  };
}

function mostFrequent(counts: ReadonlyMap<string, number>): { text: string; count: number; of: number } | undefined {
  let best: { text: string; count: number } | undefined;
  let of = 0;
  for (const [text, count] of counts) {
    of += count;
    if (!best || count > best.count || (count === best.count && compareCodeUnits(text, best.text) < 0)) {
      best = { text, count };
    }
  }
  return best && { ...best, of };
}

function textsOf(column: Column): (row: number) => string | undefined {
  if (column.kind === 'string') return (row) => column.dictionary[column.codes[row]];
  if (column.kind === 'boolean') {
    return (row) => (column.values[row] < 0 ? undefined : String(column.values[row] === 1));
  }
  return (row) => (Number.isNaN(column.values[row]) ? undefined : String(column.values[row]));
}
