/** Imported trees as explanations read them: every feature is a column, in the order of the model's features. */
import { selectFeatures } from '../../estimators/check-input.ts';
import { joinForests, nodeKinds } from '../../estimators/tree/forest.ts';
import { checkImportedColumns, importedTable } from '../../estimators/tree/imported-columns.ts';
import { type ImportedForestState, importedForest } from '../../estimators/tree/imported-forest.ts';
import type { NumberColumn } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import type { ForestScores } from './visit-forest.ts';

/** A feature's place among the columns that the state's forest looks at; -1 for a feature at which no tree looks. */
interface Place {
  readonly feature: number;
  readonly column: number;
}

/**
 * The trees of an imported model. Scores are sums in float64, also of XGBoost's trees, which add up in float32.
 *
 * @returns scores before the link; a name for each column, which occurs twice for a feature that trees read in two ways; and the
 *   columns of the rows of an input, which throws SOURCE_SCHEMA_MISMATCH or VALUE_INVALID for columns that do not fit.
 */
export function importedTrees(state: ImportedForestState): ForestScores & {
  readonly features: readonly string[];
  columnsOf(X: Table): Float64Array[];
} {
  const { features, columns, labels, forest, divisor, baseline } = state;
  const places = placesOf(state);
  const placeOf = new Int32Array(columns.features.length);
  for (const [place, { column }] of places.entries()) if (column >= 0) placeOf[column] = place;
  const scaled = joinForests([forest], 1 / divisor[0]);
  return {
    baseline: baseline.map((score) => score / divisor[0]),
    forest: {
      ...scaled,
      features: forest.features.map((column, node) => (forest.kinds[node] === nodeKinds.leaf ? 0 : placeOf[column])),
    },
    features: places.map(({ feature }) => features[feature]),
    columnsOf(X) {
      const selected = selectFeatures(X, features, importedForest.name);
      checkImportedColumns(labels, selected);
      const read = importedTable(columns, labels, selected).columns as NumberColumn[];
      const unread = new Float64Array(X.nRows).fill(Number.NaN);
      return places.map(({ column }) => (column < 0 ? unread : read[column].values));
    },
  };
}

function placesOf({ features, columns }: ImportedForestState): Place[] {
  const ofFeature = features.map((): number[] => []);
  for (const [column, feature] of columns.features.entries()) ofFeature[feature].push(column);
  return ofFeature.flatMap((own, feature): Place[] =>
    own.length === 0 ? [{ feature, column: -1 }] : own.map((column) => ({ feature, column })),
  );
}
