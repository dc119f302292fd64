/** Logged predictions as tables: what the model saw, what it answered, and what turned out to be true. */
import { ModelwrightError } from '../core/errors.ts';
import { numberFromText } from '../data/number-text.ts';
import { findClass } from '../data/target-classes.ts';
import { instantFromText } from '../estimators/preprocess/calendar.ts';
import type { PredictionEvent } from '../store/predictions/prediction-log.ts';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn } from '../table/build.ts';
import type { Column } from '../table/column.ts';
import { type Table, tableOf } from '../table/table.ts';
import type { InputColumn, Predictions, Signature, Task } from '../table/task.ts';
import type { Outcomes } from './judge-performance.ts';

/** The logged features as a table with the columns of the signature. What is absent, or of another type, is missing. */
export function tableOfEvents(events: readonly PredictionEvent[], { inputs }: Pick<Signature, 'inputs'>): Table {
  return tableOf(
    inputs.map((input) => columnOfEvents(events, input)),
    events.length,
  );
}

function columnOfEvents(events: readonly PredictionEvent[], { name, type }: InputColumn): Column {
  const values = events.map(({ features }) => (Object.hasOwn(features, name) ? features[name] : null));
  switch (type) {
    case 'number':
    case 'integer':
      return numberColumn(
        name,
        values.map((value) => (typeof value === 'number' ? value : null)),
      );
    case 'boolean':
      return booleanColumn(
        name,
        values.map((value) => (typeof value === 'boolean' ? value : null)),
      );
    case 'datetime':
      return datetimeColumn(name, values.map(instantOf));
    case 'string':
      return stringColumn(
        name,
        values.map((value) => (typeof value === 'string' ? value : null)),
      );
  }
}

/** Instants are logged as ISO-8601 text, or as milliseconds since 1970. */
function instantOf(value: number | string | boolean | null): number | null {
  if (typeof value === 'string') return instantFromText(value);
  return typeof value === 'number' ? value : null;
}

/**
 * The logged answers in the form that metrics read.
 *
 * @throws VALUE_INVALID when an answer is not one of the classes (of another version, say).
 */
export function predictionsOfEvents(events: readonly PredictionEvent[], { classes }: Signature['target']): Predictions {
  if (classes.length === 0) return { values: Float64Array.from(events, ({ prediction }) => Number(prediction)) };
  const place = new Map(classes.map((text, code) => [text, code]));
  const values = Float64Array.from(events, ({ prediction }) => place.get(String(prediction)) ?? Number.NaN);
  const odd = values.reduce((count, value) => (Number.isNaN(value) ? count + 1 : count), 0);
  if (odd > 0) {
    const value = `${odd} of ${events.length} that are not`;
    throw new ModelwrightError('VALUE_INVALID', {
      what: 'logged predictions',
      law: 'one of the classes of the model',
      value,
    });
  }
  if (!events.every(({ probabilities }) => probabilities)) return { values };
  const probabilities = classes.map((text) => Float64Array.from(events, (event) => event.probabilities![text] ?? 0));
  return { values, probabilities };
}

/**
 * The events whose label is known, as truth and predictions. Labels match classes as texts, then apart from case, then as numbers.
 *
 * @param labels by prediction id.
 * @returns `unmatched`: labels that are no class of the model, or no number; they are left out.
 */
export function outcomesOfEvents(
  events: readonly PredictionEvent[],
  labels: ReadonlyMap<string, { readonly label: string | number }>,
  target: Signature<Task>['target'],
): { outcomes: Outcomes; unmatched: number } {
  const codes = new Map<string, number>();
  const codeOf = (text: string): number => {
    let code = codes.get(text);
    if (code === undefined) {
      const found = findClass(target.classes, text);
      code = found === undefined ? Number.NaN : target.classes.indexOf(found);
      codes.set(text, code);
    }
    return code;
  };
  const known: PredictionEvent[] = [];
  const truth: number[] = [];
  let unmatched = 0;
  for (const event of events) {
    const label = labels.get(event.predictionId)?.label;
    if (label === undefined) continue;
    const value = target.task === 'regression' ? numberFromText(String(label)) : codeOf(String(label));
    if (Number.isNaN(value)) {
      unmatched++;
      continue;
    }
    known.push(event);
    truth.push(value);
  }
  const { task, classes } = target;
  const predictions = predictionsOfEvents(known, target);
  return { outcomes: { task, classes, yTrue: Float64Array.from(truth), predictions }, unmatched };
}
