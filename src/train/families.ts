/** The kinds of models that a search tries: how each prepares columns, where it begins, and how much of the search is its own. */
import type { EstimatorSpec } from '../estimators/estimator.ts';
import { linearRecipe, treeRecipe } from '../estimators/index.ts';
import type { Task } from '../table/task.ts';
import type { Facts } from './facts.ts';
import type { FeatureRole } from './features.ts';
import type { Preset } from './preset.ts';
import {
  additive,
  balanced,
  boosted,
  drawn,
  early,
  gentleNetwork,
  multiplying,
  networks,
  overMany,
  patient,
  piecedNetwork,
  type Settings,
  smallBoosting,
  withDrawnSteps,
} from './starting-settings.ts';
import { isLong, isWide, pieces, suitNeighbours, suitNetworks, suitPairs, suitPieces } from './suitability.ts';

/** A kind of model: its settings to begin with, and what the search varies around the first of them. */
export interface Family {
  readonly name: string;
  readonly predictor: (task: Task) => string;
  readonly recipe: (roles: readonly FeatureRole[]) => EstimatorSpec[];
  readonly settings: (facts: Facts) => readonly Settings[];
  /** Its settings with some of them drawn by the search; absent: these in the place of those. */
  readonly vary?: (base: Settings, drawn: Settings) => Settings;
  /** Share of the search after the portfolio, beside the other families that search; 0: nothing to gain. */
  readonly share: number;
  /**
   * Slow: so many batches after the first, so that a first fold tells whether the others are worth their time, and that the time,
   * where it is short, goes to those that gain most.
   */
  readonly later?: (facts: Facts) => number;
  /** Whether its candidates take next to nothing, whatever the rows. */
  readonly isQuick?: (task: Task) => boolean;
}

/** Columns of many categories by the target, where a model would know the most frequent categories alone. */
const encoded = { encodeByTarget: true };
/** The same for networks, which bring columns to scale themselves. */
const unscaled = { ...encoded, standardised: false };

const families: readonly Family[] = [
  {
    name: 'boosting',
    predictor: () => 'gbdt',
    recipe: (roles) => treeRecipe(roles, encoded),
    settings: (facts) => [
      ...(facts.task === 'regression' ? [boosted(facts), drawn(facts)] : [drawn(facts), boosted(facts)]),
      ...multiplying(facts),
      { ...boosted(facts), numLeaves: 8, featureFraction: 0.7, subsample: 0.8, minChildSamples: 10 },
      { ...drawn(facts), numLeaves: 16, featureFraction: 0.5 },
      ...(facts.nClasses > 3 ? [] : patient),
      ...balanced(facts),
    ],
    vary: withDrawnSteps,
    share: 2,
  },
  {
    name: 'forests',
    predictor: () => 'random_forest',
    recipe: treeRecipe,
    settings: ({ task }) => [{ nEstimators: 80, minSamplesLeaf: task === 'regression' ? 3 : 2, maxFeatures: 'sqrt' }],
    share: 0,
    later: (facts) => (isLong(facts) ? 3 : 0),
  },
  {
    name: 'forests',
    predictor: () => 'extra_trees',
    recipe: treeRecipe,
    settings: ({ task }) =>
      [task === 'regression' ? 0.5 : 'sqrt', 'all'].map((maxFeatures) => ({
        nEstimators: 80,
        minSamplesLeaf: 2,
        maxFeatures,
      })),
    share: 0,
    later: (facts) => (isLong(facts) ? 3 : 0),
  },
  {
    name: 'networks',
    predictor: () => 'mlp',
    recipe: (roles) => linearRecipe(roles, unscaled),
    settings: (facts) => (suitNetworks(facts) ? networks(facts) : []),
    share: 1,
    later: (facts) => (isLong(facts) ? 2 : 1),
  },
  {
    name: 'networks',
    predictor: () => 'mlp',
    recipe: (roles) => linearRecipe(roles, { ...unscaled, pieces }),
    settings: (facts) => (suitNetworks(facts) && suitPieces(facts) ? [piecedNetwork(facts)] : []),
    share: 1,
    later: () => 1,
  },
  {
    name: 'networks',
    predictor: () => 'mlp',
    recipe: (roles) => linearRecipe(roles, { ...unscaled, normalScores: true }),
    settings: (facts) => (suitNetworks(facts) ? [gentleNetwork] : []),
    share: 0,
    later: (facts) => (isLong(facts) ? 3 : 2),
  },
  {
    name: 'linear',
    predictor: (task) => (task === 'regression' ? 'ridge' : 'logistic'),
    recipe: (roles) => linearRecipe(roles, encoded),
    settings: ({ nClasses }) => [nClasses > 2 ? early : {}],
    share: 1,
    isQuick: (task) => task === 'regression',
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
    settings: (facts) => (facts.nClasses > 2 || !suitPieces(facts) ? [] : [overMany(facts)]),
    share: 0,
    later: (facts) => (isLong(facts) ? 1 : 0),
  },
  {
    name: 'linear with interactions',
    predictor: (task) => (task === 'regression' ? 'ridge' : 'logistic'),
    recipe: (roles) => linearRecipe(roles, { ...encoded, pieces, interactions: true }),
    settings: (facts) => (facts.nClasses > 2 || !suitPairs(facts) ? [] : [overMany(facts)]),
    share: 0,
    later: (facts) => (isLong(facts) ? 3 : 1),
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
    settings: (facts) => (suitNeighbours(facts) ? [{ k: 15, weights: 'distance' }] : []),
    share: 0,
  },
  {
    name: 'bayes',
    predictor: () => 'naive_bayes',
    recipe: treeRecipe,
    settings: () => [{}],
    share: 0,
    isQuick: () => true,
  },
  {
    name: 'additive',
    predictor: () => 'gbdt',
    recipe: treeRecipe,
    settings: () => [additive],
    share: 0,
  },
  {
    name: 'small boosting',
    predictor: () => 'gbdt',
    recipe: treeRecipe,
    settings: () => [smallBoosting],
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
