/** Estimators for people: `await ridge({ alpha: 1 }).fit(X, y, { seed: 7 })` gives a new immutable model. */
import { availableParallelism } from 'node:os';
import { isModelwrightError, ModelwrightError } from '../core/errors.ts';
import type { Packable } from '../core/pack.ts';
import { createRng } from '../math/philox.ts';
import type { Table } from '../table/table.ts';
import { type Task, tasks } from '../table/task.ts';
import { checkParams } from './check-params.ts';
import type {
  CustomObjective,
  EstimatorDefinition,
  EstimatorSpec,
  FitContext,
  FitInput,
  FittedEstimator,
  PredictorDefinition,
  TransformerDefinition,
} from './estimator.ts';
import { fitEstimator, transformTraining, transformWith } from './fit.ts';
import { fitInThread } from './fit-in-thread.ts';
import { type Model, modelOf } from './model.ts';
import { type Labels, type Rows, tableFromRows, targetFromLabels } from './plain-input.ts';
import { registerEstimator } from './registry.ts';

/** Options of a public fit. */
export interface FitOptions {
  /** Whole number >= 0 from which all randomness follows; default 0. */
  readonly seed?: number;
  /** nRows numbers >= 0. */
  readonly sampleWeight?: ArrayLike<number>;
  /** Default: classes for texts, regression for numbers where the estimator does both. */
  readonly task?: Task;
  /** Rows to watch for early stopping. */
  readonly valid?: { readonly X: Rows; readonly y: Labels; readonly groups?: ArrayLike<number> };
  /** nRows whole numbers: the query of each row, for objectives that rank. */
  readonly groups?: ArrayLike<number>;
  /** A model of the same estimator, columns and classes to go on from: its trees stay, new ones follow. */
  readonly initModel?: Model;
  /** Threads for this fit, where the estimator can use several; the model is the same. Default: the cores of the machine. */
  readonly threads?: number;
  /** See FitContext; the fit then runs in the caller's thread and blocks it. */
  readonly objective?: CustomObjective;
  /** See FitContext; runs where the caller is. */
  readonly onIteration?: FitContext['onIteration'];
  /** Cancels a fit that runs in a thread; the promise rejects with CANCELLED. */
  readonly signal?: AbortSignal;
}

/** A predictor with its params; also an EstimatorSpec, so it nests in pipelines. */
export interface Estimator extends EstimatorSpec {
  /**
   * Fits a new model; this object stays as it is.
   *
   * @param X nRows x nFeatures: a Table, or rows of numbers whose columns are then named x0, x1, ...
   * @param y nRows numbers, or texts that name classes.
   * @throws SHAPE_MISMATCH, VALUE_INVALID, VALUE_MISSING, TASK_UNFIT, ROWS_TOO_FEW or CANCELLED.
   */
  fit<Label extends number | string>(X: Rows, y: Labels<Label>, options?: FitOptions): Promise<Model<Label>>;
}

/** Options of a transformer's fit. */
export interface TransformerFitOptions extends Pick<FitOptions, 'seed' | 'sampleWeight' | 'task'> {
  /** nRows numbers, or texts that name classes: for transformers that learn from the target. */
  readonly y?: Labels;
}

/** A transformer with its params; also an EstimatorSpec. */
export interface Transformer extends EstimatorSpec {
  /** Learns from X; this object stays as it is. */
  fit(X: Rows, options?: TransformerFitOptions): Promise<FittedTransformer>;
  /**
   * Learns from X and gives its rows as a pipeline hands them on. Where the output holds the target, as with `targetEncoder`,
   * each row is made without its own, and differs from what `transform` says of it; else the two are equal.
   */
  fitTransform(X: Rows, options?: TransformerFitOptions): Promise<{ transformer: FittedTransformer; X: Table }>;
}

/** A transformer that learned; immutable. */
export interface FittedTransformer {
  /** The whole of it as data. */
  readonly fitted: FittedEstimator;
  transform(X: Rows): Table;
}

/** Makes an estimator of its params (PARAM_INVALID names a bad one); its definition is at hand for programs. */
export interface Factory<Params, Made> {
  (params?: Partial<Params>): Made;
  readonly definition: EstimatorDefinition;
}

/**
 * Registers a predictor and gives its factory.
 *
 * @example
 * const model = await ridge({ alpha: 1 }).fit([[1], [2], [3]], [2, 4, 6], { seed: 7 });
 * model.predict([[4]]);
 */
export function definePredictor<Params, State extends Packable>(
  definition: PredictorDefinition<Params, State>,
): Factory<Params, Estimator> {
  return factory(definition, (spec) => ({
    ...spec,
    async fit<Label extends number | string>(X: Rows, y: Labels<Label>, options: FitOptions = {}) {
      const target = targetFromLabels(y, definition.tasks, options.task);
      if (options.initModel) checkClasses(options.initModel.classes, target.classes);
      const codes = new Map(target.classes.map((label, code) => [label as number | string, code]));
      const fitted = await fitAnywhere(definition as EstimatorDefinition, spec, options, {
        X: tableFromRows(X),
        y: target.values,
        task: target.task,
        nClasses: target.classes.length,
        initModel: options.initModel?.fitted,
        groups: options.groups && Int32Array.from(options.groups),
        ...(options.valid && {
          valid: {
            X: tableFromRows(options.valid.X),
            y: Float64Array.from(options.valid.y as ArrayLike<number>, (label) =>
              target.task === 'regression' ? label : (codes.get(label) ?? Number.NaN),
            ),
            groups: options.valid.groups && Int32Array.from(options.valid.groups),
          },
        }),
      });
      return modelOf(fitted, target);
    },
  }));
}

/** Registers a transformer and gives its factory. */
export function defineTransformer<Params, State extends Packable>(
  definition: TransformerDefinition<Params, State>,
): Factory<Params, Transformer> {
  const learn = async (spec: EstimatorSpec, X: Rows, options: TransformerFitOptions) => {
    const target = options.y && targetFromLabels(options.y, tasks, options.task);
    const input: FitInput = {
      X: tableFromRows(X),
      nClasses: target?.classes.length ?? 0,
      ...(target && { y: target.values, task: target.task }),
    };
    return { input, fitted: await fitAnywhere(definition as EstimatorDefinition, spec, options, input) };
  };
  const transformerOf = (fitted: FittedEstimator): FittedTransformer =>
    Object.freeze({ fitted, transform: (rows: Rows) => transformWith(fitted, tableFromRows(rows)) });
  return factory(definition, (spec) => ({
    ...spec,
    async fit(X: Rows, options: TransformerFitOptions = {}) {
      return transformerOf((await learn(spec, X, options)).fitted);
    },
    async fitTransform(X: Rows, options: TransformerFitOptions = {}) {
      const { input, fitted } = await learn(spec, X, options);
      const { seed = 0, sampleWeight } = options;
      const weighted = sampleWeight ? { ...input, sampleWeight: Float64Array.from(sampleWeight) } : input;
      return { transformer: transformerOf(fitted), X: transformTraining(fitted, weighted, { rng: createRng(seed) }) };
    },
  }));
}

function factory<Params, State extends Packable, Made>(
  typed: PredictorDefinition<Params, State> | TransformerDefinition<Params, State>,
  make: (spec: EstimatorSpec) => Made,
): Factory<Params, Made> {
  const definition = typed as EstimatorDefinition;
  registerEstimator(definition);
  const construct = (params: Partial<Params> = {}) => {
    const checked = checkParams(definition, params) as EstimatorSpec['params'];
    return Object.freeze(make({ name: definition.name, params: checked }));
  };
  return Object.assign(construct, { definition });
}

function checkClasses(before: readonly unknown[], now: readonly unknown[]): void {
  if (before.length === now.length && before.every((label, code) => label === now[code])) return;
  const law = 'a model of the same classes';
  throw new ModelwrightError('SHAPE_MISMATCH', { what: 'initModel', law, value: 'one of others' });
}

/** Heavy fits leave the caller's thread, unless the worker does not know the estimator (one that a user defined). */
async function fitAnywhere(
  definition: EstimatorDefinition,
  spec: EstimatorSpec,
  { seed = 0, sampleWeight, threads = availableParallelism(), objective, onIteration, signal }: FitOptions,
  input: FitInput,
): Promise<FittedEstimator> {
  const weighted = sampleWeight ? { ...input, sampleWeight: Float64Array.from(sampleWeight) } : input;
  if (definition.tags.heavy && !objective) {
    try {
      return await fitInThread({ spec, input: weighted, seed, threads, onIteration, signal });
    } catch (error) {
      if (!isModelwrightError(error) || error.code !== 'ESTIMATOR_UNKNOWN') throw error;
    }
  }
  return fitEstimator(spec, weighted, { rng: createRng(seed), threads, objective, onIteration });
}
