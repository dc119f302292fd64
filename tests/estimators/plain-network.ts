/** A network of one hidden layer trained by brute force in double precision: the formulas written out, one unit at a time. */
import { pow } from '../../src/math/pow.ts';
import type { Rng } from '../../src/math/rng.ts';

export interface PlainNetwork {
  /** units x (inputs, then the bias). */
  readonly hidden: number[][];
  /** outputs x (units, then the bias). */
  readonly out: number[][];
  /** What the units are normalised by; absent: they are not. */
  readonly norm?: PlainNorm;
}

/** A number per unit: a gain and a shift, and the mean and the variance that are followed from batch to batch. */
export interface PlainNorm {
  readonly learned: number[][];
  readonly means: number[];
  readonly variances: number[];
}

/** To begin with. */
export function plainNorm(nUnits: number): PlainNorm {
  const each = (value: number) => new Array<number>(nUnits).fill(value);
  return { learned: Array.from({ length: nUnits }, () => [1, 0]), means: each(0), variances: each(1) };
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
  { hidden, out, norm }: PlainNetwork,
  row: readonly number[],
): { units: number[]; outputs: number[] } {
  const rectified = hidden.map((weights) => Math.max(0, dot(weights, row)));
  const units = norm ? normed(norm, rectified, norm) : rectified;
  return { units, outputs: out.map((weights) => dot(weights, units)) };
}

type Moments = Pick<PlainNorm, 'means' | 'variances'>;

function normed({ learned }: PlainNorm, units: readonly number[], { means, variances }: Moments): number[] {
  return units.map((unit, u) => learned[u][0] * standardised(unit, u, { means, variances }) + learned[u][1]);
}

function standardised(unit: number, u: number, { means, variances }: Moments): number {
  return (unit - means[u]) / Math.sqrt(variances[u] + 1e-5);
}

/** Of the units of a batch; goes a tenth of the way to them in what is followed. */
function followMoments(norm: PlainNorm, batch: readonly (readonly number[])[]): Moments {
  const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const means = norm.means.map((_, u) => meanOf(batch.map((units) => units[u])));
  const variances = means.map((mean, u) => meanOf(batch.map((units) => (units[u] - mean) * (units[u] - mean))));
  for (const [u, mean] of means.entries()) {
    norm.means[u] += (mean - norm.means[u]) / 10;
    norm.variances[u] += (variances[u] - norm.variances[u]) / 10;
  }
  return { means, variances };
}

function dot(weights: readonly number[], values: readonly number[]): number {
  return values.reduce((sum, value, i) => sum + value * weights[i], weights[values.length]);
}

/** Rows of one step. */
export interface PlainBatch {
  readonly rate: number;
  readonly rows: readonly number[];
  /** What each unit of each row is multiplied by; absent: 1. */
  readonly kept?: readonly (readonly number[])[];
}

/** Steps of Adam with decoupled weight decay over batches; `errorsOf` gives how a row's loss changes with its outputs. */
export function plainTraining(
  network: PlainNetwork,
  batches: readonly PlainBatch[],
  rows: readonly (readonly number[])[],
  errorsOf: (outputs: readonly number[], row: number) => readonly number[],
  weightDecay: number,
): void {
  const { hidden, out, norm } = network;
  const layers = [hidden, out, ...(norm ? [norm.learned] : [])];
  const moments = layers.map((layer) => layer.map((weights) => weights.map(() => [0, 0])));
  for (const [step, { rate, rows: batch, kept }] of batches.entries()) {
    const gradients = layers.map((layer) => layer.map((weights) => weights.map(() => 0)));
    const rectified = batch.map((row) => hidden.map((weights) => Math.max(0, dot(weights, rows[row]))));
    const ofBatch = norm && followMoments(norm, rectified);
    const whole = ofBatch ? rectified.map((units) => normed(norm, units, ofBatch)) : rectified;
    const made = whole.map((units, i) => units.map((unit, u) => unit * (kept?.[i][u] ?? 1)));
    let backs = made.map((units, i) => {
      const outputs = out.map((weights) => dot(weights, units));
      const errors = errorsOf(outputs, batch[i]).map((error) => error / batch.length);
      add(gradients[1], errors, units);
      return units.map((_, u) => (kept?.[i][u] ?? 1) * errors.reduce((sum, error, k) => sum + error * out[k][u], 0));
    });
    if (ofBatch) backs = backThroughNorm(norm, backs, rectified, ofBatch, gradients[2]);
    for (const [i, back] of backs.entries()) {
      add(
        gradients[0],
        back.map((error, u) => (rectified[i][u] > 0 ? error : 0)),
        rows[batch[i]],
      );
    }
    for (const [l, layer] of layers.entries()) {
      for (const [u, weights] of layer.entries()) {
        for (let i = 0; i < weights.length; i++) {
          const moment = moments[l][u][i];
          const gradient = gradients[l][u][i];
          moment[0] = 0.9 * moment[0] + 0.1 * gradient;
          moment[1] = 0.999 * moment[1] + 0.001 * gradient * gradient;
          const mean = moment[0] / (1 - pow(0.9, step + 1));
          const size = Math.sqrt(moment[1] / (1 - pow(0.999, step + 1)));
          const isFree = l === 2 || i === weights.length - 1;
          weights[i] = weights[i] * (isFree ? 1 : 1 - rate * weightDecay) - (rate * mean) / (size + 1e-8);
        }
      }
    }
  }
}

/** Errors of the units before they were normalised; writes the gradients of gains and shifts. */
function backThroughNorm(
  { learned }: PlainNorm,
  errors: readonly (readonly number[])[],
  units: readonly (readonly number[])[],
  moments: Moments,
  gradients: readonly number[][],
): number[][] {
  const before = errors.map((row) => [...row]);
  for (const [u, [gain]] of learned.entries()) {
    const places = units.map((row) => standardised(row[u], u, moments));
    const ofShift = errors.reduce((sum, row) => sum + row[u], 0);
    const ofGain = errors.reduce((sum, row, i) => sum + row[u] * places[i], 0);
    gradients[u][0] = ofGain;
    gradients[u][1] = ofShift;
    for (const [i, row] of errors.entries()) {
      const centred = row[u] - (ofShift + places[i] * ofGain) / errors.length;
      before[i][u] = (gain * centred) / Math.sqrt(moments.variances[u] + 1e-5);
    }
  }
  return before;
}

function add(gradients: readonly number[][], errors: readonly number[], inputs: readonly number[]): void {
  for (const [u, error] of errors.entries()) {
    for (const [i, input] of inputs.entries()) gradients[u][i] += error * input;
    gradients[u][inputs.length] += error;
  }
}
