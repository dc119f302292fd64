/** The candidates that every search begins with: strong settings of different kinds of models, the quick ones first. */
import type { EstimatorSpec } from '../estimators/estimator.ts';
import { linearRecipe, treeRecipe } from '../estimators/index.ts';
import type { Task } from '../table/task.ts';
import type { FeatureRole } from './features.ts';
import type { Preset } from './preset.ts';

/** What the portfolio may look at to leave out what cannot do well. */
export interface Facts {
  readonly task: Task;
  /** 0 for regression. */
  readonly nClasses: number;
  readonly roles: readonly FeatureRole[];
  readonly rows: number;
  /** Share of the rarest class; absent: none is rare. */
  readonly rarest?: number;
}

/** A pipeline to try. */
export interface Candidate {
  /** Wire name of the predictor. */
  readonly name: string;
  /** The predictor's parameters that differ from its defaults. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The whole pipeline. */
  readonly spec: EstimatorSpec;
}

/** A kind of model: its settings to begin with, and what the search varies around the first of them. */
export interface Family {
  readonly name: string;
  readonly predictor: (task: Task) => string;
  readonly recipe: (roles: readonly FeatureRole[]) => EstimatorSpec[];
  readonly settings: (facts: Facts) => readonly Readonly<Record<string, unknown>>[];
  /** Share of the search after the portfolio, beside the other families that search; 0: nothing to gain. */
  readonly share: number;
  /** Slow: so many batches after the first, so that a first fold tells whether the others are worth their time. */
  readonly later?: number;
}

/** Rows up to which looking for neighbours is quick. */
const mostNeighbourRows = 20_000;
/** Columns beyond which a k-d tree visits nearly every row, and distances say little. */
const mostNeighbourColumns = 20;

/** Columns of many categories by the target, where a model would know the most frequent categories alone. */
const encoded = { encodeByTarget: true };

/** Columns for each row beyond which most of them may be noise. */
const wide = 0.1;

/** Words make thousands of columns, in which networks learn slowly and neighbours are far. */
const readsText = (roles: readonly FeatureRole[]) => roles.some(({ role }) => role === 'text');

/** Rows up to which a network learns in reasonable time. */
const mostNetworkRows = 100_000;

const watched = { earlyStoppingRounds: 30 };

/**
 * Boosting grows a tree for each class in each round, so that with many classes a round costs more and brings more: fewer,
 * longer steps reach nearly the same in a fraction of the time.
 */
function boosted({ nClasses }: Facts): Readonly<Record<string, unknown>> {
  if (nClasses > 10) return { nEstimators: 150, learningRate: 0.2, earlyStoppingRounds: 15 };
  if (nClasses > 3) return { nEstimators: 300, learningRate: 0.1, earlyStoppingRounds: 20 };
  return { nEstimators: 500, learningRate: 0.08, ...watched };
}

/** Drawn splits learn less from each tree, and less of the noise. */
function drawn(facts: Facts): Readonly<Record<string, unknown>> {
  const steps = facts.nClasses > 3 ? boosted(facts) : { nEstimators: 1000, learningRate: 0.05, ...watched };
  return { ...steps, extraTrees: true };
}

/** Small steps, for which few outputs leave the time. */
const patient = [
  { nEstimators: 800, learningRate: 0.03, numLeaves: 63, featureFraction: 0.6, subsample: 0.8, ...watched },
  {
    nEstimators: 1000,
    learningRate: 0.05,
    numLeaves: 20,
    featureFraction: 0.4,
    subsample: 0.7,
    lambdaL2: 5,
    minChildSamples: 40,
    ...watched,
  },
];

/** Logistic regression of several classes is nearly where it ends after few steps, and the last ones take long. */
const early = { maxIterations: 10, tolerance: 1e-3 };

/** Below this share of a class, one of the candidates gives all classes the same weight. */
const rare = 0.05;

function balanced(facts: Facts): Readonly<Record<string, unknown>>[] {
  return (facts.rarest ?? 1) < rare ? [{ ...boosted(facts), classWeight: 'balanced' }] : [];
}

function isWide({ roles, rows }: Facts): boolean {
  return roles.length > wide * rows;
}

function suitNetworks({ rows, roles }: Facts): boolean {
  return rows <= mostNetworkRows && !readsText(roles);
}

/** Pieces of a number's range, and most numbers that all columns and rows may become by them. */
const pieces = 8;
const mostPieced = 20_000_000;

/** Whether numbers may be cut to pieces: not where this would fill the memory. */
function suitPieces({ rows, roles }: Facts): boolean {
  const numbers = roles.filter(({ role }) => role === 'numeric').length;
  return numbers > 0 && rows * numbers * pieces <= mostPieced;
}

/** Whether a pair can be made and the pieces of numbers, if there are any, find room. */
function suitPairs(facts: Facts): boolean {
  return facts.roles.length > 1 && (suitPieces(facts) || facts.roles.every(({ role }) => role !== 'numeric'));
}

/** Networks settle by steps that fall to nothing; most are done long before those that watch for an end would be. */
const settling = { schedule: 'linear', hiddenUnits: 192 };

/** For a network that noise would lead astray. */
const gentle = { dropout: 0.2, learningRate: 2e-3, weightDecay: 0.5 };

/** Rows below which a network over many columns is held back more. */
const fewNetworkRows = 10_000;

/** For a network over pieces of numbers, which are many columns. */
function pieced({ rows }: Facts): Readonly<Record<string, unknown>> {
  const held = rows < fewNetworkRows ? gentle : { dropout: 0.15, learningRate: 3e-3, weightDecay: 0.25 };
  return { ...settling, nEpochs: 20, earlyStoppingRounds: 10, ...held };
}

const families: readonly Family[] = [
  {
    name: 'boosting',
    predictor: () => 'gbdt',
    recipe: (roles) => treeRecipe(roles, encoded),
    settings: (facts) => [
      ...(facts.task === 'regression' ? [boosted(facts), drawn(facts)] : [drawn(facts), boosted(facts)]),
      { ...boosted(facts), numLeaves: 8, featureFraction: 0.7, subsample: 0.8, minChildSamples: 10 },
      { ...drawn(facts), numLeaves: 16, featureFraction: 0.5 },
      ...(facts.nClasses > 3 ? [] : patient),
      ...balanced(facts),
    ],
    share: 2,
  },
  {
    name: 'forests',
    predictor: () => 'random_forest',
    recipe: treeRecipe,
    settings: ({ task }) => [{ nEstimators: 80, minSamplesLeaf: task === 'regression' ? 3 : 2, maxFeatures: 'sqrt' }],
    share: 0,
  },
  {
    name: 'forests',
    predictor: () => 'extra_trees',
    recipe: treeRecipe,
    settings: ({ task }) => [{ nEstimators: 80, minSamplesLeaf: 2, maxFeatures: task === 'regression' ? 0.5 : 'sqrt' }],
    share: 0,
  },
  {
    name: 'networks',
    predictor: () => 'mlp',
    recipe: (roles) => linearRecipe(roles, encoded),
    settings: (facts) =>
      suitNetworks(facts)
        ? [{ ...settling, nEpochs: 30, earlyStoppingRounds: 15, dropout: 0.1, learningRate: 3e-3 }]
        : [],
    share: 1,
    later: 1,
  },
  {
    name: 'networks',
    predictor: () => 'mlp',
    recipe: (roles) => linearRecipe(roles, { ...encoded, pieces }),
    settings: (facts) => (suitNetworks(facts) && suitPieces(facts) ? [pieced(facts)] : []),
    share: 1,
    later: 1,
  },
  {
    name: 'networks',
    predictor: () => 'mlp',
    recipe: (roles) => linearRecipe(roles, { ...encoded, normalScores: true }),
    settings: (facts) =>
      suitNetworks(facts) ? [{ ...settling, nEpochs: 30, earlyStoppingRounds: 15, ...gentle }] : [],
    share: 0,
    later: 2,
  },
  {
    name: 'linear',
    predictor: (task) => (task === 'regression' ? 'ridge' : 'logistic'),
    recipe: (roles) => linearRecipe(roles, encoded),
    settings: ({ nClasses }) => [nClasses > 2 ? early : {}],
    share: 1,
  },
  {
    name: 'linear on ranks',
    predictor: (task) => (task === 'regression' ? 'ridge' : 'logistic'),
    recipe: (roles) => linearRecipe(roles, { ...encoded, normalScores: true }),
    settings: ({ nClasses }) => (nClasses > 3 ? [] : [nClasses > 2 ? early : {}]),
    share: 0,
  },
  {
    name: 'linear on pieces',
    predictor: (task) => (task === 'regression' ? 'ridge' : 'logistic'),
    recipe: (roles) => linearRecipe(roles, { ...encoded, pieces }),
    settings: (facts) => (facts.nClasses > 2 || !suitPieces(facts) ? [] : [{}]),
    share: 0,
  },
  {
    name: 'linear with interactions',
    predictor: (task) => (task === 'regression' ? 'ridge' : 'logistic'),
    recipe: (roles) => linearRecipe(roles, { ...encoded, pieces, interactions: true }),
    settings: (facts) => (facts.nClasses > 2 || !suitPairs(facts) ? [] : [{}]),
    share: 0,
  },
  {
    name: 'boosting on few',
    predictor: () => 'gbdt',
    recipe: (roles) => [...treeRecipe(roles, encoded), { name: 'select_features', params: {} }],
    settings: (facts) => (isWide(facts) ? [drawn(facts)] : []),
    share: 0,
  },
  {
    name: 'linear on few',
    predictor: (task) => (task === 'regression' ? 'ridge' : 'logistic'),
    recipe: (roles) => [...linearRecipe(roles, encoded), { name: 'select_features', params: {} }],
    settings: (facts) => (isWide(facts) ? [facts.nClasses > 2 ? early : {}] : []),
    share: 0,
  },
  {
    name: 'neighbours',
    predictor: () => 'knn',
    recipe: linearRecipe,
    settings: ({ rows, roles }) =>
      rows <= mostNeighbourRows && !readsText(roles) && roles.length <= mostNeighbourColumns
        ? [{ k: 15, weights: 'distance' }]
        : [],
    share: 0,
  },
  {
    name: 'bayes',
    predictor: () => 'naive_bayes',
    recipe: treeRecipe,
    settings: () => [{}],
    share: 0,
  },
  {
    name: 'additive',
    predictor: () => 'gbdt',
    recipe: treeRecipe,
    // Trees of one split add up column by column, so each column's part can be drawn as a curve.
    settings: () => [{ nEstimators: 800, learningRate: 0.1, numLeaves: 2, ...watched }],
    share: 0,
  },
  {
    name: 'small boosting',
    predictor: () => 'gbdt',
    recipe: treeRecipe,
    settings: () => [{ nEstimators: 60, learningRate: 0.2, numLeaves: 8, earlyStoppingRounds: 15 }],
    share: 0,
  },
  {
    name: 'tree',
    predictor: () => 'decision_tree',
    recipe: treeRecipe,
    settings: () => [3, 4, 5].map((maxDepth) => ({ maxDepth, minSamplesLeaf: 10 })),
    share: 0,
  },
];

/** The families of a preset that can do the task with something to try. */
export function familiesOf(preset: Preset, facts: Facts): readonly Family[] {
  const wanted = preset.families[facts.task];
  return families.filter((family) => wanted.includes(family.name) && family.settings(facts).length > 0);
}

/** The first settings of each family that is not slow, then the second ones with the first of the slow, and so on: each of these a batch. */
export function portfolioOf(chosen: readonly Family[], facts: Facts): Candidate[][] {
  const batches: Candidate[][] = [];
  for (const family of chosen) {
    for (const [i, params] of family.settings(facts).entries()) {
      const batch = i + (family.later ?? 0);
      while (batches.length <= batch) batches.push([]);
      batches[batch].push(candidateOf(family, facts, params));
    }
  }
  return batches.filter((batch) => batch.length > 0);
}

/** A family with some parameters as a pipeline. */
export function candidateOf(family: Family, { task, roles }: Facts, params: Candidate['params']): Candidate {
  const name = family.predictor(task);
  return { name, params, spec: { name: 'pipeline', params: { steps: [...family.recipe(roles), { name, params }] } } };
}
