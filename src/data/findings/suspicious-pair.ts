/** Two columns that together give the target nearly without error while neither does alone: parts of the answer. */
import type { NumberColumn } from '../../table/column.ts';
import { exactCombinations } from '../exact-combination.ts';
import { pairComparisons } from '../pair-comparison.ts';
import { pairFits } from '../pair-fit.ts';
import { type Finding, type FindingRule, isFeature } from './finding.ts';

const minRows = 40;
/** Share of the variance that a pair, and that either column alone, must and must not explain. */
const limits = { least: 0.99, alone: 0.93 };
/** AUC, or share of rows, from which a comparison of two columns decides the class. */
const decides = 0.999;

export const suspiciousPair: FindingRule = {
  code: 'suspicious_pair',
  find({ columns, target }) {
    if (!target || target.values.length < minRows) return [];
    const features = columns.filter(({ role }) => isFeature(role)).map(({ column }) => column);
    if (target.task === 'binary') {
      return pairComparisons(features, target.values, decides).map(({ a, b, how }) =>
        finding(
          a,
          how === 'larger'
            ? `The difference of columns "${a}" and "${b}" decides the class`
            : `Whether columns "${a}" and "${b}" are equal decides the class`,
        ),
      );
    }
    if (target.task !== 'regression') return [];
    const numbers = features.filter((column): column is NumberColumn => column.kind === 'number');
    const exact = exactCombinations(numbers, target.values);
    const told = new Set(exact.flatMap(({ a, b }) => [a, b]));
    const near = pairFits(numbers, target.values, limits).filter(({ a, b }) => !told.has(a) && !told.has(b));
    return [
      ...exact.map(({ a, sign, b }) => finding(a, `Columns "${a}" ${sign} "${b}" give the target exactly`)),
      ...near.map(({ a, b, scale, r2 }) =>
        finding(
          a,
          `Columns "${a}" and "${b}" together give the target almost without error (R2 ${r2.toFixed(3)} as a ${scale === 'sum' ? 'weighted sum' : 'product of powers'})`,
        ),
      ),
    ];
  },
};

function finding(column: string, seen: string): Finding {
  const message = `${seen}, which neither does alone. If they are parts of the outcome, exclude them (--exclude); if both are really known when the prediction is made, keep them.`;
  return { code: 'suspicious_pair', severity: 'warning', column, message };
}
