/** The columns that a forest looks at in the kernel's form; see kernel/forest-ranks.ts. */
import type { CodedColumn, ForestColumns, RankedColumn } from './forest-columns.ts';
import { placeBytes } from './forest-words.ts';
import type { MemoryPlan } from './memory-plan.ts';

/** Columns of which the ranks of a row are found together. */
const together = 4;

/** Where the columns lie, and the columns as they lie there. */
export interface ColumnRooms {
  readonly numbers: number;
  readonly codes: number;
  /** Columns of the table, in the order in which the kernel gets their values. */
  readonly used: readonly number[];
  readonly ranked: readonly { readonly column: RankedColumn; readonly room: number; readonly thresholds: number }[];
  readonly coded: readonly CodedColumn[];
}

/** The columns with most thresholds first, and some without any so that they come in fours. */
export function planColumns({ ranked, coded, nPlaces }: ForestColumns, plan: MemoryPlan): ColumnRooms {
  const used = [...new Set([...ranked, ...coded].map(({ column }) => column))];
  const ordered = [...ranked].sort((a, b) => b.thresholds.length - a.thresholds.length || a.column - b.column);
  while (ordered.length % together > 0)
    ordered.push({ column: used[0], thresholds: new Float64Array(), place: nPlaces });
  return {
    numbers: plan.take(ordered.length * 16),
    codes: plan.take(coded.length * 8),
    used,
    ranked: ordered.map((column, i) => {
      const room = roomOf(ordered[i - (i % together)].thresholds);
      return { column, room, thresholds: plan.take(room * 8) };
    }),
    coded,
  };
}

/** Writes the columns; `places` is the address of the first place. */
export function writeColumns(
  { numbers, codes, used, ranked, coded }: ColumnRooms,
  places: number,
  buffer: SharedArrayBuffer,
): void {
  const words = new Uint32Array(buffer);
  const doubles = new Float64Array(buffer);
  for (const [i, { column, room, thresholds }] of ranked.entries()) {
    doubles.fill(Number.POSITIVE_INFINITY, thresholds / 8, thresholds / 8 + room);
    doubles.set(column.thresholds, thresholds / 8);
    const half = roomOf(column.thresholds) / 2;
    words.set(
      [thresholds, half * 8, places + column.place * placeBytes, used.indexOf(column.column)],
      numbers / 4 + 4 * i,
    );
  }
  for (const [i, { column, place }] of coded.entries()) {
    words.set([places + place * placeBytes, used.indexOf(column)], codes / 4 + 2 * i);
  }
}

/** A power of two above their number. */
function roomOf(thresholds: Float64Array): number {
  let room = 2;
  while (room <= thresholds.length) room *= 2;
  return room;
}
