/** Shapley values of random small forests against the definition: sums over all sets of columns. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Forest, isSoundForest, nodeKinds } from '../../estimators/tree/forest.ts';
import { createRng } from '../../math/philox.ts';
import type { Rng } from '../../math/rng.ts';
import { explainForest, explainForestAgainst } from './explain-forest.ts';
import { interactForest } from './interact-forest.ts';
import type { ForestScores } from './visit-forest.ts';

const pick = <T>(rng: Rng, values: readonly T[]) => values[Math.floor(rng.uniform() * values.length)];
const cellValues = [-1, 0, 1, 2, 3, 4, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 70];

/** A tree of at most `depth` levels as lists; repeated columns on a way, empty nodes and all kinds of splits occur. */
function randomForest(rng: Rng, nFeatures: number, nTrees: number, depth: number): Forest {
  const nodes: { kind: number; feature: number; value: number; left: number; cover: number }[] = [];
  const categories: number[] = [];
  const fill = (at: number, level: number) => {
    const kind = level < depth && rng.uniform() < 0.8 ? 1 + Math.floor(rng.uniform() * 4) : nodeKinds.leaf;
    const cover = rng.uniform() < 0.15 ? 0 : 1 + Math.floor(rng.uniform() * 50);
    if (kind === nodeKinds.leaf) {
      nodes[at] = { kind, feature: 0, value: rng.normal(), left: 0, cover };
      return;
    }
    let value = pick(rng, [-0.5, 0, 1, 2.5]);
    if (kind >= nodeKinds.categoryMissingLeft) {
      value = categories.push(pick(rng, [3, 40, 71]));
      value -= 1;
      for (let word = 0; word < Math.ceil(categories[value] / 32); word++) categories.push(rng.uniform() * 2 ** 32);
    }
    const left = nodes.push({ ...blank }, { ...blank }) - 2;
    nodes[at] = { kind, feature: Math.floor(rng.uniform() * nFeatures), value, left, cover };
    fill(left, level + 1);
    fill(left + 1, level + 1);
  };
  const blank = { kind: 0, feature: 0, value: 0, left: 0, cover: 0 };
  const roots = Array.from({ length: nTrees }, () => {
    const root = nodes.push({ ...blank }) - 1;
    fill(root, 0);
    return root;
  });
  const forest = {
    roots: Int32Array.from(roots),
    kinds: Uint8Array.from(nodes, ({ kind }) => kind),
    features: Int32Array.from(nodes, ({ feature }) => feature),
    values: Float64Array.from(nodes, ({ value }) => value),
    lefts: Int32Array.from(nodes, ({ left }) => left),
    covers: Int32Array.from(nodes, ({ cover }) => cover),
    categories: Uint32Array.from(categories),
  };
  expect(isSoundForest(forest, nFeatures)).toBe(true);
  return forest;
}

interface Case {
  readonly scores: ForestScores;
  readonly nOutputs: number;
  readonly rows: readonly (readonly number[])[];
  readonly columns: readonly Float64Array[];
}

function randomCase(seed: number, nRows: number): Case {
  const rng = createRng(seed);
  const nFeatures = 1 + Math.floor(rng.uniform() * 5);
  const nOutputs = 1 + Math.floor(rng.uniform() * 3);
  const forest = randomForest(rng, nFeatures, nOutputs * (1 + Math.floor(rng.uniform() * 2)), 5);
  const rows = Array.from({ length: nRows }, () => Array.from({ length: nFeatures }, () => pick(rng, cellValues)));
  const baseline = Float64Array.from({ length: nOutputs }, () => rng.normal());
  return { scores: { forest, baseline }, nOutputs, rows, columns: columnsOf(rows, nFeatures) };
}

const columnsOf = (rows: readonly (readonly number[])[], nFeatures: number) =>
  Array.from({ length: nFeatures }, (_, j) => Float64Array.from(rows, (row) => row[j]));

/** The score where the columns of `known` are the row's, and both sides of other columns' splits count by their covers. */
function scoreByCovers({ forest, baseline }: ForestScores, k: number, row: readonly number[], known: number): number {
  const { kinds, features, values, lefts, covers } = forest;
  const below = (node: number): number => {
    if (kinds[node] === nodeKinds.leaf) return values[node];
    const left = lefts[node];
    if ((known >> features[node]) & 1) return below(left + sideOf(forest, node, row[features[node]]));
    const both = covers[left] + covers[left + 1];
    const share = both > 0 ? covers[left] / both : 0.5;
    return share * below(left) + (1 - share) * below(left + 1);
  };
  let sum = baseline[k];
  for (let tree = k; tree < forest.roots.length; tree += baseline.length) sum += below(forest.roots[tree]);
  return sum;
}

function sideOf({ kinds, values, categories }: Forest, node: number, value: number): 0 | 1 {
  const kind = kinds[node];
  const missing = kind === nodeKinds.numberMissingLeft || kind === nodeKinds.categoryMissingLeft ? 0 : 1;
  if (Number.isNaN(value)) return missing;
  if (kind <= nodeKinds.numberMissingRight) return value <= values[node] ? 0 : 1;
  const start = values[node];
  if (!Number.isInteger(value) || value < 0 || value >= categories[start]) return missing;
  return (categories[start + 1 + Math.floor(value / 32)] >>> (value % 32)) & 1 ? 0 : 1;
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
const sizeOf = (set: number) => set.toString(2).replaceAll('0', '').length;

/** Sum over sets without the players, weighted by the share of orders in which the set comes right before them. */
function overSets(n: number, without: readonly number[], differenceOf: (set: number) => number): number {
  let sum = 0;
  for (let set = 0; set < 1 << n; set++) {
    if (without.some((player) => (set >> player) & 1)) continue;
    const size = sizeOf(set);
    const orders = (factorial(size) * factorial(n - size - without.length)) / factorial(n - without.length + 1);
    sum += orders * differenceOf(set);
  }
  return sum;
}

const shapley = (n: number, i: number, score: (set: number) => number) =>
  overSets(n, [i], (set) => score(set | (1 << i)) - score(set));

const interaction = (n: number, i: number, j: number, score: (set: number) => number) =>
  overSets(
    n,
    [i, j],
    (set) => (score(set | (1 << i) | (1 << j)) - score(set | (1 << i)) - score(set | (1 << j)) + score(set)) / 2,
  );

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const close = (actual: number, wanted: number) => expect(Math.abs(actual - wanted)).toBeLessThan(1e-11);

describe('explainForest', () => {
  it('equals the sums over all sets of columns', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { scores, nOutputs, rows, columns } = randomCase(seed, 4);
        const n = columns.length;
        const { expected, values } = explainForest(scores, columns, rows.length);
        for (let k = 0; k < nOutputs; k++) {
          close(expected[k], scoreByCovers(scores, k, rows[0], 0));
          for (const [i, row] of rows.entries()) {
            const score = (set: number) => scoreByCovers(scores, k, row, set);
            for (let j = 0; j < n; j++) close(values[(k * n + j) * rows.length + i], shapley(n, j, score));
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('explainForestAgainst', () => {
  it('equals the sums over all sets of columns', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { scores, nOutputs, rows, columns } = randomCase(seed, 9);
        const n = columns.length;
        const all = 2 ** n - 1;
        const [explained, background] = [rows.slice(0, 4), rows.slice(4)];
        const of = (list: typeof rows) => columnsOf(list, n);
        const { expected, values } = explainForestAgainst(scores, of(explained), 4, of(background), 5);
        for (let k = 0; k < nOutputs; k++) {
          for (const [i, row] of explained.entries()) {
            const score = (set: number) =>
              background
                .map((other) => row.map((value, j) => ((set >> j) & 1 ? value : other[j])))
                .reduce((sum, mixed) => sum + scoreByCovers(scores, k, mixed, all) / background.length, 0);
            close(expected[k], score(0));
            for (let j = 0; j < n; j++) close(values[(k * n + j) * 4 + i], shapley(n, j, score));
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('interactForest', () => {
  it('equals the sums over all sets of columns, is symmetric, and its rows sum to the values', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { scores, nOutputs, rows, columns } = randomCase(seed, 3);
        const n = columns.length;
        const { values, interactions } = interactForest(scores, columns, rows.length);
        const at = (k: number, a: number, b: number, i: number) =>
          interactions[((k * n + a) * n + b) * rows.length + i];
        for (let k = 0; k < nOutputs; k++) {
          for (const [i, row] of rows.entries()) {
            for (let a = 0; a < n; a++) {
              let sum = 0;
              for (let b = 0; b < n; b++) {
                sum += at(k, a, b, i);
                expect(at(k, a, b, i)).toBe(at(k, b, a, i));
                if (a === b) continue;
                close(
                  at(k, a, b, i),
                  interaction(n, a, b, (set) => scoreByCovers(scores, k, row, set)),
                );
              }
              close(sum, values[(k * n + a) * rows.length + i]);
            }
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
