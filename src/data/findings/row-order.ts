/** Rows that stand in the order of the target: harmless for shuffled splits, but any row number would give the answer away. */
import { averageRanks } from '../../math/tests/average-ranks.ts';
import { squaredCorrelation } from '../single-column-score.ts';
import type { FindingRule } from './finding.ts';

const minRows = 40;
const mostRows = 100_000;
/** Agreement of neighbouring rows beyond chance (classes), or squared correlation with the next row (numbers). */
const limit = 0.9;

export const rowOrder: FindingRule = {
  code: 'row_order',
  find({ target, timeColumn }) {
    if (!target || timeColumn !== undefined || target.values.length < minRows) return [];
    const values = target.values.subarray(0, mostRows);
    const agreement = target.classes.length > 0 ? kappa(values) : rankCorrelation(values);
    if (!(agreement > limit)) return [];
    const message = `Rows stand in the order of the target (neighbours agree to ${agreement.toFixed(3)} beyond chance). Splits are shuffled, so this does no harm by itself; a row number, a file number or an id given in this order would give the answer away. If the order is one of time, name the column with --time-column.`;
    return [{ code: 'row_order', severity: 'info', message }];
  },
};

/** Share of neighbours of one class, less what chance gives (Cohen 1960). */
function kappa(values: Float64Array): number {
  const counts = new Map<number, number>();
  let same = 0;
  for (let row = 0; row < values.length; row++) {
    counts.set(values[row], (counts.get(values[row]) ?? 0) + 1);
    if (row > 0 && values[row] === values[row - 1]) same++;
  }
  let chance = 0;
  for (const count of counts.values()) chance += (count / values.length) * (count / values.length);
  return (same / (values.length - 1) - chance) / (1 - chance);
}

function rankCorrelation(values: Float64Array): number {
  const { ranks } = averageRanks(values);
  return squaredCorrelation(ranks.subarray(1), ranks.subarray(0, -1));
}
