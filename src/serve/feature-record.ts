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
  /** SHA-256 of the features' canonical JSON; -0 counts as 0, infinities have their names. */
  readonly featuresHash: string;
  /** The features as JSON; absent where JSON would change a number. */
  readonly featuresText?: string;
  /** About how many characters the features take in the log. */
  readonly size: number;
}

/** For a table, the function that gives the record of a row. Inputs that the table lacks are left out. */
export type FeatureReader = (table: Table) => (row: number) => FeatureRecord;

/** Makes the reader of a signature's features. */
export function compileFeatureReader({
  inputs,
}: {
  readonly inputs: readonly Pick<Signature['inputs'][number], 'name'>[];
}): FeatureReader {
  const known = inputs
    .map(({ name }, place) => ({ name, place, key: `${JSON.stringify(name)}:` }))
    .sort((a, b) => compareCodeUnits(a.name, b.name));
  return (table) => {
    const columns: Column[] = [];
    const keys: string[] = [];
    for (const { name, place, key } of known) {
      // Rows of requests have the signature's order already.
      const expected = table.columns[place];
      const column = expected?.name === name ? expected : findColumn(table, name);
      if (!column) continue;
      keys.push(columns.length === 0 ? key : `,${key}`);
      columns.push(column);
    }
    return (row) => recordOf(columns, keys, row);
  };
}

function recordOf(columns: readonly Column[], keys: readonly string[], row: number): FeatureRecord {
  const features: Record<string, number | string | boolean | null> = Object.create(null);
  let json = '{';
  let isPlain = true;
  for (let i = 0; i < columns.length; i++) {
    const value = cell(columns[i], row);
    features[columns[i].name] = value;
    json += keys[i] + (typeof value === 'string' ? JSON.stringify(value) : String(value));
    isPlain &&= typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0));
  }
  json += '}';
  return { features, featuresHash: sha256(json), ...(isPlain && { featuresText: json }), size: json.length };
}
