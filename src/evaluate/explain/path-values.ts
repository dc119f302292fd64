/** Path-dependent Shapley values of one leaf: what a column's value adds, where the background follows the training rows' ways. */
import type { LeafView } from './leaf-walk.ts';
import { type PathFactors, setPathFactors, setProduct } from './path-factors.ts';

/**
 * Adds a leaf's Shapley values to `table` (width x stride, by slot and group).
 *
 * The value of column i is the integral over t from 0 to 1 of the derivative by i's factor of the product over columns of
 * t satisfied + (1 - t) share (Owen's multilinear extension): a polynomial of degree width - 1, so Gauss-Legendre nodes integrate it
 * exactly, with positive terms alone (Yu et al. 2022, Linear TreeSHAP, use the same polynomial).
 */
export function addPathValues(factors: PathFactors, leaf: LeafView, table: Float64Array, stride: number): void {
  const { width, nGroups, nWords, failed } = leaf;
  setPathFactors(factors, leaf);
  const { product, gains, nNodes } = factors;
  for (let group = 0; group < nGroups; group++) {
    setProduct(factors, leaf, group);
    let bits = 0;
    for (let slot = 0; slot < width; slot++) {
      if ((slot & 31) === 0) bits = failed[group * nWords + (slot >>> 5)];
      const at = (2 * slot + (bits & 1)) * nNodes;
      bits >>>= 1;
      let sum = 0;
      for (let q = 0; q < nNodes; q++) sum += product[q] * gains[at + q];
      table[slot * stride + group] += sum;
    }
  }
}
