/**
 * The conformance suite of estimators, chosen by tags and independent of the test runner:
 *
 *     for (const check of estimatorChecks(definition)) test(check.name, async () => { await check.run(); });
 */
import type { EstimatorDefinition } from '../estimators/estimator.ts';
import type { Task } from '../table/task.ts';
import type { Check } from './check.ts';
import { answerChecks } from './estimator-checks/answers.ts';
import { fitChecks } from './estimator-checks/fits.ts';
import { paramChecks } from './estimator-checks/params.ts';
import { shapeChecks } from './estimator-checks/shapes.ts';
import { singleRowChecks } from './estimator-checks/single-rows.ts';
import { threadChecks } from './estimator-checks/threads.ts';
import { weightChecks } from './estimator-checks/weights.ts';
import type { EstimatorSubject } from './estimator-subject.ts';

export interface EstimatorCheckOptions {
  /** Parameters for every fit, for an estimator whose defaults cannot work on a small table. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Fewer tasks than the definition has, for an estimator whose parameters decide the task. */
  readonly tasks?: readonly Task[];
}

/** All checks of a registered definition. Each runs alone; a text that `run` returns says why a check does not apply. */
export function estimatorChecks(definition: EstimatorDefinition, options: EstimatorCheckOptions = {}): Check[] {
  const own: readonly Task[] = definition.kind === 'predictor' ? definition.tasks : ['regression'];
  const subject: EstimatorSubject = { definition, params: options.params ?? {}, tasks: options.tasks ?? own };
  const perTask = [fitChecks, answerChecks, singleRowChecks, shapeChecks, weightChecks, threadChecks];
  return [
    ...paramChecks(subject),
    ...subject.tasks.flatMap((task) =>
      perTask.flatMap((checks) => checks(subject, task)).map((check) => ({ ...check, name: `${task}: ${check.name}` })),
    ),
  ];
}
