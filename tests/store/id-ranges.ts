/** Ranges of ids as blocks have them. */
import { newIdRange } from '../../src/core/ids.ts';
import { type RequestColumns, requestColumns } from '../../src/store/predictions/request-columns.ts';

/** So many ids each with gaps between them, in order. */
export function someRanges(counts: readonly number[]): (readonly [first: string, count: number])[] {
  return counts.map((count) => [newIdRange('prediction', count + 3).first, count] as const);
}

/** Requests with these ids. */
export function requestIds(ranges: readonly (readonly [first: string, count: number])[]): RequestColumns {
  const said = { atMs: 0, version: 1, propensity: 1, latencyMs: 1, source: 'http' as const };
  return requestColumns(ranges.map(([firstId, rows]) => ({ ...said, firstId, rows })));
}
