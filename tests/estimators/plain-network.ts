/** A network of one hidden layer trained by brute force in double precision: the formulas written out, one unit at a time. */
import { pow } from '../../src/math/pow.ts';
import type { Rng } from '../../src/math/rng.ts';

export interface PlainNetwork {
  /** units x (inputs, then the bias). */
  readonly hidden: number[][];
  /** outputs x (units, then the bias). */
  readonly out: number[][];
}

/** Weights drawn as the estimator draws them: `width` inputs, of which those beyond the row's own are padding. */
export function plainStart(
  width: number,
  nUnits: number,
  nOutputs: number,
  biases: readonly number[],
  rng: Rng,
): PlainNetwork {
  const draw = (inputs: number, outputs: number, scale: number, layer: number) => {
    const stream = rng.split(`layer-${layer}`);
    const drawn = Array.from({ length: inputs * outputs }, () => Math.fround(scale * stream.normal()));
    return Array.from({ length: outputs }, (_, unit) => [
      ...Array.from({ length: inputs }, (_, input) => drawn[input * outputs + unit]),
      0,
    ]);
  };
  // Outputs are padded to eight, and draw weights too.
  const hidden = draw(width, nUnits, Math.sqrt(2 / width), 0);
  const out = draw(nUnits, 8, Math.sqrt(1 / nUnits), 1).slice(0, nOutputs);
  for (const [k, weights] of out.entries()) weights[nUnits] = biases[k];
  return { hidden, out };
}

/** Outputs of one row; `width` numbers. */
export function plainOutputs(
  { hidden, out }: PlainNetwork,
  row: readonly number[],
): { units: number[]; outputs: number[] } {
  const units = hidden.map((weights) => Math.max(0, dot(weights, row)));
  return { units, outputs: out.map((weights) => dot(weights, units)) };
}

function dot(weights: readonly number[], values: readonly number[]): number {
  return values.reduce((sum, value, i) => sum + value * weights[i], weights[values.length]);
}

/** Steps of Adam with decoupled weight decay over batches; `errorsOf` gives how a row's loss changes with its outputs. */
export function plainTraining(
  network: PlainNetwork,
  batches: readonly { readonly rate: number; readonly rows: readonly number[] }[],
  rows: readonly (readonly number[])[],
  errorsOf: (outputs: readonly number[], row: number) => readonly number[],
  weightDecay: number,
): void {
  const moments = [network.hidden, network.out].map((layer) => layer.map((weights) => weights.map(() => [0, 0])));
  for (const [step, { rate, rows: batch }] of batches.entries()) {
    const gradients = [network.hidden, network.out].map((layer) => layer.map((weights) => weights.map(() => 0)));
    for (const row of batch) {
      const { units, outputs } = plainOutputs(network, rows[row]);
      const errors = errorsOf(outputs, row).map((error) => error / batch.length);
      const back = units.map((unit, u) =>
        unit > 0 ? errors.reduce((sum, error, k) => sum + error * network.out[k][u], 0) : 0,
      );
      add(gradients[0], back, rows[row]);
      add(gradients[1], errors, units);
    }
    for (const [l, layer] of [network.hidden, network.out].entries()) {
      for (const [u, weights] of layer.entries()) {
        for (let i = 0; i < weights.length; i++) {
          const moment = moments[l][u][i];
          const gradient = gradients[l][u][i];
          moment[0] = 0.9 * moment[0] + 0.1 * gradient;
          moment[1] = 0.999 * moment[1] + 0.001 * gradient * gradient;
          const mean = moment[0] / (1 - pow(0.9, step + 1));
          const size = Math.sqrt(moment[1] / (1 - pow(0.999, step + 1)));
          const isBias = i === weights.length - 1;
          weights[i] = weights[i] * (isBias ? 1 : 1 - rate * weightDecay) - (rate * mean) / (size + 1e-8);
        }
      }
    }
  }
}

function add(gradients: readonly number[][], errors: readonly number[], inputs: readonly number[]): void {
  for (const [u, error] of errors.entries()) {
    for (const [i, input] of inputs.entries()) gradients[u][i] += error * input;
    gradients[u][inputs.length] += error;
  }
}
