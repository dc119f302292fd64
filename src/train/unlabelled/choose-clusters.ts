/** How many clusters, and of which kind: those that come back on other rows and lie apart there. */

import { freeParameters } from '../../estimators/clusters/covariances.ts';
import type { EstimatorSpec } from '../../estimators/estimator.ts';
import { transformWith } from '../../estimators/fit.ts';
import { dealtRows } from '../../math/drawn-rows.ts';
import { log } from '../../math/log.ts';
import { createRng } from '../../math/philox.ts';
import { mean } from '../../math/reduce.ts';
import type { Rng } from '../../math/rng.ts';
import { adjustedRandIndex } from '../../metrics/clustering/adjusted-rand.ts';
import { silhouetteScore } from '../../metrics/clustering/silhouette.ts';
import type { NumberColumn } from '../../table/column.ts';
import { columnOf, type Table, takeRows } from '../../table/table.ts';
import { continuousColumns, fitIn, isTimeUp, type SearchContext, sampledRows } from './search-context.ts';

export interface ClusterCandidate {
  readonly name: 'kmeans' | 'gaussian_mixture';
  readonly clusters: number;
  readonly spec: EstimatorSpec;
  /** Mean agreement (adjusted Rand index) of two models that learned from different halves of the rows; null: not come to. */
  readonly stability: number | null;
  /** Mean silhouette of the rows of the half that was not learned from. */
  readonly silhouette: number | null;
  /** Mixtures: mean log-likelihood of a held-out row, and the Bayesian information criterion of the half that was learned from. */
  readonly logLikelihood: number | null;
  readonly bic: number | null;
  /** Silhouette times stability; null for mixtures whose shape another fits better at the same number of clusters. */
  readonly score: number | null;
  readonly chosen: boolean;
}

/** Numbers of clusters that are tried. */
const tried = { from: 2, to: 10 };
/** Rows that the choice looks at, and how often they are halved. */
const looks = { rows: 2000, halvings: 3 };
/** More columns leave a full covariance too many numbers to learn. */
const mostColumnsOfFull = 30;
/** Added to the variances of standardised columns, so that no cluster shrinks to a point. */
const regularisation = 1e-3;

/** The k-means and the mixtures that are compared, small numbers of clusters first. */
function clusterSpecs(points: Table, clusters: number | undefined): readonly Omit<ClusterCandidate, Figures>[] {
  const wanted =
    clusters === undefined
      ? Array.from({ length: tried.to - tried.from + 1 }, (_, i) => tried.from + i).filter((k) => k <= points.nRows / 4)
      : [clusters];
  const width = points.columns.length;
  const isContinuous = continuousColumns(points).length === width;
  const shapes = isContinuous && width > 0 ? (width <= mostColumnsOfFull ? ['full', 'diag'] : ['diag']) : [];
  return wanted.flatMap((k) => [
    {
      name: 'kmeans' as const,
      clusters: k,
      spec: { name: 'kmeans', params: { k, restarts: 10, tolerance: 1e-4, standardise: false } },
    },
    ...shapes.map((covariance) => ({
      name: 'gaussian_mixture' as const,
      clusters: k,
      spec: { name: 'gaussian_mixture', params: { k, covariance, restarts: 2, regularisation, standardise: false } },
    })),
  ]);
}

type Figures = 'stability' | 'silhouette' | 'logLikelihood' | 'bic' | 'score' | 'chosen';
type Judged = Omit<ClusterCandidate, 'score' | 'chosen'>;

/**
 * Judges each candidate on halves of the rows: a model of one half says where the rows of the other belong. The best product of
 * silhouette and stability wins; of mixtures with one number of clusters only the likeliest shape takes part. The first candidate
 * is taken where there is no time for anything.
 */
export async function chooseClusters(
  context: SearchContext,
  points: Table,
  clusters: number | undefined,
): Promise<readonly ClusterCandidate[]> {
  const specs = clusterSpecs(points, clusters).slice(0, Math.max(1, context.maxCandidates));
  const rng = createRng(context.seed).split('clusters');
  const X = sampledRows(points, looks.rows, rng.split('rows'));
  const halvings = Array.from({ length: looks.halvings }, (_, h) => halved(X, rng.split(`halving-${h}`)));
  const judged: Judged[] = [];
  for (const [c, candidate] of specs.entries()) {
    if (isTimeUp(context)) break;
    context.onProgress({
      stage: 'search',
      done: c,
      total: specs.length,
      note: `${candidate.name} ${candidate.clusters}`,
    });
    judged.push({ ...candidate, ...(await judgedOn(context, candidate, X, halvings)) });
  }
  if (judged.length === 0) {
    const nothing = { stability: null, silhouette: null, logLikelihood: null, bic: null, score: null };
    return [{ ...specs[0], ...nothing, chosen: true }];
  }
  const likeliest = (one: Judged) =>
    judged.every(
      (other) =>
        other.name !== one.name ||
        other.clusters !== one.clusters ||
        (other.logLikelihood ?? 0) <= (one.logLikelihood ?? 0),
    );
  const scored = judged.map((one) => ({
    ...one,
    score: likeliest(one) ? Math.max(0, one.silhouette ?? 0) * Math.max(0, one.stability ?? 0) : null,
  }));
  const best = scored.reduce((most, { score }, c) => ((score ?? -1) > (scored[most].score ?? -1) ? c : most), 0);
  return scored.map((one, c) => ({ ...one, chosen: c === best }));
}

interface Halving {
  readonly halves: readonly [Table, Table];
}

async function judgedOn(
  context: SearchContext,
  { spec, name, clusters }: Omit<ClusterCandidate, Figures>,
  X: Table,
  halvings: readonly Halving[],
): Promise<Pick<ClusterCandidate, 'stability' | 'silhouette' | 'logLikelihood' | 'bic'>> {
  const ofHalvings = await Promise.all(
    halvings.map(async ({ halves }, h) => {
      const fitted = await Promise.all(
        halves.map((half, side) => fitIn(context, spec, half, `${hashOf(spec)}-halving-${h}-${side}`)),
      );
      const everywhere = fitted.map((one) => codesOf(transformWith(one, X)));
      const others = fitted.map((one, side) => transformWith(one, halves[1 - side]));
      const own = fitted.map((one, side) => transformWith(one, halves[side]));
      return {
        stability: adjustedRandIndex(everywhere[0], everywhere[1]),
        silhouettes: others.map((table, side) => silhouetteOf(halves[1 - side], codesOf(table))),
        logLikelihoods: name === 'kmeans' ? [] : others.map(meanLogDensity),
        bics: name === 'kmeans' ? [] : own.map((table) => bicOf(table, spec, clusters, X.columns.length)),
      };
    }),
  );
  const meanOf = (values: readonly number[]) => (values.length === 0 ? null : mean(values));
  return {
    stability: meanOf(ofHalvings.map(({ stability }) => stability)),
    silhouette: meanOf(ofHalvings.flatMap(({ silhouettes }) => silhouettes)),
    logLikelihood: meanOf(ofHalvings.flatMap(({ logLikelihoods }) => logLikelihoods)),
    bic: meanOf(ofHalvings.flatMap(({ bics }) => bics)),
  };
}

function hashOf({ name, params }: EstimatorSpec): string {
  return `${name}-${JSON.stringify(params)}`;
}

function codesOf(table: Table): Float64Array {
  return (columnOf(table, 'cluster') as NumberColumn).values;
}

function meanLogDensity(table: Table): number {
  return mean((columnOf(table, 'log_density') as NumberColumn).values);
}

function bicOf(table: Table, { params }: EstimatorSpec, k: number, nFeatures: number): number {
  const free = freeParameters(params['covariance'] === 'diag' ? 'diag' : 'full', k, nFeatures);
  return free * log(table.nRows) - 2 * meanLogDensity(table) * table.nRows;
}

/** 0 where all rows fall into one cluster. */
export function silhouetteOf(points: Table, clusters: ArrayLike<number>): number {
  const columns = points.columns.map((column) => (column as NumberColumn).values);
  const score = silhouetteScore({ columns, clusters });
  return Number.isNaN(score) ? 0 : score;
}

/** Two halves of the rows at random. */
export function halved(X: Table, rng: Rng): Halving {
  const [first, second] = dealtRows(X.nRows, 2, rng);
  return { halves: [takeRows(X, first), takeRows(X, second)] };
}
