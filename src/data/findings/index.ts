/** The rules that look for trouble in data, and the function that applies them. */
import { ModelwrightError } from '../../core/errors.ts';
import { inferRoles } from '../roles.ts';
import { backfilledValue } from './backfilled-value.ts';
import { classImbalance } from './class-imbalance.ts';
import { constantColumn } from './constant-column.ts';
import { dateLike } from './date-like.ts';
import { duplicateRows } from './duplicate-rows.ts';
import type { Finding, FindingInput, FindingRule } from './finding.ts';
import { futureAggregate } from './future-aggregate.ts';
import { futureValue } from './future-value.ts';
import { groupOverlap } from './group-overlap.ts';
import { highMissing } from './high-missing.ts';
import { idLike } from './id-like.ts';
import { idOrder } from './id-order.ts';
import { labelInText } from './label-in-text.ts';
import { missingRevealsTarget } from './missing-reveals-target.ts';
import { mixedTypes } from './mixed-types.ts';
import { nearDuplicates } from './near-duplicates.ts';
import { rareClass } from './rare-class.ts';
import { rowOrder } from './row-order.ts';
import { scaledColumn } from './scaled-column.ts';
import { splitOverlap } from './split-overlap.ts';
import { suspiciousPair } from './suspicious-pair.ts';
import { suspiciousScore } from './suspicious-score.ts';
import { targetConstant } from './target-constant.ts';
import { targetCopy } from './target-copy.ts';
import { targetEncoding } from './target-encoding.ts';
import { targetMissing } from './target-missing.ts';
import { textLike } from './text-like.ts';
import { timeIgnored } from './time-ignored.ts';
import { timeMissing } from './time-missing.ts';
import { unseenCategories } from './unseen-categories.ts';

export type { Finding, FindingInput, FindingRule } from './finding.ts';

/** Every rule, in the order in which its findings are told. */
export const findingRules: readonly FindingRule[] = [
  targetConstant,
  targetCopy,
  futureValue,
  futureAggregate,
  targetEncoding,
  targetMissing,
  timeMissing,
  suspiciousScore,
  suspiciousPair,
  missingRevealsTarget,
  labelInText,
  backfilledValue,
  idOrder,
  groupOverlap,
  timeIgnored,
  nearDuplicates,
  splitOverlap,
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
  rowOrder,
  scaledColumn,
];

/** Codes that say of a column why it foretells the target; that it does is then not told again. */
const certain = new Set([
  'target_copy',
  'future_value',
  'future_aggregate',
  'target_encoding',
  'missing_reveals_target',
  'label_in_text',
  'backfilled_value',
  'id_order',
  'group_overlap',
]);
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
  const explained = new Set(found.flat().flatMap(({ code, column }) => (certain.has(code) ? column : [])));
  const told = found.map((findings) =>
    findings.filter(({ code, column }) => code !== 'suspicious_score' || !explained.has(column)),
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
