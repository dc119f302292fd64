/** Trees that are one long way, whose Shapley values have closed forms; and trees that are refused. */
import { describe, expect, it } from 'vitest';
import { isModelwrightError } from '../../core/errors.ts';
import type { Forest } from '../../estimators/tree/forest.ts';
import { createRng } from '../../math/philox.ts';
import { explainForest, explainForestAgainst } from './explain-forest.ts';
import { interactForest } from './interact-forest.ts';

/** Column after column must be at most 0 to get to the leaf of value 1 at the end; half of the training rows pass each. */
function chain(depth: number): Forest {
  const nNodes = 2 * depth + 1;
  const isSplit = (node: number) => node < 2 * depth && (node === 0 || node % 2 === 1);
  const list = Array.from({ length: nNodes }, (_, node) => node);
  return {
    roots: Int32Array.of(0),
    kinds: Uint8Array.from(list, (node) => Number(isSplit(node) && node !== nNodes - 2)),
    features: Int32Array.from(list, (node) => (isSplit(node) && node !== nNodes - 2 ? (node + 1) >> 1 : 0)),
    values: Float64Array.from(list, (node) => Number(node === nNodes - 2)),
    lefts: Int32Array.from(list, (node) => (isSplit(node) && node !== nNodes - 2 ? (node === 0 ? 1 : node + 2) : 0)),
    covers: new Int32Array(nNodes).fill(1),
    categories: new Uint32Array(0),
  };
}

const width = 70;
const scores = { forest: chain(width), baseline: Float64Array.of(0) };
/** One row that fails (1) the named columns and passes (0) the others. */
const failing = (...columns: number[]) =>
  Array.from({ length: width }, (_, j) => Float64Array.of(Number(columns.includes(j))));
const close = (actual: number, wanted: number) => expect(Math.abs(actual - wanted)).toBeLessThan(1e-14);

describe('a way through 70 columns', () => {
  it('shares the leaf among the columns of a row that passes all', () => {
    const { expected, values } = explainForest(scores, failing(), 1);
    expect(expected[0]).toBe(2 ** -70);
    for (const value of values) close(value, (1 - 2 ** -70) / 70);
  });

  it.each([0, 31, 32, 69])('takes the share away from column %i where it fails', (failed) => {
    const { values } = explainForest(scores, failing(failed), 1);
    const loss = (1 - 2 ** -70) / 70;
    for (const [j, value] of values.entries()) close(value, j === failed ? -loss : (loss - 2 ** -70) / 69);
  });

  it('gives the bits of single rows to rows of a batch', () => {
    const rng = createRng(4);
    const nRows = 80;
    const columns = Array.from({ length: width }, () =>
      Float64Array.from({ length: nRows }, () => Number(rng.uniform() < 0.05)),
    );
    const { values } = explainForest(scores, columns, nRows);
    const { interactions } = interactForest(scores, columns, nRows);
    for (let i = 0; i < nRows; i += 19) {
      const row = columns.map((column) => column.slice(i, i + 1));
      const alone = explainForest(scores, row, 1).values;
      const pairs = interactForest(scores, row, 1).interactions;
      for (let j = 0; j < width; j++) expect(values[j * nRows + i]).toBe(alone[j]);
      for (let p = 0; p < width * width; p++) expect(interactions[p * nRows + i]).toBe(pairs[p]);
    }
  });

  it('knows which columns either row passes', () => {
    const { values } = explainForestAgainst(scores, failing(64), 1, failing(31, 33), 1);
    for (const [j, value] of values.entries()) close(value, j === 64 ? -1 / 3 : j === 31 || j === 33 ? 1 / 6 : 0);
    const none = explainForestAgainst(scores, failing(64), 1, failing(31, 64), 1);
    expect(none.values.every((value) => value === 0)).toBe(true);
  });

  it('shares interactions alike', () => {
    const { interactions } = interactForest(scores, failing(), 1);
    for (let i = 0; i < width; i++) {
      for (let j = 0; j < width; j++) if (i !== j) close(interactions[i * width + j], (1 - 2 ** -69) / 276);
    }
  });
});

describe('trees', () => {
  const codeOf = (forest: Forest, nFeatures: number) => {
    try {
      const columns = Array.from({ length: nFeatures }, () => Float64Array.of(0));
      explainForest({ forest, baseline: Float64Array.of(0) }, columns, 1);
    } catch (error) {
      return isModelwrightError(error) ? error.code : String(error);
    }
    return 'no error';
  };

  it('may be 512 splits deep', () => {
    expect(codeOf(chain(512), 512)).toBe('no error');
    expect(codeOf(chain(513), 513)).toBe('SHAPE_MISMATCH');
    expect(codeOf(chain(100_000), 100_000)).toBe('SHAPE_MISMATCH');
  });

  it('may not share nodes, so that no small file makes endless work', () => {
    const n = 60;
    const list = Array.from({ length: n + 2 }, (_, node) => node);
    const forest = {
      ...chain(1),
      kinds: Uint8Array.from(list, (node) => Number(node < n)),
      features: new Int32Array(n + 2),
      values: new Float64Array(n + 2),
      lefts: Int32Array.from(list, (node) => (node < n ? node + 1 : 0)),
      covers: new Int32Array(n + 2),
    };
    expect(codeOf(forest, 1)).toBe('STATE_INVALID');
    expect(codeOf({ ...chain(3), roots: Int32Array.of(0, 0) }, 3)).toBe('STATE_INVALID');
    expect(codeOf({ ...chain(3), roots: Int32Array.of(0, 1) }, 3)).toBe('STATE_INVALID');
  });

  it('may not have negative covers', () => {
    const forest = chain(3);
    forest.covers[2] = -1;
    expect(codeOf(forest, 3)).toBe('STATE_INVALID');
  });

  it('of one leaf each add to the expected score alone', () => {
    const forest = {
      ...chain(1),
      kinds: Uint8Array.of(0, 0, 0),
      roots: Int32Array.of(0, 1, 2),
      values: Float64Array.of(9, 2, -4),
    };
    const { expected, values } = explainForest({ forest, baseline: Float64Array.of(10, 20) }, [Float64Array.of(5)], 1);
    expect([...expected]).toEqual([15, 22]);
    expect([...values]).toEqual([0, 0]);
  });
});
