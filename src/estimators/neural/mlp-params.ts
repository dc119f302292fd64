/** Parameters of the multi-layer perceptron; names and most defaults follow scikit-learn. */
import { z } from 'zod';

export const mlpParams = z.strictObject({
  hiddenUnits: z.int().min(1).max(2048).default(128).describe('units of each hidden layer'),
  hiddenLayers: z.int().min(1).max(8).default(2).describe('hidden layers'),
  nEpochs: z.int().min(1).max(10_000).default(60).describe('most passes through the training rows'),
  batchSize: z
    .union([z.literal('auto'), z.int().min(4).max(4096)])
    .default('auto')
    .describe('rows per step; auto: one of 256 parts of the rows, within 16 to 128'),
  learningRate: z.number().min(1e-6).max(1).default(2e-3).describe('step size of Adam to begin with'),
  schedule: z
    .enum(['inverse', 'linear'])
    .default('inverse')
    .describe('how the step size falls: to a half after 15 epochs, a third after 30 and so on; or evenly to nothing'),
  weightDecay: z
    .number()
    .min(0)
    .max(10)
    .default(0.1)
    .describe('decoupled weight decay: share of the weights, times the step size, taken away at each step'),
  dropout: z
    .number()
    .min(0)
    .max(0.9)
    .default(0)
    .describe('share of the hidden units that is left out of each training row, to the nearest of 256'),
  batchNorm: z
    .boolean()
    .default(false)
    .describe('bring the hidden units to mean 0 and deviation 1 over each batch while learning; good for many classes'),
  earlyStoppingRounds: z
    .int()
    .min(0)
    .max(10_000)
    .default(0)
    .describe('stop after this many epochs without a better loss on the watched rows and keep the best; 0: never'),
});

export type MlpParams = z.infer<typeof mlpParams>;
