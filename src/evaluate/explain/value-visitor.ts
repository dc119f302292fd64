/** Collects Shapley values of all leaves into columns. */
import type { LeafView } from './leaf-walk.ts';
import { clearColumns, spreadOne, spreadTwo } from './spread.ts';
import type { ForestVisitor } from './visit-forest.ts';

/** Adds one leaf's values to `table` (width x stride, by slot and group). */
export type AddLeafValues = (leaf: LeafView, table: Float64Array, stride: number) => void;

export interface ValueShape {
  readonly nFeatures: number;
  readonly nRows: number;
  /** Most columns on a way to a leaf. */
  readonly width: number;
  /** Rows of a block, those that go first included. */
  readonly room: number;
  /** Rows that go first in every block and get no values. */
  readonly nLeading: number;
}

/**
 * A visitor that adds to `values`: column j of output k at (k * nFeatures + j) * nRows.
 *
 * @param addValues Called for every leaf.
 */
export function valueVisitor(
  { nFeatures, nRows, width, room, nLeading }: ValueShape,
  values: Float64Array,
  addValues: AddLeafValues,
): ForestVisitor {
  const table = new Float64Array(width * room);
  let start = 0;
  return {
    enter(output, firstRow) {
      start = output * nFeatures * nRows + firstRow;
    },
    addLeaf: (leaf) => addValues(leaf, table, room),
    spread({ width, features, nGroups, groups }) {
      if (groups.length === 1) {
        for (let slot = 0, from = 0; slot < width; slot++, from += room) {
          values[start + features[slot] * nRows] += table[from];
          table[from] = 0;
        }
        return;
      }
      for (let slot = 0; slot + 1 < width; slot += 2) {
        const to = start + features[slot] * nRows;
        const second = start + features[slot + 1] * nRows;
        spreadTwo(groups, nLeading, table, slot * room, (slot + 1) * room, values, to, second);
      }
      if (width % 2 === 1) {
        spreadOne(groups, nLeading, table, (width - 1) * room, values, start + features[width - 1] * nRows);
      }
      clearColumns(table, width, room, nGroups);
    },
  };
}
