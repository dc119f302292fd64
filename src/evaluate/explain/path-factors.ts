/** The factors of a leaf's columns at the nodes of a quadrature rule. */
import { gaussLegendre } from '../../math/gauss-legendre.ts';
import type { LeafView } from './leaf-walk.ts';

/** Columns whose joint factors are tabled for all their 16 outcomes; without tables their product is taken by itself, too, for equal bits. */
export const bundle = 4;

/** For fewer groups a table of joint factors does not pay. */
const groupsWorthBundles = 8;

/** Room for one leaf after the other. */
export interface PathFactors {
  /** Number of nodes for the present leaf. */
  nNodes: number;
  /** nNodes values of the leaf's product for a group, set by `setProduct`. */
  readonly product: Float64Array;
  /** By slot, outcome (1 failed) and node: the derivative of the column's factor over the factor. */
  readonly gains: Float64Array;
  /** By slot, outcome and node: t + (1 - t) share for a satisfied column, (1 - t) share for a failed one. */
  readonly factors: Float64Array;
  /** nNodes values: the leaf's value times the node's weight. */
  readonly start: Float64Array;
  /** By bundle of slots, outcome of all of them and node: product of their factors; the first holds `start`, too. */
  readonly bundles: Float64Array;
}

/** @param width Most columns on a way to a leaf. */
export function newPathFactors(width: number): PathFactors {
  const nNodes = Math.ceil(width / 2);
  return {
    nNodes: 0,
    product: new Float64Array(nNodes),
    gains: new Float64Array(2 * width * nNodes),
    factors: new Float64Array(2 * width * nNodes),
    start: new Float64Array(nNodes),
    bundles: new Float64Array((Math.ceil(width / bundle) * nNodes) << bundle),
  };
}

/** Sets everything but `product` for a leaf. */
export function setPathFactors(path: PathFactors, { value, width, shares, nGroups }: LeafView): void {
  const { nodes, weights } = gaussLegendre((width + 1) >> 1);
  const nNodes = nodes.length;
  const { gains, factors, start } = path;
  path.nNodes = nNodes;
  for (let q = 0; q < nNodes; q++) {
    const rest = 1 - nodes[q];
    const loss = -1 / rest;
    start[q] = value * weights[q];
    for (let slot = 0, at = q; slot < width; slot++, at += 2 * nNodes) {
      const share = shares[slot];
      const satisfied = nodes[q] + rest * share;
      factors[at] = satisfied;
      factors[at + nNodes] = rest * share;
      gains[at] = (1 - share) / satisfied;
      gains[at + nNodes] = loss;
    }
  }
  if (nGroups >= groupsWorthBundles) setBundles(path, width);
}

function setBundles({ nNodes, factors, start, bundles }: PathFactors, width: number): void {
  for (let slot = 0; slot < width; slot++) {
    const base = ((slot / bundle) | 0) * (nNodes << bundle);
    const inside = slot % bundle;
    const second = nNodes << inside;
    for (let q = 0; q < nNodes; q++) {
      const satisfied = factors[2 * slot * nNodes + q];
      const failed = factors[(2 * slot + 1) * nNodes + q];
      if (inside === 0) bundles[base + q] = slot === 0 ? start[q] : 1;
      for (let at = base + q; at < base + second; at += nNodes) {
        bundles[at + second] = bundles[at] * failed;
        bundles[at] *= satisfied;
      }
    }
  }
}

/** Sets `product` to the leaf's value times weight times all columns' factors for a group; the bits are the same with bundles. */
export function setProduct(path: PathFactors, leaf: LeafView, group: number): void {
  if (leaf.nGroups >= groupsWorthBundles) multiplyBundles(path, leaf, group);
  else multiplyFactors(path, leaf, group);
}

function multiplyBundles({ nNodes, bundles, product }: PathFactors, leaf: LeafView, group: number): void {
  const { width, nWords, failed } = leaf;
  const size = nNodes << bundle;
  let at = (failed[group * nWords] & 15) * nNodes;
  for (let q = 0; q < nNodes; q++) product[q] = bundles[at + q];
  for (let slot = bundle, base = size; slot < width; slot += bundle, base += size) {
    at = base + ((failed[group * nWords + (slot >>> 5)] >>> (slot & 31)) & 15) * nNodes;
    for (let q = 0; q < nNodes; q++) product[q] *= bundles[at + q];
  }
}

function multiplyFactors({ nNodes, factors, start, product }: PathFactors, leaf: LeafView, group: number): void {
  const { width, nWords, failed } = leaf;
  for (let q = 0; q < nNodes; q++) {
    let whole = 1;
    let part = start[q];
    let bits = 0;
    for (let slot = 0, at = q; slot < width; slot++, at += 2 * nNodes) {
      if ((slot & 31) === 0) bits = failed[group * nWords + (slot >>> 5)];
      if (slot > 0 && slot % bundle === 0) {
        whole *= part;
        part = 1;
      }
      part *= factors[at + (bits & 1) * nNodes];
      bits >>>= 1;
    }
    product[q] = whole * part;
  }
}
