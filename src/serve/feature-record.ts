/** What the prediction log keeps of a row: its feature values, and a hash that is equal exactly when they are. */
import { compareCodeUnits } from '../core/canonical-json.ts';
import { sha256 } from '../core/hash.ts';
import { type Column, cell } from '../table/column.ts';
import { findColumn, type Table } from '../table/table.ts';
import type { Signature } from '../table/task.ts';

/** The features of one row. */
export interface FeatureRecord {
  /** By column name; instants as ISO-8601 text. No prototype, so that a column may have any name. */
  readonly features: Readonly<Record<string, number | string | boolean | null>>;
  /** SHA-256 of the features' canonical JSON; -0 counts as 0. */
  readonly featuresHash: string;
  /** About how many characters the features take in the log. */
  readonly size: number;
}

/** Makes the function that gives the record of a row of `table`; inputs that the table lacks are left out. */
export function featureRecords({ inputs }: Pick<Signature, 'inputs'>, table: Table): (row: number) => FeatureRecord {
  const columns = inputs.map(({ name }) => findColumn(table, name)).filter((column): column is Column => !!column);
  columns.sort((a, b) => compareCodeUnits(a.name, b.name));
  const keys = columns.map(({ name }, i) => `${i === 0 ? '' : ','}${JSON.stringify(name)}:`);
  return (row) => {
    const features: Record<string, number | string | boolean | null> = Object.create(null);
    let json = '{';
    for (let i = 0; i < columns.length; i++) {
      const value = cell(columns[i], row);
      features[columns[i].name] = value;
      json += keys[i] + (typeof value === 'string' ? JSON.stringify(value) : String(value));
    }
    return { features, featuresHash: sha256(`${json}}`), size: json.length };
  };
}
