/** What the answers of a model look like, for descriptions: what it says of its golden rows, without the values. */
import type { LoadedModel } from '../estimators/artifact.ts';
import { isUnlabelled } from '../table/task.ts';
import { measuresOf } from './answers.ts';

export interface AnswerShape {
  /** Texts of the classes that are predicted, by code; empty for a model that predicts numbers. */
  readonly classes: readonly string[];
  readonly hasProbabilities: boolean;
  /** What a model without a target says besides. */
  readonly measures: readonly { readonly name: string; readonly type: 'number' | 'boolean' }[];
  /** What it says where a coverage is asked for; absent for a model without a target. */
  readonly region?: 'interval' | 'set';
}

/** The shape of every answer of a model. */
export function answerShape({ golden, signature }: Pick<LoadedModel, 'golden' | 'signature'>): AnswerShape {
  const { target } = signature;
  const { classes } = target;
  const measures = Object.entries(measuresOf([golden.predictions], target) ?? {}).map(([name, values]) => {
    return { name, type: values.some((value) => typeof value === 'boolean') ? 'boolean' : 'number' } as const;
  });
  const region = classes.length > 0 ? 'set' : 'interval';
  return {
    classes,
    hasProbabilities: golden.predictions.probabilities !== undefined,
    measures,
    ...(!isUnlabelled(target.task) && { region }),
  };
}
