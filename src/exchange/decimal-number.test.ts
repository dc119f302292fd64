/** The quick reading of numbers against JavaScript's own. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decimalNumber } from './decimal-number.ts';

const read = (text: string) => decimalNumber(Buffer.from(text), 0, text.length);

it('gives the bits of the language for every number that it takes', () => {
  const decimal = fc
    .tuple(
      fc.constantFrom('', '-'),
      fc.oneof(fc.bigInt(0n, 10n ** 15n - 1n), fc.bigInt(0n, 10n ** 31n)),
      fc.nat(30),
      fc.integer({ min: -260, max: 260 }),
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

it('gives the bits of the language for float64 numbers as others write them, and leaves few', () => {
  const spelled = fc
    .tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.nat(2))
    .filter(([value]) => value === 0 || (Math.abs(value) > 1e-180 && Math.abs(value) < 1e180))
    .map(([value, form]) => [String(value), value.toPrecision(17), value.toExponential(8)][form]);
  let left = 0;
  fc.assert(
    fc.property(spelled, (text) => {
      const value = read(text);
      if (Number.isNaN(value)) left++;
      else expect(Object.is(value, Number(text)), text).toBe(true);
    }),
    { numRuns: 5_000 },
  );
  expect(left).toBeLessThan(50);
});

it('rounds to even, or leaves to others, what lies in the middle between two numbers', () => {
  for (let i = 0; i < 1_000; i++) {
    const middle = String(2n ** 53n + BigInt(2 * i + 1));
    for (const text of [middle, `${middle}.000000000001`, `${middle.slice(0, -1)}.${middle.slice(-1)}e1`]) {
      const value = read(text);
      if (!Number.isNaN(value)) expect(value, text).toBe(Number(text));
    }
  }
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
