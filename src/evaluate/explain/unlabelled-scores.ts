/** What models without a target say, as chances of classes: what asks a classifier can then ask them. */
import type { LoadedModel } from '../../estimators/artifact.ts';
import { isUnlabelled, type Predictions } from '../../table/task.ts';

/**
 * The same model; without a target its predictions have a chance for each class: of anomalies the anomaly score, of mixtures the
 * probabilities, of other clusters 1 for the own one.
 */
export function withChances(model: LoadedModel): LoadedModel {
  const { task, classes } = model.signature.target;
  if (!isUnlabelled(task)) return model;
  return {
    ...model,
    predict(X) {
      const said = model.predict(X);
      return { values: said.values, probabilities: said.probabilities ?? chancesOf(said, task, classes.length) };
    },
  };
}

function chancesOf({ values, measures }: Predictions, task: string, nClasses: number): readonly Float64Array[] {
  if (task !== 'anomaly') return Array.from({ length: nClasses }, (_, c) => values.map((code) => Number(code === c)));
  const scores = measures?.[0]?.values ?? values;
  return [scores.map((score) => 1 - score), scores];
}
