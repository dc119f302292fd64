/** An objective that the caller wrote, checked at every iteration. It runs in one thread, the caller's. */
import { ModelwrightError } from '../../core/errors.ts';
import type { CustomObjective } from '../estimator.ts';
import type { Objective, WeightedTarget } from './objective.ts';

/**
 * One output. Without a `loss` of its own the loss is NaN.
 *
 * @throws VALUE_INVALID at the first iteration whose derivatives are not finite numbers, or second ones below 0.
 */
export function customLoss(target: WeightedTarget, custom: CustomObjective): Objective {
  const { y, weights } = target;
  let current = { gradient: new Float64Array(), hessian: new Float64Array() };
  const start = custom.initialScore?.(y.slice(), weights.slice()) ?? 0;
  if (!Number.isFinite(start)) refuse('objective.initialScore', 'a finite number', 'one that is not');
  return {
    initialScores: Float64Array.of(start),
    unit: 1,
    equalHessians: false,
    learns: () => true,
    begin(scores, from) {
      // Pieces come in order, and the first asks for all rows.
      if (from > 0) return;
      // Copies, for it must not change what the fit goes on with.
      const { gradient, hessian } = custom.gradientAndHessian(scores.slice(), y.slice(), weights.slice());
      check('gradient', gradient, y.length, Number.NEGATIVE_INFINITY);
      check('hessian', hessian, y.length, 0);
      current = { gradient: Float64Array.from(gradient), hessian: Float64Array.from(hessian) };
    },
    derivatives(_, __, from, to, gradient, hessian) {
      gradient.set(current.gradient.subarray(from, to), from);
      hessian.set(current.hessian.subarray(from, to), from);
    },
    loss: (scores, of) => custom.loss?.(scores.slice(), of.y.slice(), of.weights.slice()) ?? Number.NaN,
  };
}

/** Derivatives beyond this would overflow when they are squared and added up. */
const most = 1e100;

function check(name: string, values: ArrayLike<number>, nRows: number, least: number): void {
  const what = `objective.gradientAndHessian, ${name}`;
  if (values?.length !== nRows) refuse(what, `${nRows} numbers, one per row`, `${values?.length}`);
  for (let row = 0; row < nRows; row++) {
    if (Math.abs(values[row]) <= most && values[row] >= least) continue;
    refuse(what, `numbers of at most 1e100${least === 0 ? ', none below 0,' : ''}`, 'one that is not');
  }
}

function refuse(what: string, law: string, value: string): never {
  throw new ModelwrightError('VALUE_INVALID', { what, law, value });
}
