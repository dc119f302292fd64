/** Forests that no training made: every kind of node, odd thresholds and odd sets, as fitted models. */
import type { FittedEstimator } from '../../src/estimators/estimator.ts';
import { nodeKinds } from '../../src/estimators/tree/forest.ts';
import { createRng } from '../../src/math/philox.ts';
import type { Rng } from '../../src/math/rng.ts';
import type { Task } from '../../src/table/task.ts';

interface ForestShape {
  readonly nTrees: number;
  readonly nLeaves: number;
  readonly nFeatures: number;
  /** Different thresholds of a feature; 255 as training has them. */
  readonly nThresholds: number;
  readonly task?: Task;
  /** One per class of a multiclass task, else 1. */
  readonly nOutputs?: number;
}

/** A gbdt state over features x0, x1, ...; odd features are split by sets of up to 40 codes, even ones by thresholds. */
export function randomForest(shape: ForestShape, seed: number): FittedEstimator {
  const { nTrees, nLeaves, nFeatures, nThresholds, task = 'regression', nOutputs = 1 } = shape;
  const rng = createRng(seed);
  const thresholds = Array.from({ length: nFeatures }, () =>
    Array.from({ length: nThresholds }, () => (rng.uniform() < 0.02 ? Number.POSITIVE_INFINITY : rng.normal() * 10)),
  );
  const nodes: { kind: number; feature: number; value: number; left: number }[] = [];
  const roots: number[] = [];
  const categories: number[] = [];
  for (let tree = 0; tree < nTrees; tree++) {
    roots.push(nodes.length);
    const open = [nodes.length];
    nodes.push({ kind: nodeKinds.leaf, feature: 0, value: rng.normal(), left: 0 });
    for (let split = 1; split < nLeaves; split++) {
      const node = open.splice(rng.integer(open.length), 1)[0];
      const feature = rng.integer(nFeatures);
      const isSet = feature % 2 === 1;
      const value = isSet ? categories.length : thresholds[feature][rng.integer(nThresholds)];
      if (isSet) categories.push(...randomSet(rng));
      nodes[node] = { kind: (isSet ? 3 : 1) + rng.integer(2), feature, value, left: nodes.length };
      for (let child = 0; child < 2; child++) {
        open.push(nodes.length);
        nodes.push({ kind: nodeKinds.leaf, feature: 0, value: rng.normal(), left: 0 });
      }
    }
  }
  const state = {
    features: Array.from({ length: nFeatures }, (_, j) => `x${j}`),
    task,
    objective: task === 'regression' ? 'l2' : task,
    baseline: Float64Array.from({ length: nOutputs }, () => rng.normal()),
    gains: new Float64Array(nFeatures),
    forest: {
      roots: Int32Array.from(roots),
      kinds: Uint8Array.from(nodes, ({ kind }) => kind),
      features: Int32Array.from(nodes, ({ feature }) => feature),
      values: Float64Array.from(nodes, ({ value }) => value),
      lefts: Int32Array.from(nodes, ({ left }) => left),
      covers: new Int32Array(nodes.length),
      categories: Uint32Array.from(categories),
    },
  };
  return { name: 'gbdt', version: 2, params: {}, state };
}

/** Sometimes empty, sometimes full. */
function randomSet(rng: Rng): number[] {
  const size = rng.integer(41);
  const odds = [0, 0.2, 0.5, 1][rng.integer(4)];
  const words = new Array<number>(Math.ceil(size / 32)).fill(0);
  for (let code = 0; code < size; code++) {
    if (rng.uniform() < odds) words[code >>> 5] = (words[code >>> 5] | (1 << (code & 31))) >>> 0;
  }
  return [size, ...words];
}

/** Rows for such a forest: numbers near the thresholds, codes, and what is no code. */
export function randomNumbers(nRows: number, nFeatures: number, seed: number): Float64Array[] {
  const rng = createRng(seed);
  const odd = [-1, 0.5, 41, 1e9, -0];
  return Array.from({ length: nFeatures }, (_, j) =>
    Float64Array.from({ length: nRows }, () => {
      const kind = rng.uniform();
      if (kind < 0.1) return Number.NaN;
      if (kind < 0.15) return odd[rng.integer(odd.length)];
      return j % 2 === 1 ? rng.integer(42) : rng.normal() * 12;
    }),
  );
}
