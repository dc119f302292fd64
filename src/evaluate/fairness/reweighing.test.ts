import fc from 'fast-check';
import { expect, it } from 'vitest';
import '../../../tests/property-seed.ts';
import { reweighing } from './reweighing.ts';

it('gives the weights of the worked example of Kamiran and Calders', () => {
  const sex = ['m', 'm', 'm', 'm', 'm', 'f', 'f', 'f', 'f', 'f'];
  const yTrue = [1, 1, 1, 1, 0, 0, 0, 0, 1, 1];
  const [m, f] = [yTrue.slice(0, 5).map((y) => (y ? 0.75 : 2)), yTrue.slice(5).map((y) => (y ? 1.5 : 2 / 3))];
  for (const [row, weight] of reweighing({ yTrue, sensitive: { sex } }).entries()) {
    expect(weight).toBeCloseTo([...m, ...f][row], 14);
  }
});

it('makes classes and groups independent', () => {
  const row = fc.tuple(fc.constantFrom(0, 1, 7), fc.constantFrom('a', 'b'), fc.boolean());
  const everyCell = [0, 1, 7].flatMap((y) => ['a', 'b'].flatMap((a) => [true, false].map((b) => [y, a, b] as const)));
  fc.assert(
    fc.property(fc.array(row), (drawn) => {
      const rows = [...everyCell, ...drawn];
      const sensitive = { a: rows.map(([, a]) => a), b: rows.map(([, , b]) => b) };
      const weights = reweighing({ yTrue: rows.map(([y]) => y), sensitive });
      const total = (holds: (row: readonly [number, string, boolean]) => boolean) =>
        rows.reduce((sum, each, r) => sum + (holds(each) ? weights[r] : 0), 0);
      expect(total(() => true)).toBeCloseTo(rows.length, 9);
      for (const [y, a, b] of everyCell) {
        const inGroup = ([, otherA, otherB]: readonly [number, string, boolean]) => otherA === a && otherB === b;
        const share = total((each) => inGroup(each) && each[0] === y) / total(inGroup);
        expect(share).toBeCloseTo(rows.filter((each) => each[0] === y).length / rows.length, 9);
      }
    }),
  );
});

it.each([
  ['no rows', [], { g: [] }, 'ROWS_TOO_FEW'],
  ['a missing class', [0, Number.NaN], { g: ['a', 'b'] }, 'VALUE_INVALID'],
  ['a missing group', [0, 1], { g: ['a', null] }, 'VALUE_INVALID'],
  ['other lengths', [0, 1], { g: ['a'] }, 'SHAPE_MISMATCH'],
])('refuses %s', (_, yTrue, sensitive, code) => {
  expect(() => reweighing({ yTrue, sensitive })).toThrow(expect.objectContaining({ code }));
});
