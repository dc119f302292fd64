/** The preprocessing of raw tables for the two families of models, as the first steps of a pipeline. */
import type { EstimatorSpec } from '../estimator.ts';
import type { FeatureRole } from './cast-column.ts';

/** A column that becomes a feature, and how it is treated. */
export interface RoleOfColumn {
  readonly name: string;
  readonly role: FeatureRole;
}

/** What a recipe does beyond the plain one. */
export interface RecipeOptions {
  /**
   * Texts of 100 and more categories become the mean of the target in place of columns or codes, which would name the most
   * frequent categories alone. Default false.
   */
  readonly encodeByTarget?: boolean;
}

export interface LinearRecipeOptions extends RecipeOptions {
  /** Numbers become the normal scores of their ranks, so that skewed ones and far-off values weigh like others. Default false. */
  readonly normalScores?: boolean;
  /** Numbers become so many pieces of their range, so that what is added up can bend. Default 1: they stay whole. */
  readonly pieces?: number;
  /** Products, ratios and distances of the pairs of columns that say most together become columns, too. Default false. */
  readonly interactions?: boolean;
  /** Numbers are standardised; not for models that do so themselves, where zeros are to stay what they are. Default true. */
  readonly standardised?: boolean;
}

/** For linear models: dates to parts, gaps filled, numbers standardised, categories one-hot, running text by words. */
export function linearRecipe(
  roles: readonly RoleOfColumn[],
  {
    normalScores = false,
    pieces = 1,
    encodeByTarget = false,
    interactions = false,
    standardised = true,
  }: LinearRecipeOptions = {},
): EstimatorSpec[] {
  return [
    select(roles),
    { name: 'date_parts', params: { cyclicAs: 'category' } },
    ...(encodeByTarget ? encoded(roles) : []),
    ...(normalScores ? [{ name: 'normal_scores', params: { maxKnots: 200 } }] : []),
    { name: 'numeric_imputer', params: { strategy: 'median', indicator: true } },
    ...(interactions ? [{ name: 'interactions', params: {} }] : []),
    ...(pieces > 1 ? [{ name: 'piecewise_linear', params: { pieces } }] : []),
    ...(standardised ? [{ name: 'standard_scaler', params: {} }] : []),
    ...terms(roles, 2000),
    { name: 'one_hot', params: { minFrequency: 0.001, maxCategories: 60 } },
  ];
}

/**
 * For distances: as for linear models, without columns that say what was missing. Standardised, a rare gap would lie farther from
 * the others than any value does. Running text is no part of it.
 */
export function distanceRecipe(roles: readonly RoleOfColumn[]): EstimatorSpec[] {
  return [
    select(roles),
    { name: 'date_parts', params: { cyclicAs: 'category' } },
    { name: 'numeric_imputer', params: { strategy: 'median', indicator: false } },
    { name: 'standard_scaler', params: {} },
    { name: 'one_hot', params: { minFrequency: 0.001, maxCategories: 60 } },
  ];
}

/** For trees: dates to parts, categories to codes, running text by few words; gaps stay, for trees send them where they belong. */
export function treeRecipe(
  roles: readonly RoleOfColumn[],
  { encodeByTarget = false }: RecipeOptions = {},
): EstimatorSpec[] {
  return [
    select(roles),
    { name: 'date_parts', params: { cyclicAs: 'number' } },
    ...(encodeByTarget ? encoded(roles) : []),
    ...terms(roles, 200),
    { name: 'ordinal', params: { minFrequency: 0, maxCategories: 200 } },
  ];
}

/** Nothing without categories. */
function encoded(roles: readonly RoleOfColumn[]): EstimatorSpec[] {
  if (!roles.some(({ role }) => role === 'categorical')) return [];
  return [{ name: 'target_encoder', params: { minCategories: 100 } }];
}

/** Nothing without text columns, so that such a pipeline has no step that does nothing. */
function terms(roles: readonly RoleOfColumn[], maxFeatures: number): EstimatorSpec[] {
  if (!roles.some(({ role }) => role === 'text')) return [];
  return [{ name: 'tfidf', params: { maxFeatures, sublinear: true } }];
}

function select(roles: readonly RoleOfColumn[]): EstimatorSpec {
  return { name: 'select_columns', params: { columns: roles.map(({ name, role }) => ({ name, role })) } };
}
