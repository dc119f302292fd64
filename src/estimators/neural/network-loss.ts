/** What a network minimises: half the squared error of a scaled number, or the log loss of class probabilities. */
import { exp } from '../../math/exp.ts';
import { log } from '../../math/log.ts';

export interface NetworkLoss {
  /** Outputs that mean something; the others, which fill blocks, get no error. */
  readonly outputs: number;
  /** Writes how the loss of a row changes with each output, times `factor`; gives the loss. */
  errors(outputs: Float32Array, from: number, target: number, factor: number, into: Float32Array): number;
}

export const squaredLoss: NetworkLoss = {
  outputs: 1,
  errors(outputs, from, target, factor, into) {
    const error = outputs[from] - target;
    into[from] = factor * error;
    return (error * error) / 2;
  },
};

/** Log loss of the softmax over the classes that training has; the others have no part in it. */
export function softmaxLoss(present: readonly number[]): NetworkLoss {
  const shares = new Float64Array(present.length);
  return {
    outputs: present.length,
    errors(outputs, from, target, factor, into) {
      softmax(outputs, from, shares);
      for (let k = 0; k < present.length; k++) into[from + k] = factor * (shares[k] - (present[k] === target ? 1 : 0));
      const own = present.indexOf(target);
      return -log(Math.max(leastShare, own < 0 ? 0 : shares[own]));
    },
  };
}

/** The loss of a row is bounded by the log of it. */
const leastShare = 1e-15;

/** Shares that sum to 1, of outputs beginning at a place. */
export function softmax(outputs: Float32Array | Float64Array, from: number, shares: Float64Array): void {
  let most = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < shares.length; k++) most = Math.max(most, outputs[from + k]);
  let total = 0;
  for (let k = 0; k < shares.length; k++) {
    shares[k] = exp(outputs[from + k] - most);
    total += shares[k];
  }
  for (let k = 0; k < shares.length; k++) shares[k] /= total;
}
