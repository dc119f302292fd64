/** A loaded model as behavioural tests meet it. */
import { ModelwrightError } from '../core/errors.ts';
import type { LoadedModel } from '../estimators/artifact.ts';
import type { TestedModel } from '../evaluate/behaviour/counted.ts';
import { compileRowReader } from '../serve/row-reader.ts';
import { listed } from '../table/table.ts';

/** Rows of a test may leave inputs out, which are missing then, but name none that the model does not have. */
export function testedModel(model: LoadedModel): TestedModel {
  const { inputs, target } = model.signature;
  const names = inputs.map(({ name }) => name);
  const known = new Set(names);
  const empty = Object.fromEntries(names.map((name) => [name, null]));
  // A changed whole number may have a fraction.
  const read = compileRowReader({
    inputs: inputs.map(({ name, type }) => ({ name, type: type === 'integer' ? 'number' : type })),
  });
  return {
    target,
    inputs: names,
    readRows(rows) {
      for (const row of rows) {
        for (const column of Object.keys(row)) {
          if (known.has(column)) continue;
          throw new ModelwrightError('COLUMN_NOT_FOUND', { column, source: 'the model', available: listed(names) });
        }
      }
      return read(rows.map((row) => ({ ...empty, ...row }))).table;
    },
  };
}
