/** Requests side by side are the requests that came, and so are those that come back from their bytes. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packColumns } from './pack-columns.ts';
import type { LoggedRequest } from './prediction-rows.ts';
import {
  columnsOfRequests,
  packedRequests,
  type RequestColumns,
  RequestGatherer,
  requestColumns,
  requestsOf,
  unpackRequests,
} from './request-columns.ts';

const id = fc.tuple(fc.constantFrom('p', 'prediction'), fc.integer({ min: 0, max: 1e6 }));
const request: fc.Arbitrary<LoggedRequest> = fc.record({
  firstId: id.map(([prefix, number]) => `${prefix}_${number}`),
  rows: fc.integer({ min: 1, max: 1024 }),
  atMs: fc.double({ min: 0, max: 8.64e15 }),
  version: fc.nat(),
  propensity: fc.double({ min: 0, max: 1, minExcluded: true }),
  latencyMs: fc.double({ min: 0, max: 1e6 }),
  source: fc.constantFrom('http', 'batch'),
});
const requests = fc.array(request, { maxLength: 700, size: 'max' });

function written(requests: RequestColumns) {
  const { packed, data } = packColumns(columnsOfRequests(requests));
  return { packed: packedRequests(requests, packed), bytes: Buffer.concat([requests.ids, data]) };
}

it('come back as they were, from their columns and from their bytes', () => {
  fc.assert(
    fc.property(requests, (all) => {
      const columns = requestColumns(all);
      expect(columns.count).toBe(all.length);
      expect(requestsOf(columns)).toEqual(all);
      const { packed, bytes } = written(columns);
      expect(bytes.length).toBe(packed.bytes);
      expect(requestsOf(unpackRequests(JSON.parse(JSON.stringify(packed)), bytes))).toEqual(all);
    }),
    { numRuns: 50 },
  );
});

it("are nobody else's once they are taken", () => {
  fc.assert(
    fc.property(requests, requests, (first, second) => {
      const gatherer = new RequestGatherer(2);
      for (const one of first) gatherer.add(one);
      const taken = gatherer.take();
      for (const one of second) gatherer.add(one);
      expect(requestsOf(gatherer.take())).toEqual(second);
      expect(requestsOf(taken)).toEqual(first);
    }),
    { numRuns: 20 },
  );
});

it('take less than half of what JSON takes', () => {
  const [firstId, atMs] = ['prediction_01jd9z5k8gabcdefghjkmnpqrs', Date.UTC(2026, 10, 23)];
  const all = Array.from({ length: 256 }, (_, i): LoggedRequest => {
    return { firstId, rows: 1, atMs: atMs + i, version: 3, propensity: 1, latencyMs: i / 1000, source: 'http' };
  });
  expect(2 * written(requestColumns(all)).bytes.length).toBeLessThan(JSON.stringify(all).length);
});

it('refuses bytes that hold something else', () => {
  const { packed, bytes } = written(requestColumns([]));
  const [rows, ...others] = packed.columns;
  const texts = { ...packed, columns: [{ ...rows, kind: 'datetime' as const }, ...others] };
  expect(() => unpackRequests(texts, bytes)).toThrow('rows of requests is no number');
  const numbers = { ...packed, columns: [rows, rows, rows, rows, rows, rows] };
  expect(() => unpackRequests(numbers, bytes)).toThrow('the source of requests is no text');
});
