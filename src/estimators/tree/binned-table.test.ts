/** The bins of a table: the same by any number of threads, and what happens when a thread fails or ends. */
import { serialize } from 'node:v8';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRng } from '../../math/philox.ts';
import { tableOf } from '../../table/table.ts';
import { binTable } from './binned-table.ts';
import { Team } from './team.ts';

/** Enough rows for slots of several columns, and columns of all kinds. */
const nRows = 20_000;
const rng = createRng(9);
const kinds = [
  (stream: typeof rng) => stream.normal(),
  (stream: typeof rng) => Math.fround(stream.uniform()),
  (stream: typeof rng) => stream.integer(300),
  (stream: typeof rng) => (stream.uniform() < 0.5 ? Number.NaN : stream.integer(3)),
  (stream: typeof rng) => [Number.NEGATIVE_INFINITY, -0, 0, 1.5, Number.POSITIVE_INFINITY][stream.integer(5)],
  () => 7,
  () => Number.NaN,
];

function tableFrom(seed: string, rows: number) {
  const columns = Array.from({ length: 17 }, (_, j) => {
    const stream = rng.split(`${seed} ${j}`);
    const values = Float64Array.from({ length: rows }, () => kinds[j % kinds.length](stream));
    const cardinality = j % kinds.length === 2 && j > 7 ? { cardinality: 300 } : {};
    return { kind: 'number' as const, name: `x${j}`, values, integer: false, ...cardinality };
  });
  return tableOf(columns);
}

const X = tableFrom('learned', nRows);
const watched = tableFrom('watched', 3000);

/** As bytes, several times: whether helpers take part depends on when they have started. */
function binnedBy(threads: number, times = 1): Uint8Array[] {
  const team = new Team(threads);
  try {
    return Array.from({ length: times }, () => serialize(binTable(X, 255, watched, team)));
  } finally {
    team.close();
  }
}

describe('a table', () => {
  afterEach(() => void vi.unstubAllEnvs());
  const alone = binTable(X, 255, watched);
  const [bytes] = binnedBy(1);

  it('leaves out columns that are alike in all rows, and bins the others and those that are watched', () => {
    expect(alone.columns.map(({ feature }) => feature)).toEqual([0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16]);
    for (const [j, { bins }] of alone.columns.entries()) {
      expect(alone.codes[j]).toHaveLength(nRows);
      expect(alone.watched[j]).toHaveLength(3000);
      expect(Math.max(...alone.codes[j].subarray(0, 5000), ...alone.watched[j])).toBeLessThanOrEqual(bins.nBins);
    }
  });

  it.each([2, 3, 8])('has the same bins with %i threads', (threads) => {
    for (const again of binnedBy(threads, 25)) expect(Buffer.compare(again, bytes)).toBe(0);
  });

  it('has the same bins with the kernel in JavaScript', () => {
    vi.stubEnv('MODELWRIGHT_KERNEL', 'js');
    for (const threads of [1, 2]) expect(Buffer.compare(binnedBy(threads)[0], bytes)).toBe(0);
  });

  it('gives watched rows the bins that they would have among the others', () => {
    const team = new Team(2);
    const same = binTable(X, 255, X, team);
    team.close();
    for (const [j, codes] of alone.codes.entries()) {
      expect(Buffer.compare(same.watched[j], codes)).toBe(0);
      expect(Buffer.compare(same.codes[j], codes)).toBe(0);
    }
  });
});
