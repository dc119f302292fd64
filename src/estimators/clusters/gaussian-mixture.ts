/** Gaussian mixtures: clusters as normal distributions, with the chance of each row to come from each. */
import { z } from 'zod';
import { numberColumn } from '../../table/build.ts';
import { withColumns } from '../../table/table.ts';
import { refuseColumns } from '../added-columns.ts';
import type { EstimatorDefinition, TransformerDefinition } from '../estimator.ts';
import { fitSpace, pointsOf, type Space, spaceShape, standardiseText } from '../neighbours/points.ts';
import { clusterColumn, probabilityColumn } from './added-names.ts';
import { covarianceShapes, factorCount } from './covariances.ts';
import { fitMixture, type Mixture, mixtureDensities } from './expectation-maximisation.ts';
import { lloyd } from './lloyd.ts';
import { startingCentres } from './starting-centres.ts';

const params = z.strictObject({
  k: z.int().min(1).max(1000).default(3).describe('components; fewer when there are fewer distinct rows'),
  covariance: z
    .enum(covarianceShapes)
    .default('full')
    .describe('full: any ellipse each; tied: one for all; diag: along the columns; spherical: round'),
  restarts: z.int().min(1).max(1000).default(3).describe('starts from k-means, of which the likeliest result is kept'),
  maxIterations: z.int().min(1).max(100_000).default(200).describe('most steps of each start'),
  tolerance: z
    .number()
    .min(0)
    .max(1e3)
    .default(1e-4)
    .describe('a start ends when the mean log-likelihood of a row moves by less'),
  regularisation: z.number().min(0).max(1e6).default(1e-6).describe('added to each variance'),
  standardise: z.boolean().default(true).describe(standardiseText),
});

type MixtureState = Mixture & { readonly space: Space };

const densityColumn = 'log_density';
const kmeansMoves = 100;
const finite = z.instanceof(Float64Array).refine((values) => values.every(Number.isFinite), 'numbers are finite');

/**
 * Adds `cluster`, the likeliest component (a category; of equally likely ones the lower), `cluster_probability_<component>` for
 * each, which sum to 1, and `log_density`, the logarithm of the mixture's density at the row, which is low for odd rows. The
 * expectation and maximisation steps are those of scikit-learn's GaussianMixture. Components are numbered by the places of their
 * means. A transformer, for there is no target to learn.
 */
export const gaussianMixture: TransformerDefinition<z.infer<typeof params>, MixtureState> = {
  kind: 'transformer',
  name: 'gaussian_mixture',
  version: 1,
  description: 'Adds the normal distribution that each row most likely comes from, and the chances of all.',
  tags: { usesRng: true, sampleWeight: 'exact', heavy: true },
  params,
  state: z
    .strictObject({
      space: spaceShape,
      shape: z.enum(covarianceShapes),
      shares: finite.refine((shares) => shares.length > 0 && shares.every((share) => share > 0), 'shares are positive'),
      means: finite,
      factors: finite,
    })
    .refine(
      ({ space: { features }, shape, shares, means, factors }) =>
        means.length === shares.length * features.length &&
        factors.length === factorCount(shape, shares.length, features.length),
      'components fit the features',
    ),

  fit({ X, sampleWeight }, options, { rng, onIteration }) {
    const { k, covariance: shape, restarts, maxIterations, tolerance, regularisation: extra, standardise } = options;
    refuseColumns(X, [clusterColumn, densityColumn, ...indexes(k).map(probabilityColumn)], gaussianMixture.name);
    const space = fitSpace(X, standardise, sampleWeight);
    const points = pointsOf(space, X, gaussianMixture as EstimatorDefinition);
    const cloud = {
      points,
      nFeatures: X.columns.length,
      weights: sampleWeight ?? new Float64Array(X.nRows).fill(1),
    };
    let best: ReturnType<typeof fitMixture> | undefined;
    for (let restart = 0; restart < restarts; restart++) {
      const start = startingCentres(cloud, k, rng.split(`restart-${restart}`));
      const { labels } = lloyd(cloud, start.centres, start.nCentres, kmeansMoves);
      const found = fitMixture(cloud, labels, start.nCentres, { shape, maxIterations, tolerance, extra });
      if (best === undefined || found.logLikelihood > best.logLikelihood) best = found;
      if (onIteration?.(restart, -best.logLikelihood) === false) break;
    }
    return { space, ...inOrder(best!.mixture, cloud.nFeatures) };
  },

  transform({ space, ...mixture }, X) {
    const points = pointsOf(space, X, gaussianMixture as EstimatorDefinition);
    const nFeatures = space.features.length;
    const nComponents = mixture.shares.length;
    const densities = mixtureDensities(mixture, nFeatures);
    const shares = new Float64Array(nComponents);
    const codes = new Float64Array(X.nRows);
    const logDensity = new Float64Array(X.nRows);
    const chances = indexes(nComponents).map(() => new Float64Array(X.nRows));
    for (let row = 0; row < X.nRows; row++) {
      logDensity[row] = densities(points, row * nFeatures, shares, 0);
      let code = 0;
      for (let c = 0; c < nComponents; c++) {
        chances[c][row] = shares[c];
        if (shares[c] > shares[code]) code = c;
      }
      codes[row] = code;
    }
    return withColumns(X, [
      { ...numberColumn(clusterColumn, codes), integer: true, cardinality: nComponents },
      ...chances.map((values, c) => ({ ...numberColumn(probabilityColumn(c), values), integer: false })),
      { ...numberColumn(densityColumn, logDensity), integer: false },
    ]);
  },
};

function indexes(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

/** The components sorted by the first coordinate of their means, of equals by the next. */
function inOrder({ shape, shares, means, factors }: Mixture, nFeatures: number): Mixture {
  const order = indexes(shares.length).sort((a, b) => {
    for (let j = 0; j < nFeatures; j++) {
      const difference = means[a * nFeatures + j] - means[b * nFeatures + j];
      if (difference !== 0) return difference;
    }
    return a - b;
  });
  const sorted = (values: Float64Array) => {
    const size = values.length / shares.length;
    const all = new Float64Array(values.length);
    for (const [to, from] of order.entries()) all.set(values.subarray(from * size, (from + 1) * size), to * size);
    return all;
  };
  return {
    shape,
    shares: sorted(shares),
    means: sorted(means),
    factors: shape === 'tied' ? factors : sorted(factors),
  };
}
