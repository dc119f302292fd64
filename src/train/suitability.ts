/** Which kinds of models suit which rows and columns: what would be slow, or fill the memory, is left out or waits. */

import type { Facts } from './facts.ts';
import type { FeatureRole } from './features.ts';

/** Rows up to which looking for neighbours is quick. */
const mostNeighbourRows = 20_000;
/** Columns beyond which a k-d tree visits nearly every row, and distances say little. */
const mostNeighbourColumns = 20;

/** Words make thousands of columns, in which networks learn slowly and neighbours are far. */
const readsText = (roles: readonly FeatureRole[]) => roles.some(({ role }) => role === 'text');

/** Rows up to which a network learns in reasonable time. */
const mostNetworkRows = 100_000;

/** Columns for each row beyond which most of them may be noise. */
const wide = 0.1;

/** Rows beyond which forests and networks take most of a short time. */
const long = 20_000;

/** Whether what is slow waits for what gains more. */
export function isLong({ rows }: Facts): boolean {
  return rows > long;
}

/** Whether most columns may be noise. */
export function isWide({ roles, rows }: Facts): boolean {
  return roles.length > wide * rows;
}

/** Whether a network learns in reasonable time. */
export function suitNetworks({ rows, roles }: Facts): boolean {
  return rows <= mostNetworkRows && !readsText(roles);
}

/** Pieces of a number's range, and most numbers that all columns and rows may become by them. */
export const pieces = 8;
const mostPieced = 20_000_000;

/** Whether numbers may be cut to pieces: not where this would fill the memory. */
export function suitPieces({ rows, roles }: Facts): boolean {
  const numbers = roles.filter(({ role }) => role === 'numeric').length;
  return numbers > 0 && rows * numbers * pieces <= mostPieced;
}

/** Whether a pair can be made and the pieces of numbers, if there are any, find room. */
export function suitPairs(facts: Facts): boolean {
  return facts.roles.length > 1 && (suitPieces(facts) || facts.roles.every(({ role }) => role !== 'numeric'));
}

/** Whether neighbours are found quickly, and near. */
export function suitNeighbours({ rows, roles }: Facts): boolean {
  return rows <= mostNeighbourRows && !readsText(roles) && roles.length <= mostNeighbourColumns;
}
