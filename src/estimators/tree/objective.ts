/** What boosting minimises: the contract of the loss functions. Scores are class-major: output k of row i is at k * nRows + i. */

/** Rows with their targets and weights. */
export interface WeightedTarget {
  /** nRows numbers or class codes. */
  readonly y: Float64Array;
  /** nRows weights > 0; ones where the caller gave none. */
  readonly weights: Float64Array;
}

export interface Objective {
  /** The constant scores that boosting starts from, one per output; each iteration grows a tree per output. */
  readonly initialScores: Float64Array;
  /** What a score of 1 stands for in predictions, a power of two. */
  readonly unit: number;
  /** False when no tree could improve output k (a class without rows, or one that has them all). */
  learns(k: number): boolean;
  /** Called with the scores of the training rows at the start of an iteration. */
  begin(scores: Float64Array): void;
  /** Writes first and second derivatives of the weighted loss with respect to output k, at the scores of `begin`. */
  derivatives(k: number, gradient: Float64Array, hessian: Float64Array): void;
  /** Weighted mean loss of any rows, lower is better. */
  loss(scores: Float64Array, target: WeightedTarget): number;
}
