/** The quick reading of numbers against JavaScript's own. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decimalNumber } from './decimal-number.ts';

const read = (text: string) => decimalNumber(Buffer.from(text), 0, text.length);

it('gives the bits of the language for every number that it takes', () => {
  const decimal = fc
    .tuple(
      fc.constantFrom('', '-'),
      fc.bigInt(0n, 10n ** 15n - 1n),
      fc.nat(14),
      fc.integer({ min: -40, max: 40 }),
      fc.nat(2),
    )
    .map(([sign, digits, places, power, form]) => {
      const text = String(digits);
      const cut = Math.max(1, text.length - places);
      const plain = sign + text.slice(0, cut) + (cut < text.length ? `.${text.slice(cut)}` : '');
      return form === 0 ? plain : `${plain}${form === 1 ? 'e' : 'E'}${power}`;
    });
  let taken = 0;
  fc.assert(
    fc.property(decimal, (text) => {
      const value = read(text);
      if (Number.isNaN(value)) return;
      taken++;
      expect(Object.is(value, Number(text)), text).toBe(true);
    }),
    { numRuns: 5_000 },
  );
  expect(taken).toBeGreaterThan(2_000);
});

it('takes the float32 numbers that XGBoost writes', () => {
  expect(['-2.942907E-1', '0E0', '-0', '7', '1.4E-20', '5E-1', '1e+3'].map(read)).toEqual([
    -0.2942907, 0, -0, 7, 1.4e-20, 0.5, 1000,
  ]);
});

it.each(['', '-', '+1', '.5', '1.', '1e', '1e-', '0x10', 'NaN', '1 ', '1e400', '1'.repeat(31), '1.2.3'])(
  'leaves %j to others',
  (text) => {
    expect(read(text)).toBeNaN();
  },
);
