/** Path-dependent interaction values of leaves, collected into columns of pairs. */

import type { LeafView } from './leaf-walk.ts';
import { newPathFactors, type PathFactors, setPathFactors, setProduct } from './path-factors.ts';
import { clearColumns, spreadOne } from './spread.ts';
import type { ValueShape } from './value-visitor.ts';
import type { ForestVisitor } from './visit-forest.ts';

/** Number of pairs of `width` things. */
export function pairsOf(width: number): number {
  return (width * (width - 1)) / 2;
}

/**
 * A visitor that adds, for columns i < j of output k, half their interaction index to `pairs` at
 * ((k * nFeatures + i) * nFeatures + j) * nRows: the half that belongs to either (Lundberg et al. 2020).
 */
export function interactionVisitor({ nFeatures, nRows, width, room }: ValueShape, pairs: Float64Array): ForestVisitor {
  const table = new Float64Array(pairsOf(width) * room);
  const factors = newPathFactors(width);
  const weighted = new Float64Array(factors.product.length);
  let output = 0;
  let first = 0;
  return {
    enter(nextOutput, firstRow) {
      output = nextOutput;
      first = firstRow;
    },
    addLeaf: (leaf) => addInteractions(factors, weighted, leaf, table, room),
    spread({ width, features, nGroups, groups }) {
      let from = 0;
      for (let second = 1; second < width; second++) {
        for (let slot = 0; slot < second; slot++, from += room) {
          const low = Math.min(features[slot], features[second]);
          const high = Math.max(features[slot], features[second]);
          const to = ((output * nFeatures + low) * nFeatures + high) * nRows + first;
          spreadOne(groups, 0, table, from, pairs, to);
        }
      }
      clearColumns(table, pairsOf(width), room, nGroups);
    },
  };
}

/** The second derivative by two columns' factors, integrated as `addPathValues` integrates the first; half of it. */
function addInteractions(
  factors: PathFactors,
  weighted: Float64Array,
  leaf: LeafView,
  table: Float64Array,
  stride: number,
): void {
  const { width, nGroups, nWords, failed } = leaf;
  setPathFactors(factors, leaf);
  const { product, gains, nNodes } = factors;
  const gainsOf = (group: number, slot: number) =>
    (2 * slot + ((failed[group * nWords + (slot >>> 5)] >>> (slot & 31)) & 1)) * nNodes;
  for (let group = 0; group < nGroups; group++) {
    setProduct(factors, leaf, group);
    let to = group;
    for (let second = 1; second < width; second++) {
      const at = gainsOf(group, second);
      for (let q = 0; q < nNodes; q++) weighted[q] = 0.5 * product[q] * gains[at + q];
      for (let slot = 0; slot < second; slot++, to += stride) {
        const other = gainsOf(group, slot);
        let sum = 0;
        for (let q = 0; q < nNodes; q++) sum += weighted[q] * gains[other + q];
        table[to] += sum;
      }
    }
  }
}
