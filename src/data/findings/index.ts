/** The rules that look for trouble in data, and the function that applies them. */
import { ModelwrightError } from '../../core/errors.ts';
import { inferRoles } from '../roles.ts';
import { classImbalance } from './class-imbalance.ts';
import { constantColumn } from './constant-column.ts';
import { dateLike } from './date-like.ts';
import { duplicateRows } from './duplicate-rows.ts';
import type { Finding, FindingInput, FindingRule } from './finding.ts';
import { futureValue } from './future-value.ts';
import { highMissing } from './high-missing.ts';
import { idLike } from './id-like.ts';
import { mixedTypes } from './mixed-types.ts';
import { rareClass } from './rare-class.ts';
import { suspiciousScore } from './suspicious-score.ts';
import { targetConstant } from './target-constant.ts';
import { targetCopy } from './target-copy.ts';
import { targetMissing } from './target-missing.ts';
import { textLike } from './text-like.ts';
import { unseenCategories } from './unseen-categories.ts';

export type { Finding, FindingInput, FindingRule } from './finding.ts';

/** Every rule, in the order in which its findings are told. */
export const findingRules: readonly FindingRule[] = [
  targetConstant,
  targetCopy,
  futureValue,
  targetMissing,
  suspiciousScore,
  classImbalance,
  rareClass,
  duplicateRows,
  unseenCategories,
  highMissing,
  mixedTypes,
  dateLike,
  textLike,
  idLike,
  constantColumn,
];

/** Columns named for one code; the rest is counted. */
const mostPerCode = 10;
const severities: readonly Finding['severity'][] = ['error', 'warning', 'info'];

/**
 * Applies every rule. Errors come first, then warnings, then what is only told; within these in the order of the rules and columns.
 *
 * @throws SHAPE_MISMATCH when the target does not have one value per row.
 */
export function dataFindings(input: FindingInput): Finding[] {
  const { table, target } = input;
  if (target && target.values.length !== table.nRows) {
    const value = `${target.values.length} and ${table.nRows}`;
    throw new ModelwrightError('SHAPE_MISMATCH', { what: 'findings', law: 'one target per row', value });
  }
  const { timeColumn, groupColumn } = input;
  const roles = input.roles ?? inferRoles(table, { target: target?.name, timeColumn, groupColumn });
  const roleOf = new Map(roles.map(({ name, role }) => [name, role]));
  const columns = table.columns
    .map((column) => ({ column, role: roleOf.get(column.name) ?? 'excluded' }))
    .filter(({ column, role }) => role !== 'target' && role !== 'excluded' && column.name !== target?.name);
  const found = findingRules.map((rule) => rule.find({ ...input, roles, columns }));
  const copies = new Set(
    found
      .flat()
      .filter(({ code }) => code === 'target_copy')
      .map(({ column }) => column),
  );
  const told = found.map((findings) =>
    findings.filter(({ code, column }) => code !== 'suspicious_score' || !copies.has(column)),
  );
  return severities.flatMap((severity) =>
    told.flatMap((findings) => shortened(findings.filter((finding) => finding.severity === severity))),
  );
}

function shortened(findings: readonly Finding[]): Finding[] {
  if (findings.length <= mostPerCode) return [...findings];
  const { code, severity } = findings[0];
  const rest = findings.length - mostPerCode;
  const message = `The same holds for ${rest} more columns.`;
  return [...findings.slice(0, mostPerCode), { code, severity, message }];
}
