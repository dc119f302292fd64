/** Columns that may name the entity a row belongs to, as codes. */
import type { Column } from '../table/column.ts';

export interface EntityLevels {
  /** Entity of each row, from 0; -1 = missing. */
  readonly codes: Int32Array;
  readonly count: number;
}

/** Entities of a text column or of one with whole numbers; undefined for other columns. */
export function entityLevels(column: Column): EntityLevels | undefined {
  if (column.kind === 'string') return { codes: column.codes, count: column.dictionary.length };
  if (column.kind !== 'number' || !column.integer) return undefined;
  const known = new Map<number, number>();
  const codes = new Int32Array(column.values.length);
  for (let row = 0; row < codes.length; row++) {
    const value = column.values[row];
    const code = Number.isNaN(value) ? -1 : (known.get(value) ?? known.size);
    if (code === known.size) known.set(value, code);
    codes[row] = code;
  }
  return { codes, count: known.size };
}
