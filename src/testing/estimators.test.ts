/** The conformance suite over every listed estimator. */
import { describe, it } from 'vitest';
import '../estimators/index.ts';
import { linearRecipe, treeRecipe } from '../estimators/preprocess/recipes.ts';
import { listEstimators } from '../estimators/registry.ts';
import { type EstimatorCheckOptions, estimatorChecks } from './estimators.ts';

const roles = [
  { name: 'first', role: 'numeric' },
  { name: 'second', role: 'numeric' },
  { name: 'group', role: 'categorical' },
  { name: 'noise', role: 'categorical' },
  { name: 'flag', role: 'boolean' },
  { name: 'when', role: 'datetime' },
] as const;

const withText = [...roles, { name: 'note', role: 'text' }] as const;

const pipelineOf = (recipe: typeof linearRecipe, name: string, params = {}) => ({
  steps: [...recipe(roles), { name, params }],
});

const membersOf = (linear: string, tree: string) => [
  { name: 'pipeline', params: pipelineOf(linearRecipe, linear) },
  { name: 'pipeline', params: pipelineOf(treeRecipe, tree, { nEstimators: 30, earlyStoppingRounds: 10 }) },
];
const members = (linear: string, tree: string) =>
  membersOf(linear, tree).map((estimator, i) => ({ estimator, weight: i + 1 }));
const stackOf = (linear: string, tree: string) => ({ members: membersOf(linear, tree), folds: 3 });

/** Estimators that need parameters; the others are checked with their defaults. */
const options: Record<string, EstimatorCheckOptions[]> = {
  pipeline: [
    { params: pipelineOf(linearRecipe, 'logistic'), tasks: ['binary', 'multiclass'] },
    { params: pipelineOf(linearRecipe, 'ridge'), tasks: ['regression'] },
    { params: { steps: [...linearRecipe(withText), { name: 'logistic' }] }, tasks: ['multiclass'] },
    {
      params: { steps: [...treeRecipe(withText), { name: 'gbdt', params: { nEstimators: 20 } }] },
      tasks: ['regression'],
    },
  ],
  mlp: [{ params: {} }, { params: { batchNorm: true, dropout: 0.1 } }],
  voting: [
    { params: { members: members('ridge', 'gbdt') }, tasks: ['regression'] },
    { params: { members: members('logistic', 'gbdt'), folds: 3 }, tasks: ['binary', 'multiclass'] },
  ],
  stacking: [
    { params: { ...stackOf('ridge', 'gbdt'), final: { name: 'ridge' } }, tasks: ['regression'] },
    { params: { ...stackOf('logistic', 'gbdt'), final: { name: 'logistic' } }, tasks: ['binary', 'multiclass'] },
  ],
  calibrated: [{ params: { estimator: membersOf('logistic', 'gbdt')[1], method: 'platt', folds: 3 } }],
  thresholded: [
    { params: { estimator: membersOf('logistic', 'gbdt')[0], folds: 3 } },
    {
      params: { estimator: membersOf('logistic', 'gbdt')[1], rule: { by: 'threshold', threshold: 0.3 } },
      tasks: ['binary'],
    },
  ],
  group_thresholded: [
    {
      params: {
        estimator: membersOf('logistic', 'gbdt')[0],
        rule: { columns: ['group'], groups: [{ values: ['north'], threshold: 0.2 }], otherwise: 0.4 },
      },
      tasks: ['binary'],
    },
  ],
  conformal: [
    { params: { estimator: membersOf('ridge', 'gbdt')[0], folds: 3 }, tasks: ['regression'] },
    { params: { estimator: membersOf('logistic', 'gbdt')[0], folds: 3 }, tasks: ['binary', 'multiclass'] },
  ],
  chain: [
    { params: { steps: [...linearRecipe(roles), { name: 'gaussian_mixture', params: { covariance: 'diag' } }] } },
    { params: { steps: [...linearRecipe(withText), { name: 'outlier_detector' }] } },
  ],
  outlier_detector: [{}, { params: { members: [{ name: 'robust_z' }, { name: 'lof' }], maxRows: 100 } }],
  select_columns: [{ params: { columns: roles } }, { params: { columns: withText } }],
  elastic_net: [{ params: { alpha: 0.05 } }],
  // On tables without interactions: what noise gains is added.
  interactions: [{ params: { alpha: 1e6 } }],
};

describe.each(listEstimators().map((definition) => [definition.name, definition] as const))(
  '%s',
  (name, definition) => {
    for (const option of options[name] ?? [{}]) {
      for (const check of estimatorChecks(definition, option)) {
        it(check.name, async (context) => {
          const reason = await check.run();
          if (reason !== undefined) context.skip(reason);
        });
      }
    }
  },
);
