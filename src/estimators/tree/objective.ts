/** What boosting minimises: the contract of the loss functions. Scores are class-major: output k of row i is at k * nRows + i. */

/** Rows with their targets and weights. */
export interface WeightedTarget {
  /** nRows numbers or class codes. */
  readonly y: Float64Array;
  /** nRows weights > 0; ones where the caller gave none. */
  readonly weights: Float64Array;
  /** nRows numbers of queries, for objectives that rank. */
  readonly groups?: Int32Array;
}

export interface Objective {
  /** The constant scores that boosting starts from, one per output; each iteration grows a tree per output. */
  readonly initialScores: Float64Array;
  /** What a score of 1 stands for in predictions, a power of two. */
  readonly unit: number;
  /** Added to scores, after the unit, for predictions; default 0. */
  readonly shift?: number;
  /** True when all second derivatives are 1; then `derivatives` does not write them. */
  readonly equalHessians: boolean;
  /** The kernel can compute the derivatives of this loss by itself, with the same bits, where nobody else needs them. */
  readonly inKernel?: 'logistic';
  /** False when no tree could improve output k (a class without rows, or one that has them all). */
  learns(k: number): boolean;
  /** Called for all training rows at the start of an iteration, in pieces `from` .. `to - 1`, by any thread. */
  begin?(scores: Float64Array, from: number, to: number): void;
  /** Writes first and second derivatives of the weighted loss with respect to output k of some rows, in any thread. */
  derivatives(
    k: number,
    scores: Float64Array,
    from: number,
    to: number,
    gradient: Float64Array,
    hessian: Float64Array,
  ): void;
  /** What a leaf should add to the scores of its training rows, in place of the second-order value. One output; any thread. */
  renew?(scores: Float64Array, rows: Uint32Array): number;
  /** Most that a leaf may add to a score; default: no limit. */
  readonly mostStep?: number;
  /** Weighted mean loss of any rows, lower is better. */
  loss(scores: Float64Array, target: WeightedTarget): number;
}
