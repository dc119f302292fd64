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
  const { classes } = model.signature.target;
  const counts = new Float64Array(classes.length);
  for (const code of values) counts[code]++;
  const trained = Float64Array.from(classes, (_, code) => figures.groups[code]?.rows ?? 0);
  const trainedRows = trained.reduce((sum, rows) => sum + rows, 0);
  const metrics = scatterOf([{ said: values, points: pointsBefore(model.fitted, table) }], seed);
  const clusters = {
    groups: classes.map((name, code) => ({
      name,
      rows: counts[code],
      share: {
        value: counts[code] / table.nRows,
        ci: wilsonInterval(counts[code], table.nRows),
        method: 'wilson' as const,
      },
      trained: trained[code] / trainedRows,
    })),
    pValue: chiSquareHomogeneity(counts, trained).pValue,
  };
  if (!known) return { metrics, clusters };
  const found = Float64Array.from(known.rows, (row) => values[row]);
  return {
    metrics: { ...metrics, ...labelAgreement(found, known.codes) },
    clusters: { ...clusters, label: { column: known.column, classes: known.classes.length, rows: known.rows.length } },
  };
}
