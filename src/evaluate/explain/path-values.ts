/** Path-dependent Shapley values of one leaf: what a column's value adds, where the background follows the training rows' ways. */
import { gaussLegendre } from '../../math/gauss-legendre.ts';
import type { LeafView } from './leaf-walk.ts';
import { bundle, type PathFactors, setPathFactors, setProduct } from './path-factors.ts';

/**
 * Adds a leaf's Shapley values to `table` (width x stride, by slot and group).
 *
 * The value of column i is the integral over t from 0 to 1 of the derivative by i's factor of the product over columns of
 * t satisfied + (1 - t) share (Owen's multilinear extension): a polynomial of degree width - 1, so Gauss-Legendre nodes integrate it
 * exactly, with positive terms alone (Yu et al. 2022, Linear TreeSHAP, use the same polynomial).
 */
export function addPathValues(factors: PathFactors, leaf: LeafView, table: Float64Array, stride: number): void {
  const { width, nGroups, nWords, failed } = leaf;
  if (nGroups === 1) {
    addValuesOfOneGroup(factors, leaf, table, stride);
    return;
  }
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

/** `addPathValues` for a single group, as one row is: works out nothing for outcomes that the group does not have. The bits are the same. */
function addValuesOfOneGroup(
  { product, factors }: PathFactors,
  leaf: LeafView,
  table: Float64Array,
  stride: number,
): void {
  const { value, width, shares, failed } = leaf;
  const { nodes, weights } = gaussLegendre((width + 1) >> 1);
  const nNodes = nodes.length;
  let ofFailed = 0;
  for (let q = 0; q < nNodes; q++) {
    const rest = 1 - nodes[q];
    let whole = 1;
    let part = value * weights[q];
    let bits = 0;
    for (let slot = 0, at = q; slot < width; slot++, at += nNodes) {
      if ((slot & 31) === 0) bits = failed[slot >>> 5];
      if (slot > 0 && slot % bundle === 0) {
        whole *= part;
        part = 1;
      }
      const shared = rest * shares[slot];
      const factor = (bits & 1) === 1 ? shared : nodes[q] + shared;
      factors[at] = factor;
      part *= factor;
      bits >>>= 1;
    }
    product[q] = whole * part;
    ofFailed += product[q] * (-1 / rest);
  }
  let bits = 0;
  for (let slot = 0, at = 0; slot < width; slot++) {
    if ((slot & 31) === 0) bits = failed[slot >>> 5];
    let sum = ofFailed;
    if ((bits & 1) === 0) {
      const gain = 1 - shares[slot];
      sum = 0;
      for (let q = 0; q < nNodes; q++) sum += product[q] * (gain / factors[at + q]);
    }
    table[slot * stride] += sum;
    at += nNodes;
    bits >>>= 1;
  }
}
