/** What figures of served requests rest on: the times requests are meant to be sent at, ranks, the search for a rate, and whole answers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerReader } from '../../bench/serving/answer-reader.mjs';
import { dueBy, highestRate, intendedMs, nearestRank, slopeOf } from '../../bench/serving/arrivals.mjs';

describe('dueBy', () => {
  it('counts exactly the requests whose intended time is not after now', () => {
    expect([0, 0.9, 1, 2.5, 999].map((elapsedMs) => dueBy(elapsedMs, 1000))).toEqual([1, 1, 2, 3, 1000]);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e5, noNaN: true }),
        fc.double({ min: 0.5, max: 1e5, noNaN: true }),
        (elapsedMs, rate) => {
          const due = dueBy(elapsedMs, rate);
          expect(intendedMs(due - 1, rate)).toBeLessThanOrEqual(elapsedMs);
          expect(intendedMs(due, rate)).toBeGreaterThan(elapsedMs);
        },
      ),
    );
  });

  it('sends a request at its own intended time and not before, whatever the rounding', () => {
    const wrong = [3, 7, 333, 1101.7].flatMap((rate) =>
      Array.from({ length: 2000 }, (_, i) => [intendedMs(i + 1, rate), i + 1, rate]).filter(
        ([at, i]) => dueBy(at, rate) !== i + 1 || dueBy(at * (1 - Number.EPSILON / 2), rate) !== i,
      ),
    );
    expect(wrong).toEqual([]);
  });
});

describe('nearestRank', () => {
  it('is the least value that the share of values does not exceed', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect([0, 0.5, 0.99, 1].map((share) => nearestRank(hundred, share))).toEqual([1, 50, 99, 100]);
    expect([nearestRank([10, 9], 0.5), nearestRank([3, 1, 2], 0.5)]).toEqual([9, 2]);
    expect(nearestRank([], 0.5)).toBeUndefined();
  });
});

describe('highestRate', () => {
  const options = { first: 100, least: 1, most: 50_000, precision: 0.05 };

  it('comes within its precision of any limit, from below', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 1, max: 49_000, noNaN: true }), async (limit) => {
        const found = await highestRate((rate) => rate <= limit, options);
        expect(found).toBeLessThanOrEqual(limit);
        expect(found * 1.05).toBeGreaterThanOrEqual(limit);
      }),
    );
  });

  it('stops at the most and at the least', async () => {
    const tried: number[] = [];
    const note = (holds: boolean) => (rate: number) => {
      tried.push(rate);
      return holds;
    };
    expect(await highestRate(note(true), options)).toBe(50_000);
    expect(await highestRate(note(false), options)).toBe(0);
    expect([Math.max(...tried), Math.min(...tried)]).toEqual([50_000, 1]);
  });
});

describe('slopeOf', () => {
  it('is that of the line through points, and 0 where there is none', () => {
    expect(
      slopeOf([
        [0, 1],
        [1, 4],
        [2, 7],
      ]),
    ).toBeCloseTo(3, 12);
    expect(
      slopeOf([
        [0, 0],
        [1, 5],
        [2, 0],
      ]),
    ).toBeCloseTo(0, 12);
    expect(slopeOf([[2, 9]])).toBe(0);
  });
});

describe('answerReader', () => {
  const text =
    'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello' +
    'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n' +
    'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\r\n\r\n';
  const whole = [
    [200, 'hello', true],
    [503, '', false],
    [200, '\r\n\r\n', true],
  ];

  it('finds the same answers however their bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
        const found: unknown[] = [];
        const read = answerReader(({ status, body, stays }) => found.push([status, body.toString(), stays]));
        const places = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        for (let i = 1; i < places.length; i++) read(Buffer.from(text.slice(places[i - 1], places[i])));
        expect(found).toEqual(whole);
      }),
    );
  });

  it('refuses an answer that does not tell its length', () => {
    const read = answerReader(() => {});
    expect(() => read(Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'))).toThrow(
      'an answer without Content-Length: HTTP/1.1 200 OK',
    );
  });
});
