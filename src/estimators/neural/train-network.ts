/** Training of a network: epochs of shuffled batches, each one step of Adam. */
import type { Rng } from '../../math/rng.ts';
import { neverStop, type Stopper, stopAfter } from '../tree/early-stopping.ts';
import { normaliseBatch, normaliseErrors, normaliseFollowed, withoutNorm } from './batch-norm.ts';
import { padded, wholeBlocks } from './blocks.ts';
import type { MlpParams } from './mlp-params.ts';
import type { Layer } from './network.ts';
import type { NetworkLoss } from './network-loss.ts';
import { type Arena, type Block, openArena, type TrainedLayer } from './training-arena.ts';

/** Scaled rows with their targets. */
export interface NetworkRows {
  /** nRows x width. */
  readonly rows: Float32Array;
  /** Scaled numbers, or class codes. */
  readonly targets: Float64Array;
  /** Mean 1; absent: all 1. */
  readonly weights?: Float64Array;
}

export interface NetworkJob {
  readonly train: NetworkRows;
  readonly watched?: NetworkRows;
  /** Of a row, padded to whole blocks. */
  readonly width: number;
  readonly loss: NetworkLoss;
  /** Biases of the outputs to begin with. */
  readonly startBiases: ArrayLike<number>;
  readonly params: MlpParams;
  readonly rng: Rng;
  /** After each epoch, with the mean loss of the watched rows, else of the training rows as they came by; false stops. */
  readonly onEpoch?: (epoch: number, loss: number) => boolean | undefined;
}

/** Epochs after which the inverse schedule has brought the learning rate to a half. */
const halfRateEpochs = 15;
const momentDecay = { first: 0.9, second: 0.999 } as const;

/** The layers of the epoch that is kept, and how many epochs that took. */
export function trainNetwork(job: NetworkJob): { layers: Layer[]; epochs: number } {
  const { params, rng } = job;
  const nRows = job.train.targets.length;
  const batch = batchRows(params.batchSize, nRows);
  const arena = openArena(widthsOf(job), batch, params.batchNorm);
  startWeights(arena.layers, job.startBiases, rng.split('weights'));
  const stopper = params.earlyStoppingRounds > 0 && job.watched ? stopAfter(params.earlyStoppingRounds) : neverStop();
  const passes = { arena, batch, job, steps: { count: 0, first: 1, second: 1 }, dropKeys: [] };
  let best = layersOf(arena);
  for (let epoch = 0; epoch < params.nEpochs; epoch++) {
    const rate = rateOf(params, epoch);
    const ofEpoch = rng.split(`epoch-${epoch}`);
    const learned = trainOnce(passes, ofEpoch.permutation(nRows), rate, ofEpoch.split('dropout'));
    const loss = job.watched ? meanLoss(passes, job.watched) : learned;
    const enough = stopper.add(loss);
    if (stopper.kept() === epoch + 1) best = layersOf(arena);
    if (job.onEpoch?.(epoch, loss) === false || enough) break;
  }
  return { layers: best, epochs: keptEpochs(stopper) };
}

/** Falling to nothing, a network settles in few epochs (Defazio et al. 2023); an inverse schedule knows no last epoch. */
function rateOf({ learningRate, schedule, nEpochs }: MlpParams, epoch: number): number {
  return schedule === 'linear'
    ? learningRate * (1 - (epoch + 0.5) / nEpochs)
    : learningRate / (1 + epoch / halfRateEpochs);
}

interface Passes {
  readonly arena: Arena;
  readonly batch: number;
  readonly job: NetworkJob;
  /** Steps taken, and the powers of the moments' decay. */
  readonly steps: { count: number; first: number; second: number };
  /** By layer: what the dropped units of the batch at hand are drawn from. */
  readonly dropKeys: (readonly [number, number])[];
}

function keptEpochs(stopper: Stopper): number {
  return Math.max(1, stopper.kept());
}

function batchRows(asked: MlpParams['batchSize'], nRows: number): number {
  const wanted = asked === 'auto' ? Math.max(16, Math.min(128, Math.floor(nRows / 256))) : asked;
  return padded(Math.min(wanted, nRows), wholeBlocks.rows);
}

function widthsOf({ width, loss, params }: NetworkJob): number[] {
  const hidden = padded(params.hiddenUnits, wholeBlocks.columns);
  return [width, ...new Array<number>(params.hiddenLayers).fill(hidden), padded(loss.outputs, wholeBlocks.columns)];
}

/** Normal numbers with the variance 2 / inputs (He et al. 2015). */
function startWeights(layers: readonly TrainedLayer[], startBiases: ArrayLike<number>, rng: Rng): void {
  for (const [l, { inputs, weights }] of layers.entries()) {
    const deviation = Math.sqrt((l === layers.length - 1 ? 1 : 2) / inputs);
    const stream = rng.split(`layer-${l}`);
    for (let i = 0; i < weights.values.length; i++) weights.values[i] = deviation * stream.normal();
  }
  layers[layers.length - 1].biases.values.set(startBiases);
}

/** One epoch; gives the mean loss of the rows as they came by. */
function trainOnce(passes: Passes, order: Int32Array, rate: number, rng: Rng): number {
  const { job, batch } = passes;
  let loss = 0;
  let seen = 0;
  // What does not fill a batch waits for another epoch, which shuffles anew.
  for (let from = 0; from === 0 || from + batch <= order.length; from += batch) {
    const rows = order.subarray(from, from + batch);
    forward(passes, job.train.rows, rows, rng);
    loss += outputErrors(passes, job.train, rows);
    seen += rows.length;
    backward(passes, rate, rows.length);
  }
  return loss / seen;
}

function meanLoss(passes: Passes, watched: NetworkRows): number {
  const nRows = watched.targets.length;
  let loss = 0;
  for (let from = 0; from < nRows; from += passes.batch) {
    const rows = Int32Array.from({ length: Math.min(passes.batch, nRows - from) }, (_, i) => from + i);
    forward(passes, watched.rows, rows);
    loss += outputErrors(passes, watched, rows);
  }
  return loss / nRows;
}

/** @param rng Drops hidden units. Absent: nothing is learned from these rows, so none are dropped and norms are those followed. */
function forward(passes: Passes, all: Float32Array, rows: Int32Array, rng?: Rng): void {
  const {
    arena: { kernel, layers, units, norms },
    batch,
    job: { params },
    dropKeys,
  } = passes;
  const { inputs: width } = layers[0];
  const input = units[0].values;
  for (const [i, row] of rows.entries()) input.set(all.subarray(row * width, (row + 1) * width), i * width);
  input.fill(0, rows.length * width);
  for (const [l, { inputs, outputs, weights, biases }] of layers.entries()) {
    const isHidden = l < layers.length - 1;
    const written = units[l + 1].at;
    const norm = norms?.[l];
    const plain = norm?.units.at ?? written;
    kernel.multiply(plain, units[l].at, weights.at, batch, inputs, outputs);
    kernel.addBias(plain, biases.at, batch, outputs, isHidden ? 1 : 0);
    if (norm && rng) normaliseBatch(kernel, norm, written, { batch, nRows: rows.length });
    else if (norm) normaliseFollowed(kernel, norm, written, batch);
    if (!rng || params.dropout === 0 || !isHidden) continue;
    dropKeys[l] = [rng.uint32(), rng.uint32()];
    drop(passes, l, written);
  }
}

/** Drops units of a hidden layer, or their errors. */
function drop(
  { arena: { kernel, layers }, batch, job: { params }, dropKeys }: Passes,
  layer: number,
  at: number,
): void {
  const [low, high] = dropKeys[layer];
  kernel.dropUnits(at, batch * layers[layer].outputs, low, high, droppedOf(params), strengthOf(params));
}

/** Of 256 units. */
function droppedOf({ dropout }: MlpParams): number {
  return Math.round(256 * dropout);
}

/** What makes up for dropped units. */
function strengthOf(params: MlpParams): number {
  return 256 / (256 - droppedOf(params));
}

/** Writes the errors of the outputs; gives the sum of the losses. Rows that fill the batch have none. */
function outputErrors(
  { arena: { layers, units, errors }, job: { loss } }: Passes,
  { targets, weights }: NetworkRows,
  rows: Int32Array,
): number {
  const last = layers.length;
  const width = layers[last - 1].outputs;
  const into = errors[last].values.fill(0);
  let total = 0;
  for (const [i, row] of rows.entries()) {
    const weight = weights?.[row] ?? 1;
    total += weight * loss.errors(units[last].values, i * width, targets[row], weight / rows.length, into);
  }
  return total;
}

/** @param nRows Of the batch. */
function backward(passes: Passes, rate: number, nRows: number): void {
  const {
    arena: { kernel, layers, units, errors, turned },
    batch,
    job: { params },
    steps,
  } = passes;
  steps.count++;
  steps.first *= momentDecay.first;
  steps.second *= momentDecay.second;
  const step = rate / (1 - steps.first);
  const correction = Math.sqrt(1 - steps.second);
  const move = (values: Block, gradients: Block, [first, second]: readonly [Block, Block], decay: number) =>
    kernel.adamStep(values.at, gradients.at, first.at, second.at, values.values.length, step, correction, decay);
  for (let l = layers.length - 1; l >= 0; l--) {
    const { inputs, outputs, weights, biases, weightGradients, biasGradients, transposed, ...moments } = layers[l];
    kernel.transpose(turned.at, units[l].at, batch, inputs);
    kernel.multiply(weightGradients.at, turned.at, errors[l + 1].at, inputs, batch, outputs);
    kernel.sumColumns(biasGradients.at, errors[l + 1].at, batch, outputs);
    if (l > 0) {
      kernel.transpose(transposed.at, weights.at, inputs, outputs);
      kernel.multiply(errors[l].at, errors[l + 1].at, transposed.at, batch, outputs, inputs);
      errorsBefore(passes, l, nRows);
    }
    move(weights, weightGradients, moments.weightMoments, rate * params.weightDecay);
    move(biases, biasGradients, moments.biasMoments, 0);
    const norm = passes.arena.norms?.[l];
    if (!norm) continue;
    move(norm.gains, norm.gainGradients, norm.gainMoments, 0);
    move(norm.shifts, norm.shiftGradients, norm.shiftMoments, 0);
  }
}

/** Errors of the units that layer `l` reads become those of what was rectified. */
function errorsBefore(passes: Passes, l: number, nRows: number): void {
  const {
    arena: { kernel, layers, units, errors, norms },
    batch,
    job: { params },
  } = passes;
  const norm = norms?.[l - 1];
  if (!norm) {
    kernel.maskSilent(errors[l].at, units[l].at, batch * layers[l].inputs, strengthOf(params));
    return;
  }
  if (params.dropout > 0) drop(passes, l - 1, errors[l].at);
  normaliseErrors(kernel, norm, errors[l].at, nRows);
}

/** What the network is so far; nothing that training changes. */
function layersOf({ layers, norms }: Arena): Layer[] {
  return layers.map(({ inputs, outputs, weights, biases }, l) => {
    const layer = {
      inputs,
      outputs,
      weights: Float32Array.from(weights.values),
      biases: Float32Array.from(biases.values),
    };
    const norm = norms?.[l - 1];
    return norm ? withoutNorm(layer, norm) : layer;
  });
}
