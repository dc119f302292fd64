/** Pairs of number columns that together give a numeric target nearly without error: as a weighted sum, or as a product of powers. */
import { log } from '../math/log.ts';
import { dot, mean } from '../math/reduce.ts';
import type { NumberColumn } from '../table/column.ts';
import { picked, spreadRows } from './row-sample.ts';

/** With more columns than this the pairs are not tried. */
const mostColumns = 200;
const mostRows = 1000;
/** A column with a larger share of gaps is left out; other gaps count as the mean. */
const mostMissing = 0.1;

/** A pair, and the share of the target's variance that it explains. */
export interface PairFit {
  readonly a: string;
  readonly b: string;
  /** Whether logarithms of columns and target were fitted. */
  readonly scale: 'sum' | 'product';
  readonly r2: number;
}

/** Pairs with an R2 of `least` or more of which neither column alone reaches `alone`; best first. */
export function pairFits(
  columns: readonly NumberColumn[],
  y: Float64Array,
  { least, alone }: { readonly least: number; readonly alone: number },
): PairFit[] {
  if (columns.length > mostColumns) return [];
  const rows = spreadRows(y.length, mostRows);
  const sampled = columns.map(({ name, values }) => ({ name, values: picked(values, rows) }));
  const target = picked(y, rows);
  const fits = [
    ...fitsOf(sampled, target, 'sum', { least, alone }),
    ...(target.every((value) => value > 0)
      ? fitsOf(
          sampled
            .filter(({ values }) => values.every((value) => Number.isNaN(value) || value > 0))
            .map(({ name, values }) => ({ name, values: values.map((value) => log(value)) })),
          target.map((value) => log(value)),
          'product',
          { least, alone },
        )
      : []),
  ];
  return fits.sort((one, other) => other.r2 - one.r2 || (one.scale === other.scale ? 0 : one.scale === 'sum' ? -1 : 1));
}

function fitsOf(
  columns: readonly { readonly name: string; readonly values: Float64Array }[],
  y: Float64Array,
  scale: PairFit['scale'],
  { least, alone }: { readonly least: number; readonly alone: number },
): PairFit[] {
  const target = unit(y);
  if (!target) return [];
  const known = columns.flatMap(({ name, values }) => {
    const x = unit(values);
    return x ? [{ name, x, r: dot(x, target) }] : [];
  });
  return known.flatMap((a, i) =>
    known.slice(i + 1).flatMap((b) => {
      if (a.r * a.r >= alone || b.r * b.r >= alone) return [];
      const between = dot(a.x, b.x);
      // Two copies of one column have no fit of their own.
      const free = 1 - between * between;
      if (free < 1e-9) return [];
      const r2 = (a.r * a.r + b.r * b.r - 2 * a.r * b.r * between) / free;
      return r2 >= least ? [{ a: a.name, b: b.name, scale, r2: Math.min(1, r2) }] : [];
    }),
  );
}

/** Centred to mean 0 and length 1, gaps at 0; undefined with too many gaps or without variation. */
function unit(values: Float64Array): Float64Array | undefined {
  const present = values.filter(Number.isFinite);
  if (present.length < (1 - mostMissing) * values.length) return undefined;
  const middle = mean(present);
  const centred = values.map((value) => (Number.isFinite(value) ? value - middle : 0));
  const length = Math.sqrt(dot(centred, centred));
  return length > 1e-12 * Math.abs(middle) && length > 0 ? centred.map((value) => value / length) : undefined;
}
