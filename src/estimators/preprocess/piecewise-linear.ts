/** Numbers as their way through several pieces of their range (Gorishniy, Rubachev and Babenko 2022), so that a model that adds up columns can bend. */
import { z } from 'zod';
import type { NumberColumn } from '../../table/column.ts';
import { columnNames } from '../../table/table.ts';
import type { TransformerDefinition } from '../estimator.ts';
import { numbersAt, placesByName } from '../single-row/row-cells.ts';
import { columnsByName, columnsOfKind } from './column-kinds.ts';
import { uniqueName } from './unique-name.ts';
import { evenPlaces, middleShares } from './value-shares.ts';

type PiecewiseLinearParams = { readonly pieces: number };
type PiecedColumn = {
  readonly name: string;
  /** Ascending values of the training rows, between which the pieces lie. */
  readonly knots: Float64Array;
  /** Output column of each piece. */
  readonly outputs: readonly string[];
};
type PiecewiseLinearState = { readonly columns: readonly PiecedColumn[] };

/** Heights over the two ends of a piece. */
export const pieceHeights = [0, 1] as const;

/**
 * A column gives way to one column per piece: 0 below the piece, 1 above it, and in between the part of it that is passed. The
 * pieces hold about as many training rows each. Beyond the training rows a value stays as at their end; missing ones stay missing
 * in every piece. Columns of less than three values stay as they are.
 */
export const piecewiseLinear: TransformerDefinition<PiecewiseLinearParams, PiecewiseLinearState> = {
  kind: 'transformer',
  name: 'piecewise_linear',
  version: 1,
  description: 'Turns numbers into one column per piece of their range: the part of the piece that is passed.',
  tags: { allowsMissing: true, rawColumns: true, sampleWeight: 'exact' },
  params: z.strictObject({
    pieces: z.int().min(2).max(256).default(8).describe('most columns per number column'),
  }),
  state: z.strictObject({
    columns: z.array(
      z
        .strictObject({ name: z.string(), knots: z.instanceof(Float64Array), outputs: z.array(z.string()) })
        .refine(isSound, 'knots are finite and ascend, with one output between each two'),
    ),
  }),

  fit({ X, sampleWeight }, { pieces }) {
    const found = columnsOfKind(X, 'number').flatMap(({ name, values }) => {
      const { distinct, shares } = middleShares(values, sampleWeight);
      if (distinct.length < 3) return [];
      return [{ name, knots: Float64Array.from(evenPlaces(shares, pieces + 1), (place) => distinct[place]) }];
    });
    const replaced = new Set(found.map(({ name }) => name));
    const taken = new Set(columnNames(X).filter((name) => !replaced.has(name)));
    return {
      columns: found.map(({ name, knots }) => ({
        name,
        knots,
        outputs: Array.from({ length: knots.length - 1 }, (_, piece) => uniqueName(`${name}:${piece + 1}`, taken)),
      })),
    };
  },

  transform({ columns }, X) {
    const names = columns.map(({ name }) => name);
    const sources = columnsByName(X, 'number', names, 'piecewise_linear');
    const byName = new Map(columns.map((column, i) => [column.name, piecesOf(column, sources[i])]));
    return { nRows: X.nRows, columns: X.columns.flatMap((column) => byName.get(column.name) ?? [column]) };
  },

  rowStep({ columns }, before, take) {
    const from = placesByName(
      before,
      'number',
      columns.map(({ name }) => name),
    );
    if (!from) return undefined;
    const fresh = columns.map(({ outputs }) => numbersAt(outputs, take));
    const to = fresh.map((pieces) => Int32Array.from(pieces, ({ place }) => place));
    const byName = new Map(columns.map(({ name }, i) => [name, fresh[i]]));
    return {
      columns: before.flatMap((column) => byName.get(column.name) ?? [column]),
      write({ numbers }) {
        for (let i = 0; i < from.length; i++) {
          const { knots } = columns[i];
          const [value, pieces] = [numbers[from[i]], to[i]];
          for (let p = 0; p < pieces.length; p++) numbers[pieces[p]] = partPassed(knots[p], knots[p + 1], value);
        }
      },
    };
  },

  origins({ columns }) {
    return new Map(columns.flatMap(({ name, outputs }) => outputs.map((output) => [output, name] as const)));
  },
};

function piecesOf({ knots, outputs }: PiecedColumn, { values }: NumberColumn): NumberColumn[] {
  return outputs.map((name, piece) => {
    const [low, high] = [knots[piece], knots[piece + 1]];
    const parts = new Float64Array(values.length);
    for (let row = 0; row < values.length; row++) parts[row] = partPassed(low, high, values[row]);
    return { kind: 'number', name, values: parts, integer: false };
  });
}

/** As `heightAt` over the two ends with `pieceHeights`, to the bit, in a fraction of its time for a single row. */
function partPassed(low: number, high: number, x: number): number {
  if (Number.isNaN(x)) return x;
  if (x <= low) return 0;
  if (x >= high) return 1;
  // Halves, because the distance of two doubles need not be one.
  return (x / 2 - low / 2) / (high / 2 - low / 2);
}

function isSound({ knots, outputs }: PiecedColumn): boolean {
  const rises = knots.every((knot, i) => Number.isFinite(knot) && (i === 0 || knots[i - 1] < knot));
  return rises && outputs.length > 0 && knots.length === outputs.length + 1;
}
