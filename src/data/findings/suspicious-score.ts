/** A single column, or two joined by + - or *, that foretell the target almost without error: often a leak, sometimes just a good column. */
import { sortedCopy } from '../../math/quantile.ts';
import type { Column, NumberColumn } from '../../table/column.ts';
import type { Target } from '../../table/task.ts';
import { classCounts } from '../class-counts.ts';
import { columnBins } from '../column-bins.ts';
import { exactCombinations } from '../exact-combination.ts';
import { classScore, numberScore, squaredCorrelation } from '../single-column-score.ts';
import { type Finding, type FindingRule, isFeature } from './finding.ts';

/** Rows that are looked at, evenly spread; fewer where columns are many. */
const mostRows = 20_000;
const fewestRows = 2000;
const mostCells = 2_000_000;
const minRows = 40;
/** Fewer rows outside the largest class decide nothing. */
const minRowsBeside = 15;
/** Limits above which a score is suspicious. */
const limits = { auc: 0.98, gain: { binary: 0.9, multiclass: 0.93 }, r2: 0.93, rankR2: 0.97 };
/** The score less this many standard errors must still be near its limit. */
const errors = 1.645;
const aucFloor = 0.95;

export const suspiciousScore: FindingRule = {
  code: 'suspicious_score',
  find({ columns, target }) {
    if (!target || target.values.length < minRows) return [];
    const features = columns.filter(({ role }) => isFeature(role)).map(({ column }) => column);
    const most = Math.min(mostRows, Math.max(fewestRows, Math.floor(mostCells / features.length)));
    const rows = spreadRows(target.values.length, most);
    const y = picked(target.values, rows);
    const ranks = target.task === 'regression' ? ranksOf(y) : y;
    const single = features.flatMap((column) => {
      const score =
        target.task === 'regression'
          ? regressionScore(column, y, ranks, rows)
          : classificationScore(column, target, rows);
      if (score === undefined) return [];
      return [
        finding(column.name, `Column "${column.name}" alone foretells the target almost without error (${score})`),
      ];
    });
    return [...single, ...joined(features, target)];
  },
};

function joined(features: readonly Column[], target: Target): Finding[] {
  if (target.task !== 'regression') return [];
  const numbers = features.filter((column): column is NumberColumn => column.kind === 'number');
  return exactCombinations(numbers, target.values).map(({ a, sign, b }) =>
    finding(a, `Columns "${a}" ${sign} "${b}" give the target exactly`),
  );
}

function finding(column: string, seen: string): Finding {
  const message = `${seen}. If it is known only with or after the outcome, exclude it (--exclude); if it is really known when the prediction is made, keep it.`;
  return { code: 'suspicious_score', severity: 'warning', column, message };
}

function classificationScore(column: Column, target: Target, rows: Int32Array): string | undefined {
  const counts = classCounts(target);
  const largest = Math.max(...counts) / target.values.length;
  const beside = (1 - largest) * rows.length;
  if (beside < minRowsBeside) return undefined;
  const { auc, accuracy } = classScore(columnBins(column, rows), target, rows);
  if (auc !== undefined && auc > limits.auc && auc - errors * Math.sqrt((auc * (1 - auc)) / beside) > aucFloor) {
    return `AUC ${auc.toFixed(3)}`;
  }
  const certain = accuracy - errors * Math.sqrt((accuracy * (1 - accuracy)) / rows.length);
  const gain = (certain - largest) / (1 - largest);
  return gain > (target.task === 'binary' ? limits.gain.binary : limits.gain.multiclass)
    ? `accuracy ${accuracy.toFixed(3)}, the largest class has ${largest.toFixed(3)}`
    : undefined;
}

/** R2 of the target, or of its ranks: a bent copy of a long-tailed target shows in the ranks alone. */
function regressionScore(column: Column, y: Float64Array, ranks: Float64Array, rows: Int32Array): string | undefined {
  const bins = columnBins(column, rows);
  const straight =
    column.kind === 'number' || column.kind === 'datetime' ? squaredCorrelation(picked(column.values, rows), y) : 0;
  const r2 = Math.max(numberScore(bins, y), Number.isNaN(straight) ? 0 : straight);
  if (r2 > limits.r2) return `R2 ${r2.toFixed(3)}`;
  const ofRanks = numberScore(bins, ranks);
  return ofRanks > limits.rankR2 ? `R2 of ranks ${ofRanks.toFixed(3)}` : undefined;
}

/** Place of each value in sorted order; equal values share the mean of their places. */
function ranksOf(values: Float64Array): Float64Array {
  const sorted = sortedCopy(values);
  const rank = new Map<number, number>();
  for (let i = 0; i < sorted.length; ) {
    let end = i + 1;
    while (end < sorted.length && sorted[end] === sorted[i]) end++;
    rank.set(sorted[i], (i + end - 1) / 2);
    i = end;
  }
  return values.map((value) => rank.get(value)!);
}

function picked(values: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row]);
}

function spreadRows(nRows: number, most: number): Int32Array {
  const count = Math.min(nRows, most);
  return Int32Array.from({ length: count }, (_, i) => Math.floor((i * nRows) / count));
}
