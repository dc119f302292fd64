/** The value of a leaf. */

/** Sums over rows, in natural units. */
export interface Sums {
  readonly gradient: number;
  readonly hessian: number;
}

/** The value at which the second-order model of a leaf's penalised loss is lowest. */
export function leafValue({ gradient, hessian }: Sums, l1: number, l2: number): number {
  const curvature = hessian + l2;
  return curvature > 0 ? -softened(gradient, l1) / curvature : 0;
}

function softened(gradient: number, l1: number): number {
  if (l1 === 0) return gradient;
  return gradient > 0 ? Math.max(0, gradient - l1) : Math.min(0, gradient + l1);
}
