/** Columns that transformers add under fixed names. */
import { ModelwrightError } from '../core/errors.ts';
import { findColumn, type Table } from '../table/table.ts';

/** @throws VALUE_INVALID when the training table has a column of one of the names, which would be replaced. */
export function refuseColumns(X: Table, names: readonly string[], estimator: string): void {
  const taken = names.find((name) => findColumn(X, name));
  if (taken === undefined) return;
  const what = `column "${taken}" for ${estimator}`;
  throw new ModelwrightError('VALUE_INVALID', { what, law: 'another name', value: 'the name of an added column' });
}
