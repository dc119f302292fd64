/** Small models without a target over numbers with gaps and a category. */
import '../../src/estimators/index.ts';
import { encodeArtifact, type LoadedModel, openArtifact, predictAs } from '../../src/estimators/artifact.ts';
import type { EstimatorSpec } from '../../src/estimators/estimator.ts';
import { fitEstimator } from '../../src/estimators/fit.ts';
import { distanceRecipe } from '../../src/estimators/preprocess/recipes.ts';
import { anomalyClasses, unlabelledTarget } from '../../src/estimators/unlabelled-predictions.ts';
import { createRng } from '../../src/math/philox.ts';
import { numberColumn, stringColumn } from '../../src/table/build.ts';
import { type Table, tableOf, takeRows } from '../../src/table/table.ts';
import type { Signature, UnlabelledTask } from '../../src/table/task.ts';

/** Three groups in two numbers and a colour, with gaps. */
export function groupedRows(n: number): Table {
  const rng = createRng(11);
  const group = Array.from({ length: n }, (_, row) => row % 3);
  return tableOf([
    numberColumn(
      'width',
      group.map((g, row) => (row % 13 === 5 ? Number.NaN : 9 * Number(g === 1) + rng.normal())),
    ),
    numberColumn(
      'weight',
      group.map((g) => 50 * Number(g === 2) + 5 * rng.normal()),
    ),
    stringColumn(
      'colour',
      group.map((g) => ['red', 'green', 'blue'][rng.integer(5) === 0 ? rng.integer(3) : g]),
    ),
  ]);
}

/** A model as training makes it, by the step that finds anomalies or clusters. */
export function unlabelledModel(task: UnlabelledTask, last: EstimatorSpec, X: Table): LoadedModel {
  const features = X.columns.map(({ name, kind }) => ({
    name,
    role: kind === 'number' ? ('numeric' as const) : ('categorical' as const),
  }));
  const spec = { name: 'chain', params: { steps: [...distanceRecipe(features), last] } };
  const fitted = fitEstimator(spec, { X, nClasses: 0 }, { rng: createRng(3) });
  const clusters = Number(last.params['k'] ?? 0);
  const signature: Signature = {
    inputs: X.columns.map(({ name, kind }) => ({ name, type: kind })),
    target: {
      name: unlabelledTarget[task],
      task,
      classes: task === 'anomaly' ? anomalyClasses : Array.from({ length: clusters }, (_, c) => String(c)),
    },
  };
  const rows = takeRows(
    X,
    Array.from({ length: 24 }, (_, row) => 2 * row),
  );
  const golden = { rows, predictions: predictAs(signature, fitted, rows) };
  return openArtifact(encodeArtifact({ signature, fitted, golden }), 'test');
}
