/** Judgements that ask a model as they go, wherever it runs: they yield rows and are handed the predictions. */
import type { Table } from '../../table/table.ts';
import type { Predictions } from '../../table/task.ts';

export type Asked<Judgement> = Generator<Table, Judgement, Predictions>;

/** Answers every question of a judgement. @throws what the judgement and the model throw */
export async function answerAsked<Judgement>(
  asked: Asked<Judgement>,
  predict: (X: Table) => Predictions | Promise<Predictions>,
): Promise<Judgement> {
  let step = asked.next();
  while (!step.done) step = asked.next(await predict(step.value));
  return step.value;
}
