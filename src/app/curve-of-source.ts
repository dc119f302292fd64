/** The learning curve of a source: read, fitted at growing sizes, drawn. */
import { monotonicMs, stopwatch } from '../core/clock.ts';
import { readTable } from '../data/read.ts';
import { resolveSource } from '../data/source.ts';
import { expectedScore } from '../evaluate/learning-curve.ts';
import { renderLearningCurvePage } from '../evaluate/learning-curve-page.ts';
import type { Task } from '../table/task.ts';
import { learnCurve } from '../train/learning/learn-curve.ts';
import { defaultModelName } from './default-model-name.ts';
import type { OperationContext } from './operation.ts';
import { writeOutput } from './write-output.ts';

export interface CurveRequest {
  readonly source: string;
  readonly target: string;
  readonly task?: Task;
  readonly metric?: string;
  readonly timeColumn?: string;
  readonly groupColumn?: string;
  readonly idColumn: readonly string[];
  readonly exclude: readonly string[];
  readonly derive: readonly string[];
  readonly positiveClass?: string;
  readonly allow: readonly string[];
  readonly budgetMs: number;
  readonly repeats: number;
  readonly factor: number;
  readonly output: string;
  readonly seed: number;
  readonly threads: number;
}

/** Answers with the figures and writes the page whole or not at all. @throws what `learnCurve` does, the errors of reading, OUTPUT_UNWRITABLE */
export async function curveOfSource(request: CurveRequest, context: OperationContext) {
  const elapsed = stopwatch();
  const startedMs = context.startedMs ?? monotonicMs();
  const { source, target, idColumn, derive, output, repeats, factor, ...settings } = request;
  const { onProgress } = context;
  onProgress({ stage: 'read' });
  const plan = await resolveSource(source, { derive: [...derive], textColumns: [target] });
  const table = await readTable(plan, { onProgress });
  const curve = await learnCurve(
    table,
    { ...settings, plan, target, name: defaultModelName(source), idColumns: idColumn, keep: [], preset: 'fast' },
    { ...context, repeats, factor, startedMs },
  );
  const { points, law, gain, metric } = curve;
  const largest = points[points.length - 1].size;
  const expected = expectedScore(law, metric.direction, gain.factor * largest);
  const answer = { source, target, ...curve, expected, output };
  await writeOutput(output, await renderLearningCurvePage({ ...answer, seed: request.seed }));
  return { ...answer, durationMs: Math.round(elapsed()) };
}
