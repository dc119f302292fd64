/** Multi-layer perceptron: a fully connected network for numbers and classes. */
import { z } from 'zod';
import { log } from '../../math/log.ts';
import type { Table } from '../../table/table.ts';
import { type Predictions, tasks } from '../../table/task.ts';
import { checkColumns, selectFeatures } from '../check-input.ts';
import { classPredictions } from '../class-predictions.ts';
import type { EstimatorDefinition, FitInput, PredictorDefinition } from '../estimator.ts';
import { moments } from '../preprocess/moments.ts';
import { padded, wholeBlocks } from './blocks.ts';
import { keepZeros } from './keep-zeros.ts';
import { type MlpParams, mlpParams } from './mlp-params.ts';
import { type Layer, outputsOf } from './network.ts';
import { softmax, softmaxLoss, squaredLoss } from './network-loss.ts';
import { type InputScales, inputScales, scaledRows, scaleRow } from './scaled-inputs.ts';
import { type NetworkRows, trainNetwork } from './train-network.ts';

export type MlpState = {
  readonly features: readonly string[];
  readonly inputs: InputScales;
  readonly layers: readonly Layer[];
  readonly epochs: number;
  /** 0 for regression. */
  readonly nClasses: number;
  /** Codes of the classes that training had, one per output. */
  readonly present: readonly number[];
  /** Regression: what brings the output to the target's scale. */
  readonly target: { readonly mean: number; readonly deviation: number };
};

const layerShape = z
  .strictObject({
    inputs: z.int().min(1),
    outputs: z.int().min(1),
    weights: z.instanceof(Float32Array),
    biases: z.instanceof(Float32Array),
  })
  .refine(({ inputs, outputs }) => inputs % wholeBlocks.columns === 0 && outputs % wholeBlocks.columns === 0, {
    message: 'a layer is made of whole blocks',
  })
  .refine(({ inputs, outputs, weights, biases }) => weights.length === inputs * outputs && biases.length === outputs, {
    message: 'weights and biases fit the layer',
  });

const mlpState = z
  .strictObject({
    features: z.array(z.string()),
    inputs: z.strictObject({
      means: z.instanceof(Float64Array),
      scales: z.instanceof(Float64Array),
      shifts: z.instanceof(Float64Array).optional(),
    }),
    layers: z.array(layerShape).min(2),
    epochs: z.int().min(1),
    nClasses: z.int().min(0),
    present: z.array(z.int().min(0)),
    target: z.strictObject({ mean: z.number(), deviation: z.number() }),
  })
  .refine(isSound, { message: 'layers follow each other and fit the features and the classes' });

/**
 * Rectified units (Glorot et al. 2011) trained by Adam with decoupled weight decay in shuffled batches; as scikit-learn's
 * MLPClassifier and MLPRegressor, but for the falling step size, and the columns and target that are brought to scale inside.
 */
export const mlp: PredictorDefinition<MlpParams, MlpState> = {
  kind: 'predictor',
  name: 'mlp',
  version: 1,
  description: 'A fully connected network of rectified units, trained by Adam.',
  tasks,
  tags: { sampleWeight: 'approximate', usesRng: true, heavy: true },
  params: mlpParams,
  state: mlpState,
  rounds: { param: 'nEpochs', growWithRows: false, count: ({ epochs }) => epochs },
  searchSpace: {
    hiddenUnits: { type: 'int', low: 32, high: 256, log: true },
    hiddenLayers: { type: 'int', low: 1, high: 3 },
    learningRate: { type: 'float', low: 3e-4, high: 1e-2, log: true },
    weightDecay: { type: 'float', low: 1e-4, high: 1, log: true },
    dropout: { type: 'float', low: 0, high: 0.5 },
  },

  fit(input, params, ctx) {
    const { X, nClasses, sampleWeight } = input;
    const y = input.y!;
    const inputs = inputScales(X, sampleWeight);
    const width = padded(Math.max(1, X.columns.length), wholeBlocks.columns);
    const present = nClasses > 0 ? [...new Set(y)].sort((a, b) => a - b) : [];
    const target = nClasses > 0 ? { mean: 0, deviation: 1 } : targetScale(y, sampleWeight);
    const rowsOf = (table: Table, values: Float64Array): NetworkRows => ({
      rows: scaledRows(table, inputs, width),
      targets: nClasses > 0 ? values : values.map((value) => (value - target.mean) / target.deviation),
    });
    const { layers, epochs } = trainNetwork({
      train: { ...rowsOf(X, y), weights: sampleWeight && meanOne(sampleWeight) },
      watched: input.valid && rowsOf(input.valid.X, input.valid.y),
      width,
      loss: nClasses > 0 ? softmaxLoss(present) : squaredLoss,
      startBiases: nClasses > 0 ? logShares(input, present) : [0],
      params,
      rng: ctx.rng,
      onEpoch: ctx.onIteration,
    });
    const features = X.columns.map(({ name }) => name);
    return { features, ...keepZeros({ inputs, layers }, X, sampleWeight), epochs, nClasses, present, target };
  },

  predict(state, X): Predictions {
    const selected = selectFeatures(X, state.features, mlp.name);
    checkColumns(mlp as EstimatorDefinition, selected);
    return predictionsOf(state, scaledRows(selected, state.inputs, state.layers[0].inputs), X.nRows);
  },

  rowPredictor(state) {
    const { features, inputs: scales, layers, nClasses, present, target } = state;
    const inputs = new Float32Array(layers[0].inputs);
    const shares = new Float64Array(present.length);
    return {
      features,
      nClasses,
      say(row, said) {
        scaleRow(row, scales, inputs);
        const outputs = outputsOf(layers, inputs, 1);
        if (nClasses === 0) {
          said[0] = target.mean + target.deviation * outputs[0];
          return;
        }
        softmax(outputs, 0, shares);
        said.fill(0);
        for (let k = 0; k < present.length; k++) said[present[k]] = shares[k];
      },
    };
  },
};

function predictionsOf(
  { layers, nClasses, present, target }: MlpState,
  rows: Float32Array,
  nRows: number,
): Predictions {
  const outputs = outputsOf(layers, rows, nRows);
  const width = layers[layers.length - 1].outputs;
  if (nClasses === 0) {
    const values = new Float64Array(nRows);
    for (let row = 0; row < nRows; row++) values[row] = target.mean + target.deviation * outputs[row * width];
    return { values };
  }
  const probabilities = Array.from({ length: nClasses }, () => new Float64Array(nRows));
  const shares = new Float64Array(present.length);
  for (let row = 0; row < nRows; row++) {
    softmax(outputs, row * width, shares);
    for (let k = 0; k < present.length; k++) probabilities[present[k]][row] = shares[k];
  }
  return classPredictions(probabilities);
}

/** A constant target keeps its unit, and the network learns zero. */
function targetScale(y: Float64Array, weights: Float64Array | undefined): MlpState['target'] {
  const { mean, deviation } = moments(y, weights);
  return { mean, deviation: deviation > 0 ? deviation : 1 };
}

function meanOne(weights: Float64Array): Float64Array {
  const largest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  const mean = weights.reduce((sum, weight) => sum + weight / largest, 0) / weights.length;
  return weights.map((weight) => weight / largest / mean);
}

/** Of the present classes. */
function logShares({ y, sampleWeight }: FitInput, present: readonly number[]): number[] {
  const sums = new Map(present.map((code) => [code, 0]));
  let total = 0;
  for (const [row, code] of y!.entries()) {
    const weight = sampleWeight?.[row] ?? 1;
    sums.set(code, sums.get(code)! + weight);
    total += weight;
  }
  return present.map((code) => log(sums.get(code)! / total));
}

function isSound({ features, inputs, layers, nClasses, present }: MlpState): boolean {
  const follow = layers.every(({ inputs: width }, l) => l === 0 || width === layers[l - 1].outputs);
  const known = nClasses === 0 ? present.length === 0 : present.length > 0 && present.every((code) => code < nClasses);
  return (
    follow &&
    known &&
    inputs.means.length === features.length &&
    inputs.scales.length === features.length &&
    (inputs.shifts === undefined || inputs.shifts.length === features.length) &&
    features.length <= layers[0].inputs &&
    Math.max(1, present.length) <= layers[layers.length - 1].outputs
  );
}
