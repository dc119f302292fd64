/** The factors of a leaf's columns at the nodes of a quadrature rule. */
import { gaussLegendre } from '../../math/gauss-legendre.ts';
import type { LeafView } from './leaf-walk.ts';

/** Columns whose joint factors are tabled for all their 16 outcomes. */
const bundle = 4;

/** Room for one leaf after the other. */
export interface PathFactors {
  /** Number of nodes for the present leaf. */
  nNodes: number;
  /** By slot, outcome (1 failed) and node: the derivative of the column's factor over the factor. */
  readonly gains: Float64Array;
  /** By bundle of slots, outcome of all of them and node: product of their factors; the first holds value and weight, too. */
  readonly bundles: Float64Array;
  /** nNodes values of the leaf's product for a group, set by `setProduct`. */
  readonly product: Float64Array;
}

/** @param width Most columns on a way to a leaf. */
export function newPathFactors(width: number): PathFactors {
  const nNodes = Math.ceil(width / 2);
  return {
    nNodes: 0,
    gains: new Float64Array(2 * width * nNodes),
    bundles: new Float64Array((Math.ceil(width / bundle) * nNodes) << bundle),
    product: new Float64Array(nNodes),
  };
}

/** Sets gains and bundles for the columns of a leaf: a satisfied column's factor is t + (1 - t) share, another's (1 - t) share. */
export function setPathFactors(factors: PathFactors, { value, width, shares }: LeafView): void {
  const { nodes, weights } = gaussLegendre((width + 1) >> 1);
  const nNodes = nodes.length;
  const { gains, bundles } = factors;
  factors.nNodes = nNodes;
  for (let slot = 0; slot < width; slot++) {
    const base = ((slot / bundle) | 0) * (nNodes << bundle);
    const inside = slot % bundle;
    const share = shares[slot];
    for (let q = 0; q < nNodes; q++) {
      const rest = 1 - nodes[q];
      const satisfied = nodes[q] + rest * share;
      gains[2 * slot * nNodes + q] = (1 - share) / satisfied;
      gains[(2 * slot + 1) * nNodes + q] = -1 / rest;
      if (inside === 0) bundles[base + q] = slot === 0 ? value * weights[q] : 1;
      for (let outcome = 0; outcome < 1 << inside; outcome++) {
        const at = base + outcome * nNodes + q;
        bundles[at + (nNodes << inside)] = bundles[at] * rest * share;
        bundles[at] *= satisfied;
      }
    }
  }
}

/** Sets `product` to the leaf's value times weight times all columns' factors for a group. */
export function setProduct(factors: PathFactors, { width, nWords, failed }: LeafView, group: number): void {
  const { nNodes, bundles, product } = factors;
  const size = nNodes << bundle;
  let at = (failed[group * nWords] & 15) * nNodes;
  for (let q = 0; q < nNodes; q++) product[q] = bundles[at + q];
  for (let slot = bundle, base = size; slot < width; slot += bundle, base += size) {
    at = base + ((failed[group * nWords + (slot >>> 5)] >>> (slot & 31)) & 15) * nNodes;
    for (let q = 0; q < nNodes; q++) product[q] *= bundles[at + q];
  }
}
