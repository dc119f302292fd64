/** The table of a training without a target: its features, its trouble, and which rows are set aside. */
import { ModelwrightError } from '../../core/errors.ts';
import { isFeature } from '../../data/findings/finding.ts';
import { dataFindings, type Finding } from '../../data/findings/index.ts';
import { type ColumnRole, inferRoles } from '../../data/roles.ts';
import { splitHoldout } from '../../data/split.ts';
import { createRng } from '../../math/philox.ts';
import { columnOf, select, type Table } from '../../table/table.ts';
import type { UnlabelledTask } from '../../table/task.ts';
import type { FeatureRole } from '../features.ts';
import { holdoutMinRows } from '../split-off.ts';
import type { UnlabelledRequest } from './request.ts';

export interface PreparedRows {
  readonly task: UnlabelledTask;
  readonly table: Table;
  readonly roles: readonly ColumnRole[];
  readonly features: readonly FeatureRole[];
  /** The columns that are learned from, of all rows. */
  readonly inputs: Table;
}

/** Fewer rows have neither usual places nor groups. */
const leastRows = 10;

/**
 * Finds the features. Pure: the same table and request give the same answer, so that reproducing can start from a snapshot.
 * Running text is left out, for distances between documents say little beside those of numbers.
 *
 * @throws ROWS_TOO_FEW below 10 rows; COLUMN_NOT_FOUND for a name that is none; VALUE_INVALID when no column is left to learn from.
 */
export function prepareRows(table: Table, request: UnlabelledRequest): PreparedRows {
  const { task, idColumns, exclude, keep, labelColumn, plan } = request;
  const label = labelColumn === undefined ? [] : [labelColumn];
  for (const name of [...idColumns, ...exclude, ...keep, ...label]) columnOf(table, name, `source "${plan.source}"`);
  const needed = Math.max(leastRows, 2 * (request.clusters ?? 0));
  if (table.nRows < needed) {
    throw new ModelwrightError('ROWS_TOO_FEW', { what: `training (task ${task})`, needed, rows: table.nRows });
  }
  const derived = plan.derive.flatMap(({ sources }) => sources).filter((name) => !keep.includes(name));
  const roles = inferRoles(table, { idColumns, exclude: [...exclude, ...label, ...derived] });
  const features = roles.flatMap(({ name, role }): FeatureRole[] =>
    isFeature(role) ? [{ name, role: role as FeatureRole['role'] }] : [],
  );
  if (features.length === 0) {
    const unused = roles.map(({ name, role }) => `${name} (${role})`).join(', ');
    throw new ModelwrightError('VALUE_INVALID', { what: 'features', law: 'at least one usable column', value: unused });
  }
  const inputs = select(
    table,
    features.map(({ name }) => name),
  );
  return { task, table, roles, features, inputs };
}

/**
 * What is odd about the data, stopping at error level unless the request allows the code.
 *
 * @throws FINDINGS_STOP
 */
export function findingsOf({ table, roles }: PreparedRows, { allow }: UnlabelledRequest): Finding[] {
  const findings = dataFindings({ table, roles });
  const stopping = findings.filter(({ severity, code }) => severity === 'error' && !allow.includes(code));
  if (stopping.length > 0) {
    const codes = stopping.map(({ code, column }) => (column === undefined ? code : `${code} (${column})`)).join(', ');
    throw new ModelwrightError('FINDINGS_STOP', { count: stopping.length, codes, findings: stopping });
  }
  const texts = roles
    .filter(({ role }) => role === 'text')
    .map(({ name }): Finding => {
      const message = `Column "${name}" is running text and is left out: without a target there is nothing to say which words matter.`;
      return { code: 'text_left_out', severity: 'info', column: name, message };
    });
  return [...findings, ...texts];
}

/** Row numbers of training and holdout, ascending; a fifth is held out from 2,000 rows on, and rows with equal features stay together. */
export function splitRows({ inputs }: PreparedRows, seed: number): { train: Int32Array; holdout: Int32Array } {
  const { nRows } = inputs;
  const rows = Int32Array.from({ length: nRows }, (_, row) => row);
  if (nRows < holdoutMinRows) return { train: rows, holdout: new Int32Array(0) };
  return splitHoldout({
    target: { name: '', task: 'regression', values: new Float64Array(nRows), classes: [] },
    table: inputs,
    features: inputs.columns.map(({ name }) => name),
    rng: createRng(seed).split('holdout'),
  });
}
