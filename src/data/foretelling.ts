/** How well one column alone foretells a target, and whether that is too well to be true. */
import { averageRanks } from '../math/tests/average-ranks.ts';
import type { Column } from '../table/column.ts';
import type { Target } from '../table/task.ts';
import { classCounts } from './class-counts.ts';
import { columnBins } from './column-bins.ts';
import { picked, spreadRows } from './row-sample.ts';
import { classScore, numberScore, squaredCorrelation } from './single-column-score.ts';

/** Fewer rows outside the largest class decide nothing. */
const minRowsBeside = 15;
/** Limits above which a score is suspicious. */
const limits = { auc: 0.98, gain: { binary: 0.9, multiclass: 0.93 }, r2: 0.93, rankR2: 0.97 };
/** The score less this many standard errors must still be near its limit. */
const errors = 1.645;
const aucFloor = 0.95;
/** Bins for classes: where one class ends and the next begins, a bin is mixed, and a small class has few. */
const ofClass = { most: 256, rowsPerBin: 8 };
/** Of a first look: share of the rows, least rows, and the score below which chance does not keep a score so far under its limit. */
const looked = { share: 0.1, least: 1000, score: 0.8 };

/** What a column says about the target. */
export interface Foretelling {
  /** AUC, share of the way from the largest class's accuracy to 1, or R2, whichever was measured. */
  readonly score: number;
  readonly suspicious: boolean;
  /** The score in words, such as `AUC 0.991`. */
  readonly words: string;
}

/** Returns a function that scores one column on those rows; what concerns the target alone is computed once. */
export function foretellingOf(target: Target, rows: Int32Array): (column: Column) => Foretelling | undefined {
  const y = picked(target.values, rows);
  if (target.task !== 'regression') {
    const counts = classCounts({ ...target, values: y });
    return (column) => ofClasses(column, target, rows, counts);
  }
  const { ranks } = averageRanks(y);
  return (column) => ofNumbers(column, y, ranks, rows);
}

/**
 * Returns a function that scores one column like `foretellingOf` where the score is suspicious, and gives undefined where it is not.
 * Numbers are looked at on a tenth of the rows first.
 */
export function suspicionOf(target: Target, rows: Int32Array): (column: Column) => Foretelling | undefined {
  const foretelling = foretellingOf(target, rows);
  const few = Math.max(looked.least, Math.floor(looked.share * rows.length));
  const glance =
    few < rows.length
      ? foretellingOf(
          target,
          spreadRows(rows.length, few).map((at) => rows[at]),
        )
      : undefined;
  return (column) => {
    // Of many categories a few rows learn nothing.
    const seen = column.kind === 'string' ? undefined : glance?.(column);
    if (seen && seen.score < looked.score) return undefined;
    const found = foretelling(column);
    return found?.suspicious ? found : undefined;
  };
}

function ofClasses(column: Column, target: Target, rows: Int32Array, counts: Int32Array): Foretelling | undefined {
  const largest = Math.max(...counts) / rows.length;
  const beside = (1 - largest) * rows.length;
  if (beside < minRowsBeside) return undefined;
  const { auc, accuracy } = classScore(columnBins(column, rows, ofClass), target, rows);
  if (auc !== undefined && auc > limits.auc && auc - errors * Math.sqrt((auc * (1 - auc)) / beside) > aucFloor) {
    return { score: auc, suspicious: true, words: `AUC ${auc.toFixed(3)}` };
  }
  const certain = accuracy - errors * Math.sqrt((accuracy * (1 - accuracy)) / rows.length);
  const limit = target.task === 'binary' ? limits.gain.binary : limits.gain.multiclass;
  const suspicious = (certain - largest) / (1 - largest) > limit;
  return {
    score: auc ?? (accuracy - largest) / (1 - largest),
    suspicious,
    words: `accuracy ${accuracy.toFixed(3)}, the largest class has ${largest.toFixed(3)}`,
  };
}

/** R2 of the target, or of its ranks: a bent copy of a long-tailed target shows in the ranks alone. */
function ofNumbers(column: Column, y: Float64Array, ranks: Float64Array, rows: Int32Array): Foretelling {
  const bins = columnBins(column, rows);
  const straight =
    column.kind === 'number' || column.kind === 'datetime' ? squaredCorrelation(picked(column.values, rows), y) : 0;
  const r2 = Math.max(numberScore(bins, y), Number.isNaN(straight) ? 0 : straight);
  if (r2 > limits.r2) return { score: r2, suspicious: true, words: `R2 ${r2.toFixed(3)}` };
  const ofRanks = numberScore(bins, ranks);
  return {
    score: Math.max(r2, ofRanks),
    suspicious: ofRanks > limits.rankR2,
    words: `R2 of ranks ${ofRanks.toFixed(3)}`,
  };
}
