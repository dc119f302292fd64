/** What held-out rows say of clusters: how far they lie apart, and whether more so than in data without any. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ModelwrightError } from '../../core/errors.ts';
import type { EstimatorSpec } from '../../estimators/estimator.ts';
import { fitEstimator, transformWith } from '../../estimators/fit.ts';
import { choleskyFactor } from '../../math/linear-algebra.ts';
import { createRng } from '../../math/philox.ts';
import { quantileSorted, sortedCopy } from '../../math/quantile.ts';
import { mean } from '../../math/reduce.ts';
import type { Rng } from '../../math/rng.ts';
import { calinskiHarabaszIndex } from '../../metrics/clustering/calinski-harabasz.ts';
import { daviesBouldinIndex } from '../../metrics/clustering/davies-bouldin.ts';
import type { ClusteredPoints } from '../../metrics/clustering/points.ts';
import { silhouetteOfRows } from '../../metrics/clustering/silhouette.ts';
import { numberColumn } from '../../table/build.ts';
import type { NumberColumn } from '../../table/column.ts';
import { columnOf, type Table, tableOf } from '../../table/table.ts';
import type { Estimate } from '../assess.ts';
import { halved, silhouetteOf } from './choose-clusters.ts';
import type { HeldOutPart } from './held-out.ts';
import { isTimeUp, type SearchContext, sampledRows } from './search-context.ts';

/** Rows that distances are taken between. */
const mostRows = 2000;
const resamples = 300;

/** Silhouette, Davies-Bouldin and Calinski-Harabasz of held-out rows, with percentile bootstrap intervals of the rows. */
export function judgeClusters(
  parts: readonly Pick<HeldOutPart, 'points' | 'said'>[],
  seed: number,
): Readonly<Record<string, Estimate>> {
  const rng = createRng(seed).split('judge-clusters');
  const clustered = parts.map(({ points, said }, p) => sampled(points, said, rng.split(`part-${p}`)));
  const silhouettes = clustered.map(silhouetteOfRows);
  const figures: Readonly<Record<string, (part: number, rows: Int32Array) => number>> = {
    silhouette: (part, rows) => mean(Float64Array.from(rows, (row) => silhouettes[part][row])),
    davies_bouldin: (part, rows) => daviesBouldinIndex(rowsOf(clustered[part], rows)),
    calinski_harabasz: (part, rows) => calinskiHarabaszIndex(rowsOf(clustered[part], rows)),
  };
  return Object.fromEntries(
    Object.entries(figures).map(([name, figure]) => [name, estimate(clustered, figure, rng.split(name))]),
  );
}

function estimate(
  clustered: readonly ClusteredPoints[],
  figure: (part: number, rows: Int32Array) => number,
  rng: Rng,
): Estimate {
  const sizes = clustered.map(({ clusters }) => clusters.length);
  // A part whose rows are all in one cluster has no figure.
  const over = (rowsOfPart: (size: number) => Int32Array) =>
    mean(sizes.map((size, p) => figure(p, rowsOfPart(size))).filter(Number.isFinite));
  const value = over((size) => Int32Array.from({ length: size }, (_, row) => row));
  if (!Number.isFinite(value)) return { value: null, ci: null };
  const drawn = sortedCopy(
    Float64Array.from({ length: resamples }, () =>
      over((size) => Int32Array.from({ length: size }, () => rng.integer(size))),
    ),
  );
  if (drawn.length < 0.9 * resamples) return { value, ci: null };
  return { value, ci: [quantileSorted(drawn, 0.025), quantileSorted(drawn, 0.975)], method: 'percentile' };
}

function sampled(points: Table, clusters: Float64Array, rng: Rng): ClusteredPoints {
  const labelled = tableOf([...points.columns, numberColumn('cluster of the row', clusters)], points.nRows);
  const columns = sampledRows(labelled, mostRows, rng).columns.map((column) => (column as NumberColumn).values);
  return { columns: columns.slice(0, -1), clusters: columns[columns.length - 1] };
}

function rowsOf({ columns, clusters }: ClusteredPoints, rows: Int32Array): ClusteredPoints {
  const pick = (values: ArrayLike<number>) => Float64Array.from(rows, (row) => values[row]);
  return { columns: columns.map(pick), clusters: pick(clusters) };
}

/** Whether there are clusters at all. */
export interface ClusterEvidence {
  /** Held-out silhouette of k-means with the chosen number of clusters. */
  readonly silhouette: number;
  /** Its mean in data from one normal distribution of the same covariance. */
  readonly without: number;
  readonly pValue: number;
}

const rowsOfTest = 600;
const draws = 39;

/**
 * Compares the held-out silhouette of k-means with that in tables drawn from one normal distribution with the rows' own means and
 * covariance, which has no clusters (after SigClust: Liu, Hayes, Nobel, Marron 2008). Undefined without time for it.
 */
export async function clusterEvidence(
  context: SearchContext,
  points: Table,
  clusters: number,
): Promise<ClusterEvidence | undefined> {
  const rng = createRng(context.seed).split('evidence');
  const X = sampledRows(points, rowsOfTest, rng.split('rows'));
  const spec: EstimatorSpec = { name: 'kmeans', params: { k: clusters, restarts: 5, standardise: false } };
  const silhouetteIn = (table: Table, name: string): number => {
    const { halves } = halved(table, rng.split(`halves-${name}`));
    // Here and now: a thread would take longer to be asked than this takes.
    const fitted = fitEstimator(spec, { X: halves[0], nClasses: 0 }, { rng: rng.split(`fit-${name}`) });
    const labelled = columnOf(transformWith(fitted, halves[1]), 'cluster') as NumberColumn;
    return silhouetteOf(halves[1], labelled.values);
  };
  if (isTimeUp(context)) return undefined;
  const silhouette = silhouetteIn(X, 'rows');
  const drawOne = oneNormalDistribution(X);
  const without: number[] = [];
  for (let d = 0; d < draws; d++) {
    if (isTimeUp(context)) return undefined;
    context.onProgress({ stage: 'evaluate', done: d, total: draws, note: 'data without clusters' });
    await nextTurn();
    if (context.signal?.aborted) throw new ModelwrightError('CANCELLED', { what: 'train' });
    without.push(silhouetteIn(drawOne(rng.split(`draw-${d}`)), `draw-${d}`));
  }
  const asFar = without.filter((value) => value >= silhouette).length;
  return { silhouette, without: mean(without), pValue: (1 + asFar) / (1 + draws) };
}

/** Tables of as many rows from the normal distribution with the means and the covariance of the rows. */
function oneNormalDistribution(X: Table): (rng: Rng) => Table {
  const columns = X.columns.map((column) => (column as NumberColumn).values);
  const d = columns.length;
  const means = columns.map((values) => mean(values));
  const covariance = new Float64Array(d * d);
  for (let a = 0; a < d; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let row = 0; row < X.nRows; row++) sum += (columns[a][row] - means[a]) * (columns[b][row] - means[b]);
      covariance[a * d + b] = sum / X.nRows + (a === b ? 1e-6 : 0);
    }
  }
  const factor = choleskyFactor(covariance, d) ?? new Float64Array(d * d);
  return (rng) => {
    const drawn = columns.map(() => new Float64Array(X.nRows));
    const normals = new Float64Array(d);
    for (let row = 0; row < X.nRows; row++) {
      for (let j = 0; j < d; j++) normals[j] = rng.normal();
      for (let a = 0; a < d; a++) {
        let value = means[a];
        for (let b = 0; b <= a; b++) value += factor[a * d + b] * normals[b];
        drawn[a][row] = value;
      }
    }
    return tableOf(
      X.columns.map(({ name }, j) => numberColumn(name, drawn[j])),
      X.nRows,
    );
  };
}
