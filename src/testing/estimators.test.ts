/** The conformance suite over every listed estimator. */
import { describe, it } from 'vitest';
import '../estimators/index.ts';
import { linearRecipe } from '../estimators/preprocess/recipes.ts';
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

const pipelineOf = (recipe: typeof linearRecipe, name: string, params = {}) => ({
  steps: [...recipe(roles), { name, params }],
});

/** Estimators that need parameters; the others are checked with their defaults. */
const options: Record<string, EstimatorCheckOptions[]> = {
  pipeline: [
    { params: pipelineOf(linearRecipe, 'logistic'), tasks: ['binary', 'multiclass'] },
    { params: pipelineOf(linearRecipe, 'ridge'), tasks: ['regression'] },
  ],
  select_columns: [{ params: { columns: roles } }],
  elastic_net: [{ params: { alpha: 0.05 } }],
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
