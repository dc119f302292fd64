/** Gains of pairs of cuts against least-squares fits (tests/reference/estimators). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import reference from '../../../../tests/reference/estimators/pair-gains.json' with { type: 'json' };
import { type GridColumn, gridSize } from './grid-column.ts';
import type { Unexplained } from './main-effects.ts';
import { cutsOf, pairGains } from './pair-gain.ts';

const none = new Float64Array();

function gridOf(kind: GridColumn['kind'], codes: readonly number[]): GridColumn {
  const nBins = Math.max(...codes.filter((code) => code < gridSize - 1)) + 1;
  return {
    name: '',
    kind,
    bins: Uint8Array.from(codes),
    nBins,
    levels: [],
    thresholds: none,
    mean: 0,
    deviation: 1,
    scores: none,
  };
}

/** The gains of all cuts, row by row. */
function gainsOf(first: GridColumn, second: GridColumn, left: Unexplained): number[] {
  const { hessian } = left;
  const gains = pairGains(first, second, left, hessian.reduce((all, value) => all + value, 0) / hessian.length);
  const cuts = (column: GridColumn) => Array.from({ length: cutsOf(column) }, (_, cut) => cut);
  return cuts(first).flatMap((i) => cuts(second).map((j) => gains[i * gridSize + j]));
}

const columns = new Map(
  Object.entries(reference.columns).map(([name, { kind, bins }]) => [
    name,
    gridOf(kind === 'number' ? 'number' : 'category', bins),
  ]),
);
const targets = new Map(
  Object.entries(reference.targets).map(([name, { gradient, hessian }]) => [
    name,
    { gradient: Float64Array.from(gradient), hessian: Float64Array.from(hessian) },
  ]),
);

describe('gains equal what least squares explains beyond both cuts', () => {
  it.each(reference.cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const [first, second] = one.columns.map((name) => columns.get(name)!);
    const gains = gainsOf(first, second, targets.get(one.target)!);
    expect(gains).toHaveLength(one.gains.length);
    for (const [i, gain] of gains.entries()) expect(Math.abs(gain - one.gains[i])).toBeLessThan(1e-9);
    expect(gains.some((gain) => gain > 0.5)).toBe(true);
  });
});

describe('the best gain is that of FAST in interpret, where the main effects of all bins are gone', () => {
  it.each(reference.fast.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const [first, second] = one.bins.map((codes) => gridOf('number', codes));
    const left = { gradient: Float64Array.from(one.gradient), hessian: Float64Array.from(one.hessian) };
    expect(Math.max(...gainsOf(first, second, left)) / one.gain).toBeCloseTo(1, 6);
  });
});

describe('a gain', () => {
  const rows = fc.array(fc.record({ a: fc.nat(4), b: fc.nat(3), y: fc.integer({ min: -9, max: 9 }) }), {
    minLength: 30,
    maxLength: 80,
  });
  const ones = (length: number) => new Float64Array(length).fill(1);

  it('does not see what each column does alone', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }), (drawn, ofA, ofB) => {
        const [first, second] = [
          gridOf(
            'category',
            drawn.map(({ a }) => a),
          ),
          gridOf(
            'category',
            drawn.map(({ b }) => b),
          ),
        ];
        const gains = (shift: number) =>
          gainsOf(first, second, {
            gradient: Float64Array.from(
              drawn,
              ({ a, b, y }) => y + shift * ((a === 0 ? ofA : 0) + (b === 0 ? ofB : 0)),
            ),
            hessian: ones(drawn.length),
          });
        // The cut that parts level 0 from the others, on both sides.
        expect(Math.abs(gains(1)[0] - gains(0)[0])).toBeLessThan(1e-9 * (1 + gains(0)[0]));
      }),
    );
  });

  it('is the same from either side, and doubles with the rows', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const of = (rows: typeof drawn, times = 1) => {
          const [a, b] = [
            gridOf(
              'number',
              rows.map((row) => row.a),
            ),
            gridOf(
              'number',
              rows.map((row) => row.b),
            ),
          ];
          const left = {
            gradient: Float64Array.from(rows, ({ y }) => times * y),
            hessian: ones(rows.length).fill(times),
          };
          return { there: gainsOf(a, b, left), back: gainsOf(b, a, left), cuts: [cutsOf(a), cutsOf(b)] };
        };
        const { there, back, cuts } = of(drawn);
        const twice = of(drawn, 2).there;
        for (const [place, gain] of there.entries()) {
          const [i, j] = [Math.floor(place / cuts[1]), place % cuts[1]];
          expect(Math.abs(back[j * cuts[0] + i] - gain)).toBeLessThan(1e-9 * (1 + gain));
          expect(Math.abs(twice[place] - 2 * gain)).toBeLessThan(1e-9 * (1 + gain));
        }
      }),
    );
  });
});
