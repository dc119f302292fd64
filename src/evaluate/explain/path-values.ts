/** Path-dependent Shapley values of one leaf: what a column's value adds, where the background follows the training rows' ways. */
import { gaussLegendre, type QuadratureRule } from '../../math/gauss-legendre.ts';
import type { LeafView } from './leaf-walk.ts';

/** Room for the factors of a leaf's columns at the nodes of a quadrature rule. */
export interface PathFactors {
  rule: QuadratureRule;
  /** width x nNodes: factor of a satisfied column, t + (1 - t) share. */
  readonly satisfied: Float64Array;
  /** width x nNodes: factor of another column, (1 - t) share. */
  readonly unsatisfied: Float64Array;
  /** width x nNodes: (1 - share) / satisfied factor. */
  readonly gains: Float64Array;
  /** nNodes values of the leaf's product for a group. */
  readonly product: Float64Array;
}

/** @param width Most columns on a way to a leaf. */
export function newPathFactors(width: number): PathFactors {
  const nNodes = Math.ceil(width / 2);
  return {
    rule: gaussLegendre(1),
    satisfied: new Float64Array(width * nNodes),
    unsatisfied: new Float64Array(width * nNodes),
    gains: new Float64Array(width * nNodes),
    product: new Float64Array(nNodes),
  };
}

/** Sets the factors for the columns of a leaf. */
export function setPathFactors(factors: PathFactors, { width, shares }: LeafView): void {
  const rule = gaussLegendre((width + 1) >> 1);
  factors.rule = rule;
  const { nodes } = rule;
  const { satisfied, unsatisfied, gains } = factors;
  for (let slot = 0, at = 0; slot < width; slot++) {
    const share = shares[slot];
    for (let q = 0; q < nodes.length; q++, at++) {
      const factor = nodes[q] + (1 - nodes[q]) * share;
      satisfied[at] = factor;
      unsatisfied[at] = (1 - nodes[q]) * share;
      gains[at] = (1 - share) / factor;
    }
  }
}

/** Sets `product` to the leaf's value times weight times all columns' factors for a group. */
export function setProduct(factors: PathFactors, { value, width, satisfied }: LeafView, group: number): void {
  const { rule, product } = factors;
  const nNodes = rule.nodes.length;
  for (let q = 0; q < nNodes; q++) product[q] = value * rule.weights[q];
  for (let slot = 0, at = 0; slot < width; slot++, at += nNodes) {
    const factor = satisfied[group * width + slot] === 1 ? factors.satisfied : factors.unsatisfied;
    for (let q = 0; q < nNodes; q++) product[q] *= factor[at + q];
  }
}

/**
 * Adds a leaf's Shapley values to `table` (width x stride, by slot and group).
 *
 * The value of column i is the integral over t from 0 to 1 of the derivative by i's factor of the product over columns of
 * t satisfied + (1 - t) share (Owen's multilinear extension): a polynomial of degree width - 1, so Gauss-Legendre nodes integrate it
 * exactly, with positive terms alone (Yu et al. 2022, Linear TreeSHAP, use the same polynomial). All columns that a group does not
 * satisfy have the same value.
 */
export function addPathValues(factors: PathFactors, leaf: LeafView, table: Float64Array, stride: number): void {
  const { width, nGroups, satisfied } = leaf;
  setPathFactors(factors, leaf);
  const { product, gains } = factors;
  const { nodes } = factors.rule;
  const nNodes = nodes.length;
  for (let group = 0; group < nGroups; group++) {
    setProduct(factors, leaf, group);
    let lost = 0;
    for (let q = 0; q < nNodes; q++) lost -= product[q] / (1 - nodes[q]);
    for (let slot = 0; slot < width; slot++) {
      let sum = lost;
      if (satisfied[group * width + slot] === 1) {
        sum = 0;
        for (let q = 0; q < nNodes; q++) sum += product[q] * gains[slot * nNodes + q];
      }
      table[slot * stride + group] += sum;
    }
  }
}
