/** Presets: how much work a training run does, and what kind of model it may choose. */
import type { Task } from '../table/task.ts';

export type PresetName = 'fast' | 'balanced' | 'best' | 'interpretable' | 'tiny';

export interface Preset {
  /** Folds of the search. */
  readonly folds: number;
  /** Most candidates that the model may combine; 1: the best one alone. */
  readonly members: number;
  /** Whether a final estimator over the candidates' held-out predictions is tried beside their weighted mean. */
  readonly stacks: boolean;
  /** Keep the models of the folds and predict their mean, where folds are alike; else the choice is fitted once on all rows. */
  readonly bags: boolean;
  /** Families that are tried, by the name in `portfolio.ts`. */
  readonly families: Readonly<Record<Task, readonly string[]>>;
  /** Largest artifact and slowest single row, unless the request says otherwise. */
  readonly maxBytes?: number;
  readonly maxLatencyUs?: number;
  /** Time of a row above which a quicker ensemble is taken where one is nearly as good, unless the request names a limit of its own. */
  readonly usualLatencyUs?: number;
}

const strong = [
  'linear',
  'boosting',
  'forests',
  'networks',
  'neighbours',
  'linear on ranks',
  'linear on pieces',
  'linear with interactions',
  'linear on few',
  'boosting on few',
];
const ensembles = { binary: [...strong, 'bayes'], multiclass: [...strong, 'bayes'], regression: strong };
const same = (families: readonly string[]): Preset['families'] => ({
  binary: families,
  multiclass: families,
  regression: families,
});

const megabyte = 1024 * 1024;

export const presets: Readonly<Record<PresetName, Preset>> = {
  fast: { folds: 3, members: 1, stacks: false, bags: false, families: same(['linear', 'boosting']) },
  balanced: {
    folds: 5,
    members: 8,
    stacks: false,
    bags: true,
    families: ensembles,
    maxBytes: 64 * megabyte,
    usualLatencyUs: 250,
  },
  best: { folds: 8, members: 20, stacks: true, bags: true, families: ensembles, maxBytes: 512 * megabyte },
  interpretable: { folds: 5, members: 1, stacks: false, bags: false, families: same(['linear', 'additive', 'tree']) },
  tiny: {
    folds: 5,
    members: 1,
    stacks: false,
    bags: false,
    families: same(['linear', 'small boosting', 'tree']),
    maxBytes: 128 * 1024,
    maxLatencyUs: 100,
  },
};
