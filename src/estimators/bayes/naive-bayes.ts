/** Naive Bayes: columns are taken as independent within each class; numbers are normal, categories have shares. */
import { z } from 'zod';
import { log } from '../../math/log.ts';
import type { NumberColumn } from '../../table/column.ts';
import type { Predictions } from '../../table/task.ts';
import { checkColumns, selectFeatures } from '../check-input.ts';
import { classPredictions } from '../class-predictions.ts';
import type { EstimatorDefinition, PredictorDefinition } from '../estimator.ts';
import { softmaxInPlace } from '../linear/log-loss.ts';
import { sayPredictions } from '../single-row/row-cells.ts';
import { addCategoryShares, type CategoryColumn, categoryColumn, fitCategoryColumn } from './category-column.ts';
import { addGaussianDensities, fitGaussianColumn, type GaussianColumn, gaussianColumn } from './gaussian-column.ts';

const params = z.strictObject({
  alpha: z
    .number()
    .min(1e-10)
    .max(1e6)
    .default(1)
    .describe('weight added to every category of every class, so that none is impossible'),
  varianceSmoothing: z
    .number()
    .min(1e-12)
    .max(1e6)
    .default(1e-9)
    .describe("share of a column's variance that is added to its variance in each class"),
});

export type NaiveBayesState = {
  readonly features: readonly string[];
  /** nClasses logarithms of the classes' shares; -Infinity for a class that training never saw. */
  readonly logPriors: Float64Array;
  readonly numbers: readonly GaussianColumn[];
  readonly categories: readonly CategoryColumn[];
};

/**
 * The class with the largest prior times the product of its columns' densities, as scikit-learn's GaussianNB and
 * CategoricalNB together (Hand, Yu 2001). Columns with a cardinality are categories, all others numbers. Missing and infinite
 * values say nothing of the class. Unlike scikit-learn's, the smoothing of variances goes by each column's own variance, so
 * that the unit of one column has no say in another.
 */
export const naiveBayes: PredictorDefinition<z.infer<typeof params>, NaiveBayesState> = {
  kind: 'predictor',
  name: 'naive_bayes',
  version: 1,
  description: 'Naive Bayes: normal distributions of numbers and shares of categories in each class.',
  tasks: ['binary', 'multiclass'],
  tags: { allowsMissing: true, categorical: true, sampleWeight: 'exact' },
  params,
  state: z
    .strictObject({
      features: z.array(z.string()),
      logPriors: z
        .instanceof(Float64Array)
        .refine((priors) => priors.some(Number.isFinite) && priors.every((prior) => prior <= 0), 'a class has a share'),
      numbers: z.array(gaussianColumn),
      categories: z.array(categoryColumn),
    })
    .refine(isSound, 'columns fit the features and the classes'),
  searchSpace: {
    alpha: { type: 'float', low: 1e-3, high: 100, log: true },
    varianceSmoothing: { type: 'float', low: 1e-9, high: 1, log: true },
  },

  fit({ X, y, nClasses, sampleWeight }, { alpha, varianceSmoothing }) {
    const target = { y: y!, nClasses, weights: sampleWeight };
    const rowsOf = rowsByClass(y!, nClasses);
    const numbers: GaussianColumn[] = [];
    const categories: CategoryColumn[] = [];
    for (const [feature, column] of (X.columns as readonly NumberColumn[]).entries()) {
      const { values, cardinality } = column;
      if (cardinality) categories.push(fitCategoryColumn(feature, { values, cardinality }, target, alpha));
      else {
        const learned = fitGaussianColumn(feature, values, rowsOf, varianceSmoothing, sampleWeight);
        if (learned) numbers.push(learned);
      }
    }
    const shares = new Float64Array(nClasses);
    let total = 0;
    for (const [row, code] of y!.entries()) {
      const weight = sampleWeight?.[row] ?? 1;
      shares[code] += weight;
      total += weight;
    }
    const logPriors = shares.map((share) => log(share / total));
    return { features: X.columns.map(({ name }) => name), logPriors, numbers, categories };
  },

  predict(state, X) {
    const selected = selectFeatures(X, state.features, naiveBayes.name);
    checkColumns(naiveBayes as EstimatorDefinition, selected);
    return predictionsOf(state, (feature) => (selected.columns[feature] as NumberColumn).values, X.nRows);
  },

  rowPredictor: (state) => ({
    features: state.features,
    nClasses: state.logPriors.length,
    say: (row, said) =>
      sayPredictions(
        predictionsOf(state, (feature) => row.subarray(feature, feature + 1), 1),
        said,
      ),
  }),
};

function predictionsOf(
  { logPriors, numbers, categories }: NaiveBayesState,
  valuesOf: (feature: number) => Float64Array,
  nRows: number,
): Predictions {
  const perClass = Array.from(logPriors, (prior) => new Float64Array(nRows).fill(prior));
  for (const column of numbers) addGaussianDensities(column, valuesOf(column.feature), perClass);
  for (const column of categories) addCategoryShares(column, valuesOf(column.feature), perClass);
  for (let row = 0; row < nRows; row++) softmaxInPlace(perClass, row);
  return classPredictions(perClass);
}

function rowsByClass(y: Float64Array, nClasses: number): Int32Array[] {
  const rows = Int32Array.from(y.keys());
  return Array.from({ length: nClasses }, (_, code) => rows.filter((row) => y[row] === code));
}

function isSound({ features, logPriors, numbers, categories }: NaiveBayesState): boolean {
  const nClasses = logPriors.length;
  return (
    [...numbers, ...categories].every(({ feature }) => feature < features.length) &&
    numbers.every(({ means, variances }) => means.length === nClasses && variances.length === nClasses) &&
    categories.every(({ cardinality, logShares }) => logShares.length === nClasses * cardinality)
  );
}
