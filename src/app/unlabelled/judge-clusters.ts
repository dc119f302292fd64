/** How the clusters of a model lie in the rows of a source. */
import type { LoadedModel } from '../../estimators/artifact.ts';
import { labelAgreement } from '../../evaluate/unlabelled/label-agreement.ts';
import { chiSquareHomogeneity } from '../../math/tests/chi-square-homogeneity.ts';
import { wilsonInterval } from '../../math/tests/wilson.ts';
import { pointsBefore } from '../../train/unlabelled/final-model.ts';
import { judgeClusters as scatterOf } from '../../train/unlabelled/judge-clusters.ts';
import type { RecordedFigures } from '../../train/unlabelled/recorded-figures.ts';
import type { UnlabelledRows } from './unlabelled-rows.ts';

/** How far apart the clusters lie, how large they are beside those of training, and how they agree with known classes. */
export function judgeClusters(
  model: LoadedModel,
  { table, known }: UnlabelledRows,
  { figures, seed }: { readonly figures: RecordedFigures; readonly seed: number },
) {
  const { values } = model.predict(table);
  const metrics = scatterOf([{ said: values, points: pointsBefore(model.fitted, table) }], seed);
  const clusters = clusterSizes(values, model.signature.target.classes, figures);
  if (!known) return { metrics, clusters };
  const found = Float64Array.from(known.rows, (row) => values[row]);
  return {
    metrics: { ...metrics, ...labelAgreement(found, known.codes) },
    clusters: { ...clusters, label: { column: known.column, classes: known.classes.length, rows: known.rows.length } },
  };
}

/**
 * Sizes of clusters beside those of training, and the chance of shares so far from them among rows like the training rows. Needs
 * `distributionsReady()`.
 *
 * @param values the cluster of each row, one row or more.
 */
export function clusterSizes(values: Float64Array, classes: readonly string[], { groups }: RecordedFigures) {
  const nRows = values.length;
  const counts = new Float64Array(classes.length);
  for (const code of values) counts[code]++;
  const trained = Float64Array.from(classes, (_, code) => groups[code]?.rows ?? 0);
  const trainedRows = trained.reduce((sum, rows) => sum + rows, 0);
  return {
    groups: classes.map((name, code) => ({
      name,
      rows: counts[code],
      share: { value: counts[code] / nRows, ci: wilsonInterval(counts[code], nRows), method: 'wilson' as const },
      trained: trained[code] / trainedRows,
    })),
    pValue: chiSquareHomogeneity(counts, trained).pValue,
  };
}
