/** The predict function of an exported module. Carried inside exported modules; everything else there hangs on it. */
import { answerOf } from './decided.ts';
import { compileModel } from './outputs.ts';
import type { Metadata, ModulePlan } from './plan.ts';
import { type RowSlots, readRow } from './read-row.ts';
import { RowError } from './row-error.ts';
import { compileStep } from './steps.ts';

/** One row: a value for each input column, null where it is missing; instants as ISO-8601 text. */
export type ModuleRow = Readonly<Record<string, number | string | boolean | null>>;

/** What the model says about one row. */
export interface ModuleAnswer {
  readonly prediction: string | number;
  /** By class; absent for regression. */
  readonly probabilities?: Readonly<Record<string, number>>;
}

/** What the model says about a list of rows, one entry per row. */
export interface ModuleAnswers {
  readonly predictions: readonly (string | number)[];
  readonly probabilities?: readonly Readonly<Record<string, number>>[];
}

export interface Predict {
  /** @throws RowError */
  (row: ModuleRow): ModuleAnswer;
  /** @throws RowError */
  (rows: readonly ModuleRow[]): ModuleAnswers;
}

/** The predict function of a plan. It keeps no row: each call starts from nothing. */
export function predictorOf({ inputs, target }: Metadata, plan: ModulePlan): Predict {
  const steps = plan.steps.map(compileStep);
  const outputsOf = compileModel(plan.model);
  const answerFor = answerOf(plan.rule);
  const slots: RowSlots = { numbers: new Float64Array(plan.nSlots), texts: new Array(plan.nSlots).fill(null) };
  const { classes } = target;

  const answer = (given: unknown, row: number): ModuleAnswer => {
    readRow(given, row, inputs, slots);
    for (const step of steps) step(slots);
    const outputs = outputsOf(slots, row);
    if (classes.length === 0) {
      if (!Number.isFinite(outputs[0])) throw notFinite(outputs[0], row);
      return { prediction: outputs[0] };
    }
    // Without prototype, so that a class may have any text as its name.
    const probabilities: Record<string, number> = Object.create(null);
    for (let code = 0; code < classes.length; code++) probabilities[classes[code]] = outputs[code];
    return { prediction: classes[answerFor(outputs, slots.numbers)], probabilities };
  };

  return ((given: unknown) => {
    if (!Array.isArray(given)) return answer(given, 0);
    const answers = given.map(answer);
    const predictions = answers.map(({ prediction }) => prediction);
    if (classes.length === 0) return { predictions };
    return { predictions, probabilities: answers.map(({ probabilities }) => probabilities) };
  }) as Predict;
}

function notFinite(value: number, row: number): RowError {
  const what = `prediction of row ${row}`;
  const message = `${what}: expected a finite number, got ${value}`;
  return new RowError('VALUE_INVALID', message, { what, law: 'a finite number', value: String(value) });
}
