import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineBuffer } from './line-buffer.ts';

it('gives every line once, in order, however long they are and whenever they are taken', () => {
  const line = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.nat(200_000).map((length) => 'é'.repeat(length)),
  );
  fc.assert(
    fc.property(fc.array(fc.option(line), { maxLength: 20 }), (acts) => {
      const buffer = new LineBuffer();
      let taken = '';
      const take = () => {
        const waiting = buffer.lines;
        const { bytes, lines } = buffer.take();
        expect(lines).toBe(waiting);
        taken += Buffer.from(bytes).toString();
      };
      for (const act of acts) {
        if (act === null) take();
        else buffer.add(`${act}\n`, Buffer.byteLength(act) + 1);
      }
      take();
      expect(taken).toBe(acts.map((act) => (act === null ? '' : `${act}\n`)).join(''));
      expect(buffer.lines).toBe(0);
    }),
    { numRuns: 100 },
  );
});
