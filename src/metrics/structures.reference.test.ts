/** Metrics of clusterings and of ranked lists against scikit-learn, on the fixtures of tests/reference/metrics/structures.json. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adjustedMutualInformation } from './clustering/adjusted-mutual-information.ts';
import { adjustedRandIndex } from './clustering/adjusted-rand.ts';
import { calinskiHarabaszIndex } from './clustering/calinski-harabasz.ts';
import { daviesBouldinIndex } from './clustering/davies-bouldin.ts';
import { normalizedMutualInformation } from './clustering/normalized-mutual-information.ts';
import { silhouetteOfRows, silhouetteScore } from './clustering/silhouette.ts';
import { averagePrecision } from './ranked-lists/average-precision.ts';
import { rankedLists } from './ranked-lists/lists.ts';
import { ndcg } from './ranked-lists/ndcg.ts';

interface Fixtures {
  readonly clusterings: readonly {
    readonly name: string;
    readonly columns: number[][];
    readonly clusters: number[];
    readonly silhouette: number;
    readonly rows: number[];
    readonly daviesBouldin: number;
    readonly calinskiHarabasz: number;
  }[];
  readonly labellings: readonly {
    readonly name: string;
    readonly a: number[];
    readonly b: number[];
    readonly adjustedRand: number;
    readonly normalizedMutualInformation: number;
    readonly adjustedMutualInformation: number;
  }[];
  readonly lists: readonly {
    readonly name: string;
    readonly relevance: number[];
    readonly scores: number[];
    readonly ndcg: number;
    readonly ndcg_3: number;
    readonly averagePrecision: number;
  }[];
}

const file = new URL('../../tests/reference/metrics/structures.json', import.meta.url);
const fixtures = JSON.parse(readFileSync(file, 'utf8')) as Fixtures;

const expectSame = (actual: number, expected: number, digits = 1e-12) =>
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(digits * Math.max(1, Math.abs(expected)));

describe.each(fixtures.clusterings)('the clustering $name', (each) => {
  // Far from the origin the values themselves have fewer digits for their differences.
  const digits = each.name === 'far from zero' ? 1e-8 : 1e-12;

  it('has the scores of scikit-learn', () => {
    expectSame(silhouetteScore(each), each.silhouette, digits);
    for (const [row, silhouette] of silhouetteOfRows(each).entries()) expectSame(silhouette, each.rows[row], digits);
    expectSame(daviesBouldinIndex(each), each.daviesBouldin, digits);
    expectSame(calinskiHarabaszIndex(each), each.calinskiHarabasz, digits);
  });

  it('has the same scores under other cluster numbers', () => {
    const renamed = { ...each, clusters: each.clusters.map((cluster) => 100 - 7 * cluster) };
    expect(silhouetteScore(renamed)).toBe(silhouetteScore(each));
    expect(daviesBouldinIndex(renamed)).toBe(daviesBouldinIndex(each));
  });
});

it.each(fixtures.labellings)('the labellings $name have the scores of scikit-learn', (each) => {
  expectSame(adjustedRandIndex(each.a, each.b), each.adjustedRand);
  expectSame(adjustedRandIndex(each.b, each.a), each.adjustedRand);
  expectSame(normalizedMutualInformation(each.a, each.b), each.normalizedMutualInformation);
  expectSame(adjustedMutualInformation(each.a, each.b), each.adjustedMutualInformation);
  expectSame(adjustedMutualInformation(each.b, each.a), each.adjustedMutualInformation);
});

it.each(fixtures.lists)('the list $name has the scores of scikit-learn', (each) => {
  const [list] = rankedLists({ ...each, lists: each.relevance.map(() => 0) });
  expectSame(ndcg()(list), each.ndcg);
  expectSame(ndcg(3)(list), each.ndcg_3);
  expectSame(averagePrecision(list), each.averagePrecision);
});

it('one cluster, or a cluster for each point, has no score', () => {
  for (const clusters of [
    [1, 1, 1],
    [1, 2, 3],
  ]) {
    const points = { columns: [[1, 2, 4]], clusters };
    for (const score of [silhouetteScore, daviesBouldinIndex, calinskiHarabaszIndex]) expect(score(points)).toBeNaN();
  }
});

it('points that do not fit are refused without their values', () => {
  expect(() => silhouetteScore({ columns: [[1, 2]], clusters: [1] })).toThrow(/2 and 1/);
  expect(() => silhouetteScore({ columns: [[1, Number.NaN]], clusters: [1, 2] })).toThrow(/column 0, row 1/);
  expect(() => adjustedRandIndex([1], [1, 2])).toThrow(/1 and 2/);
});
