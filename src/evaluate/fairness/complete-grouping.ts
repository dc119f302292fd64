/** Groups for mitigations: every row in one. */
import { ModelwrightError } from '../../core/errors.ts';
import { type Grouping, groupingsOf, type Sensitive } from './groups.ts';

/**
 * The groups that the columns make together.
 *
 * @throws like groupingsOf; VALUE_INVALID when a row lacks a value.
 */
export function completeGrouping(sensitive: Sensitive, nRows: number): Grouping {
  const grouping = groupingsOf(sensitive, nRows, true).at(-1)!;
  if (grouping.missing === 0) return grouping;
  const value = `${grouping.missing} row(s) without`;
  throw new ModelwrightError('VALUE_INVALID', { what: 'sensitive', law: 'a value in every row', value });
}
