/** Input rows at which an imported model's answers are kept: they lie around its splits, so that a change of any tree shows. */
import { nodeKinds } from '../estimators/tree/forest.ts';
import type { Label } from '../estimators/tree/imported-columns.ts';
import type { ImportedForestState } from '../estimators/tree/imported-forest.ts';
import type { Rng } from '../math/rng.ts';
import { booleanColumn, numberColumn, stringColumn } from '../table/build.ts';
import type { Column } from '../table/column.ts';
import { type Table, tableOf } from '../table/table.ts';
import type { ImportedModel } from './imported-model.ts';

/** One value of this many is missing. */
const oneMissingOf = 8;

/** Rows with the model's input columns, the same for the same model and seed. */
export function goldenRows({ fitted, inputs }: ImportedModel, nRows: number, rng: Rng): Table {
  const state = fitted.state as ImportedForestState;
  const choices = valuesAtSplits(state);
  const columns = inputs.map(({ name, type }, feature): Column => {
    const known: readonly Label[] = state.labels[feature] ?? choices[feature];
    const stream = rng.split(`feature-${feature}`);
    const cells = Array.from({ length: nRows }, () =>
      known.length === 0 || stream.integer(oneMissingOf) === 0 ? null : known[stream.integer(known.length)],
    );
    if (type === 'string')
      return stringColumn(
        name,
        cells.map((cell) => (cell === null ? null : String(cell))),
      );
    return type === 'boolean' ? booleanColumn(name, cells as boolean[]) : numberColumn(name, cells as number[]);
  });
  return tableOf(columns, nRows);
}

/** For each feature the thresholds of its splits, or codes up to the largest that a split knows. */
function valuesAtSplits({ features, columns, forest }: ImportedForestState): number[][] {
  const values = features.map((): number[] => []);
  for (const [node, kind] of forest.kinds.entries()) {
    if (kind === nodeKinds.leaf) continue;
    const ofFeature = values[columns.features[forest.features[node]]];
    const value = forest.values[node];
    if (kind <= nodeKinds.numberMissingRight) ofFeature.push(...(Number.isFinite(value) ? [value] : []));
    else ofFeature.push(node % (forest.categories[value] + 1));
  }
  return values;
}
