/** Bytes come out as they went in, whoever still reads those that were taken before. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CollectedBytes } from './collected-bytes.ts';

const pieces = fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 60 });

it('gives what was added since, and writes into nothing that is still read', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(pieces, fc.boolean()), { maxLength: 8 }), (rounds) => {
      const bytes = new CollectedBytes();
      const read: { taken: Buffer; expected: Buffer }[] = [];
      for (const [parts, isGivenBack] of rounds) {
        for (const part of parts) bytes.add(part);
        const expected = Buffer.concat(parts);
        expect(bytes.length).toBe(expected.length);
        const taken = bytes.take();
        expect(bytes.length).toBe(0);
        expect(taken.equals(expected)).toBe(true);
        if (isGivenBack) bytes.giveBack(taken);
        else read.push({ taken, expected });
      }
      for (const { taken, expected } of read) expect(taken.equals(expected)).toBe(true);
    }),
  );
});

it('uses the same memory again, and gives up what a burst made large', () => {
  const bytes = new CollectedBytes();
  const round = (size: number) => {
    bytes.add(new Uint8Array(size));
    const taken = bytes.take();
    bytes.giveBack(taken);
    return taken.buffer;
  };
  const first = round(1000);
  expect(round(2000)).toBe(first);
  const large = round(2_000_000);
  expect(large.byteLength).toBeGreaterThan(1_000_000);
  expect(round(1000).byteLength).toBeLessThan(10_000);
});
