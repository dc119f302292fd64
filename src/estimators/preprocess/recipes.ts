/** The preprocessing of raw tables for the two families of models, as the first steps of a pipeline. */
import type { EstimatorSpec } from '../estimator.ts';
import type { FeatureRole } from './cast-column.ts';

/** A column that becomes a feature, and how it is treated. */
export interface RoleOfColumn {
  readonly name: string;
  readonly role: FeatureRole;
}

/** For linear models: dates to parts, gaps filled, numbers standardised, texts one-hot. */
export function linearRecipe(roles: readonly RoleOfColumn[]): EstimatorSpec[] {
  return [
    select(roles),
    { name: 'date_parts', params: { cyclicAs: 'category' } },
    { name: 'numeric_imputer', params: { strategy: 'median', indicator: true } },
    { name: 'standard_scaler', params: {} },
    { name: 'one_hot', params: { minFrequency: 0.001, maxCategories: 60 } },
  ];
}

/** For trees: dates to parts, texts to category codes; gaps stay, for trees send them where they belong. */
export function treeRecipe(roles: readonly RoleOfColumn[]): EstimatorSpec[] {
  return [
    select(roles),
    { name: 'date_parts', params: { cyclicAs: 'number' } },
    { name: 'ordinal', params: { minFrequency: 0, maxCategories: 200 } },
  ];
}

function select(roles: readonly RoleOfColumn[]): EstimatorSpec {
  return { name: 'select_columns', params: { columns: roles.map(({ name, role }) => ({ name, role })) } };
}
