/** Rows that come one at a time without a table: the same answers as rows of a table. */
import assert from 'node:assert/strict';
import type { FittedEstimator, PredictorDefinition, TransformerDefinition } from '../../estimators/estimator.ts';
import { predictWith, transformWith } from '../../estimators/fit.ts';
import { readCells, roomFor, roomToSay, rowColumns } from '../../estimators/single-row/row-cells.ts';
import { cell } from '../../table/column.ts';
import { columnOf, type Table, tableOf, takeRows } from '../../table/table.ts';
import type { Task } from '../../table/task.ts';
import type { Check } from '../check.ts';
import { assertSameBytes, dataFor, type EstimatorSubject, fitSubject } from '../estimator-subject.ts';
import { strange } from './strange-columns.ts';

/** Rows that are compared. */
const mostRows = 40;

export function singleRowChecks(subject: EstimatorSubject, task: Task): Check[] {
  const { definition } = subject;
  return [
    {
      name: 'answers a row without a table as with one, to the bit',
      run() {
        const offers = definition.kind === 'transformer' ? definition.rowStep : definition.rowPredictor;
        if (!offers) return 'takes rows as tables';
        const input = dataFor(subject, task);
        const fitted = fitSubject(subject, input);
        const changed = definition.tags.rawColumns
          ? strange.map(([, change]) => takeRows(tableOf(input.X.columns.map(change)), [0, 1]))
          : [];
        for (const X of [input.X, ...changed]) {
          for (let row = 0; row < Math.min(mostRows, X.nRows); row++) {
            const alone = takeRows(X, [row]);
            if (definition.kind === 'transformer') checkStep(definition, fitted, alone);
            else checkPredictor(definition, fitted, alone);
          }
        }
        return undefined;
      },
    },
  ];
}

function checkStep(definition: TransformerDefinition, fitted: FittedEstimator, alone: Table): void {
  let nPlaces = alone.columns.length;
  const step = definition.rowStep!(fitted.state, rowColumns(alone), () => nPlaces++);
  assert.ok(step, 'rows of the training columns must be taken');
  const cells = roomFor(nPlaces);
  readCells(alone, cells);
  step.write(cells);
  const expected = transformWith(fitted, alone).columns;
  const shape = ({ name, kind }: { readonly name: string; readonly kind: string }) => `${kind} ${name}`;
  assert.deepEqual(step.columns.map(shape), expected.map(shape), 'columns behind the step');
  for (const [i, column] of expected.entries()) {
    const { place } = step.columns[i];
    const found = column.kind === 'string' ? cells.texts[place] : cells.numbers[place];
    // Truth is 1 and 0 in a row.
    const value = column.kind === 'string' ? cell(column, 0) : column.values[0];
    const missing = column.kind === 'boolean' && value === -1;
    assert.ok(Object.is(found, missing ? Number.NaN : value), `column ${column.name} must be equal to the bit`);
  }
}

function checkPredictor(definition: PredictorDefinition, fitted: FittedEstimator, alone: Table): void {
  const predictor = definition.rowPredictor!(fitted.state);
  assert.ok(predictor, 'rows of numbers must be taken');
  const numbers = predictor.features.map((name) => {
    const column = columnOf(alone, name);
    assert.ok(column.kind === 'number', 'a predictor of rows reads numbers');
    return column.values[0];
  });
  const said = roomToSay(predictor);
  // What an earlier row said must not show.
  said.fill(Number.NaN);
  predictor.say(Float64Array.from(numbers), said);
  const { values, probabilities = [] } = predictWith(fitted, alone);
  assert.equal(predictor.nClasses, probabilities.length, 'classes of a row without a table');
  const expected = predictor.nClasses === 0 ? values : Float64Array.from(probabilities, ([p]) => p);
  assertSameBytes({ said }, { said: expected }, 'a row without a table');
}
