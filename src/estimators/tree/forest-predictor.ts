/** What the definitions of forests have in common. */
import type { z } from 'zod';
import { type Task, tasks } from '../../table/task.ts';
import { checkColumns, selectFeatures } from '../check-input.ts';
import type { EstimatorDefinition, PredictorDefinition, SearchSpace } from '../estimator.ts';
import { fitForest } from './fit-forest.ts';
import type { ForestParams } from './forest-params.ts';
import { type ForestState, forestRowPredictor, forestState, predictForest } from './forest-state.ts';

export interface ForestKind<Params> {
  readonly name: string;
  readonly description: string;
  readonly params: z.ZodType<Params>;
  readonly searchSpace: SearchSpace;
  /** Thresholds are drawn. */
  readonly randomSplits: boolean;
  /** Columns are visited in random order, which decides between equally good splits. */
  readonly shuffled: boolean;
  /** All parameters of a forest. */
  complete(params: Params): ForestParams;
}

/** The definition of a kind of forest. */
export function forestPredictor<Params>(kind: ForestKind<Params>): PredictorDefinition<Params, ForestState> {
  const definition: PredictorDefinition<Params, ForestState> = {
    kind: 'predictor',
    name: kind.name,
    version: 1,
    description: kind.description,
    tasks: tasks as readonly Task[],
    tags: { allowsMissing: true, sampleWeight: 'exact', categorical: true, usesRng: true, heavy: true },
    params: kind.params,
    state: forestState,
    searchSpace: kind.searchSpace,
    fit: (input, params, ctx) => fitForest(input, kind.complete(params), ctx, kind),
    predict(state, X) {
      const selected = selectFeatures(X, state.features, kind.name);
      checkColumns(definition as EstimatorDefinition, selected);
      return predictForest(state, selected);
    },
    rowPredictor: forestRowPredictor,
    importance: ({ features, importance }) => features.map((feature, j) => ({ feature, share: importance[j] })),
  };
  return definition;
}
