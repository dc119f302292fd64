/** A single cell of any kind as the kind that a role asks for: the rules of `castColumn`, for rows that come alone. */
import type { ColumnKind } from '../../table/column.ts';
import type { RowCells } from '../single-row/row-cells.ts';
import { instantFromText } from './calendar.ts';
import { type FeatureRole, kindOfRole } from './cast-column.ts';
import { numberFromText, truthFromText } from './text-values.ts';

/** Reads the cell at `from` and writes what it is under the role to `to`. */
export type CastCell = (cells: RowCells, from: number, to: number) => void;

/** The cast of cells of that kind, or undefined where a column of the kind is what the role asks for and stays as it is. */
export function castCell(kind: ColumnKind, role: FeatureRole): CastCell | undefined {
  const asked = kindOfRole(role);
  if (asked === 'string') return kind === 'string' ? undefined : kind === 'boolean' ? spellTruth : spellNumber;
  if (asked === 'datetime') {
    if (kind === 'datetime') return undefined;
    return kind === 'boolean' ? noInstant : kind === 'string' ? reading(instantFromText) : finite;
  }
  if (kind === 'string') return reading(role === 'boolean' ? truthFromText : numberFromText);
  return role === 'boolean' && kind !== 'boolean' ? zeroOrOne : finite;
}

function reading(read: (text: string) => number): CastCell {
  return ({ numbers, texts }, from, to) => {
    const text = texts[from];
    numbers[to] = finiteOrMissing(text === null ? Number.NaN : read(text));
  };
}

const finite: CastCell = ({ numbers }, from, to) => {
  numbers[to] = finiteOrMissing(numbers[from]);
};

const zeroOrOne: CastCell = ({ numbers }, from, to) => {
  const value = numbers[from];
  numbers[to] = value === 0 || value === 1 ? value : Number.NaN;
};

const noInstant: CastCell = ({ numbers }, _, to) => {
  numbers[to] = Number.NaN;
};

const spellNumber: CastCell = ({ numbers, texts }, from, to) => {
  texts[to] = Number.isNaN(numbers[from]) ? null : String(numbers[from]);
};

const spellTruth: CastCell = ({ numbers, texts }, from, to) => {
  texts[to] = Number.isNaN(numbers[from]) ? null : String(numbers[from] === 1);
};

function finiteOrMissing(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}
