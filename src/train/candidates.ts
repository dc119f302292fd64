/** The pipelines that a search tries: a few strong defaults first, then random draws from the search spaces. */
import type { EstimatorSpec, PredictorDefinition, SearchRange } from '../estimators/estimator.ts';
import { linearRecipe, treeRecipe } from '../estimators/index.ts';
import { findEstimator } from '../estimators/registry.ts';
import { exp } from '../math/exp.ts';
import { log } from '../math/log.ts';
import type { Rng } from '../math/rng.ts';
import type { Task } from '../table/task.ts';
import type { FeatureRole } from './features.ts';

export interface Candidate {
  /** Wire name of the predictor. */
  readonly name: string;
  /** The predictor's parameters that differ from its defaults. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The whole pipeline. */
  readonly spec: EstimatorSpec;
}

interface Family {
  readonly predictor: string;
  readonly recipe: (roles: readonly FeatureRole[]) => EstimatorSpec[];
}

const linear = (predictor: string): Family => ({ predictor, recipe: linearRecipe });
const boosting: Family = { predictor: 'gbdt', recipe: treeRecipe };

/** Simple before complex: a tie goes to the earlier candidate. */
const families: Record<Task, readonly Family[]> = {
  binary: [linear('logistic'), boosting],
  multiclass: [linear('logistic'), boosting],
  regression: [linear('ridge'), boosting, linear('elastic_net')],
};

/** Of each round of four random candidates, three are boosted trees: they have the most to gain from tuning. */
const treesOfFour = 3;

/** Parameters of the first boosted candidate; the draws vary around them. */
const boostingDefaults = { nEstimators: 500, learningRate: 0.08, earlyStoppingRounds: 30 };

/** A weak penalty to begin with: the estimator's own default suits targets with a spread of about 1. */
const elasticNetDefaults = { alpha: 0.01 };

/**
 * The candidate at a position. It depends on the position and the seed alone, so any number of threads tries the same ones.
 */
export function candidateAt(index: number, task: Task, roles: readonly FeatureRole[], rng: Rng): Candidate {
  const portfolio = families[task];
  if (index < portfolio.length) return candidate(portfolio[index], fixedParams(portfolio[index]), roles);
  const draw = rng.split(`candidate-${index}`);
  const others = portfolio.filter((family) => family !== boosting);
  const position = index - portfolio.length;
  const family = position % 4 < treesOfFour ? boosting : others[draw.integer(others.length)];
  return candidate(family, { ...fixedParams(family), ...drawParams(family.predictor, draw) }, roles);
}

function candidate(family: Family, params: Record<string, unknown>, roles: readonly FeatureRole[]): Candidate {
  const steps = [...family.recipe(roles), { name: family.predictor, params }];
  return { name: family.predictor, params, spec: { name: 'pipeline', params: { steps } } };
}

function fixedParams(family: Family): Record<string, unknown> {
  if (family === boosting) return boostingDefaults;
  return family.predictor === 'elastic_net' ? elasticNetDefaults : {};
}

function drawParams(predictor: string, rng: Rng): Record<string, unknown> {
  const space = (findEstimator(predictor) as PredictorDefinition).searchSpace ?? {};
  return Object.fromEntries(Object.entries(space).map(([name, range]) => [name, drawFrom(range, rng.split(name))]));
}

function drawFrom(range: SearchRange, rng: Rng): unknown {
  if (range.type === 'choice') return range.values[rng.integer(range.values.length)];
  if (range.type === 'int' && !range.log) return range.low + rng.integer(range.high - range.low + 1);
  const u = rng.uniform();
  const value = range.log
    ? exp(log(range.low) + u * (log(range.high) - log(range.low)))
    : range.low + u * (range.high - range.low);
  const drawn = range.type === 'int' ? Math.round(value) : value;
  return Math.min(range.high, Math.max(range.low, drawn));
}
