/** What a finding is, what a rule reads, and words that several rules share. */
import type { Column } from '../../table/column.ts';
import type { Table } from '../../table/table.ts';
import type { Target } from '../../table/task.ts';
import type { ColumnRole, Role } from '../roles.ts';

/** Something about the data that a person should know. Errors stop training unless their code is allowed. */
export interface Finding {
  /** snake_case. */
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly column?: string;
  /** One or two sentences: what was found and what to do next. Names and counts, never values of rows. */
  readonly message: string;
}

export interface FindingInput {
  readonly table: Table;
  /** One value per row of `table`. */
  readonly target?: Target;
  /** Default: inferred. Columns with the role `excluded` are not looked at. */
  readonly roles?: readonly ColumnRole[];
  readonly timeColumn?: string;
  readonly groupColumn?: string;
  /** Row numbers of training and holdout. */
  readonly split?: { readonly train: Int32Array; readonly holdout: Int32Array };
  /** Rows that were left out because they had no target. */
  readonly targetMissing?: number;
  /** Rows that were left out because they had a target but no time. */
  readonly timeMissing?: number;
  /** For a column, the column that says when its value became known. */
  readonly availableAt?: Readonly<Record<string, string>>;
}

/** The input with roles known. */
export interface RuleInput extends FindingInput {
  readonly roles: readonly ColumnRole[];
  /** The columns that are neither target nor excluded, with their roles. */
  readonly columns: readonly { readonly column: Column; readonly role: Role }[];
}

/** One rule: all findings of one code. Pure; must be fast on 100,000 rows and on 10,000 columns. */
export interface FindingRule {
  readonly code: string;
  find(input: RuleInput): Finding[];
}

/** True for the roles whose features are the values themselves: running text is a feature by its words. */
export function isFeature(role: Role): boolean {
  return role === 'numeric' || role === 'categorical' || role === 'boolean' || role === 'datetime';
}

/** A share as a whole percentage, or "under 1 %". */
export function percent(share: number): string {
  return share > 0 && share < 0.01 ? 'under 1 %' : `${Math.round(share * 100)} %`;
}

/** Up to five names, quoted. */
export function quoted(names: readonly string[]): string {
  const most = 5;
  const shown = names.slice(0, most).map((name) => `"${name}"`);
  return names.length > most ? `${shown.join(', ')} and ${names.length - most} more` : shown.join(', ');
}
