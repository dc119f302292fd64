/** Rows in two dimensions: along the first two principal components (Pearson 1901). */
import { createRng } from '../../math/philox.ts';
import { mean, variance } from '../../math/reduce.ts';
import { symmetricEigen } from '../../math/symmetric-eigen.ts';
import { numberColumn } from '../../table/build.ts';
import type { NumberColumn } from '../../table/column.ts';
import { type Table, tableOf } from '../../table/table.ts';
import { sampledRows } from './search-context.ts';

/** Dots of the picture, and columns that take part: those that vary most. */
const most = { rows: 1500, columns: 100 };

/** A sample of the points with their groups. Coordinates have four digits, which is finer than a pixel. */
export function pictureOf(
  points: Table,
  groups: Float64Array,
  seed: number,
): { readonly x: number; readonly y: number; readonly group: number }[] {
  const labelled = tableOf([...points.columns, numberColumn('group of the row', groups)], points.nRows);
  const drawn = sampledRows(labelled, most.rows, createRng(seed).split('picture'));
  const all = drawn.columns.map((column) => (column as NumberColumn).values);
  const columns = all
    .slice(0, -1)
    .map((values, place) => ({ values, place, spread: variance(values, 0) }))
    .sort((a, b) => b.spread - a.spread || a.place - b.place)
    .slice(0, most.columns)
    .map(({ values }) => values);
  const [first, second] = principalComponents(columns);
  return Array.from(all[all.length - 1], (group, row) => ({ x: short(first[row]), y: short(second[row]), group }));
}

/** Coordinates of the rows along the two directions of greatest variance; the second is 0 for a single column. */
function principalComponents(columns: readonly Float64Array[]): [Float64Array, Float64Array] {
  const d = columns.length;
  const nRows = columns[0].length;
  const centred = columns.map((values) => {
    const middle = mean(values);
    return values.map((value) => value - middle);
  });
  const covariance = new Float64Array(d * d);
  for (let a = 0; a < d; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let row = 0; row < nRows; row++) sum += centred[a][row] * centred[b][row];
      covariance[a * d + b] = sum / nRows;
      covariance[b * d + a] = sum / nRows;
    }
  }
  const { values, vectors } = symmetricEigen(covariance, d);
  const order = Array.from(values.keys()).sort((a, b) => values[b] - values[a] || a - b);
  const along = (place: number) => {
    const coordinates = new Float64Array(nRows);
    const column = order[place];
    if (column === undefined) return coordinates;
    // The sign of a direction is free: its largest part points up.
    let largest = 0;
    for (let j = 0; j < d; j++) {
      if (Math.abs(vectors[j * d + column]) > Math.abs(largest)) largest = vectors[j * d + column];
    }
    for (let j = 0; j < d; j++) {
      const part = vectors[j * d + column] * (largest < 0 ? -1 : 1);
      for (let row = 0; row < nRows; row++) coordinates[row] += part * centred[j][row];
    }
    return coordinates;
  };
  return [along(0), along(1)];
}

function short(value: number): number {
  return Number(value.toPrecision(4));
}
