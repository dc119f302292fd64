/** A time column that no split respects, while rows close in time share their outcome: a shuffled holdout is foretold from its neighbours. */
import { picked } from '../row-sample.ts';
import { classScore, numberScore } from '../single-column-score.ts';
import { targetNumbers } from '../target-numbers.ts';
import { rowsInTime, timeLike } from '../time-order.ts';
import { type FindingRule, isFeature } from './finding.ts';

const minRows = 100;
/** Neighbours in time that are averaged; half of them foretell the other half. */
const neighbours = 10;
/** Share of the target's variance that neighbours in time foretell. */
const limit = 0.25;
/**
 * A rare class varies little in that measure however its rows crowd together: of a class against the rest the AUC of neighbours counts
 * as well, less its standard errors, over neighbourhoods that hold a few rows of the smaller side.
 */
const ofRare = { auc: 0.8, errors: 1.645, perNeighbourhood: 4, leastRows: 20 };
/** Columns that are tried. */
const mostColumns = 3;

export const timeIgnored: FindingRule = {
  code: 'time_ignored',
  find({ target, columns, timeColumn }) {
    if (!target || timeColumn !== undefined || target.values.length < minRows) return [];
    const times = timeLike(columns.filter(({ role }) => isFeature(role)).map(({ column }) => column));
    if (times.length === 0) return [];
    const readings = targetNumbers(target).map((reading) => ({ ...reading, values: reading.of() }));
    const found = times.slice(0, mostColumns).flatMap(({ name, values }) => {
      const rows = rowsInTime(values);
      const { bins, count } = neighbourhoods(rows.length, neighbours);
      const best = Math.max(...readings.map((reading) => numberScore({ bins, count }, picked(reading.values, rows))));
      if (best > limit) return [{ name, seen: `neighbours explain ${best.toFixed(2)} of its variance` }];
      const classes = readings
        .filter(({ isClass }) => isClass)
        .slice(0, target.task === 'binary' ? 1 : readings.length);
      const auc = Math.max(...classes.map((reading) => aucOfNeighbours(reading.values, rows)));
      return auc > 0 ? [{ name, seen: `neighbours foretell it with AUC ${auc.toFixed(2)}` }] : [];
    });
    return found.map(({ name, seen }) => ({
      code: 'time_ignored',
      severity: 'warning',
      column: name,
      message: `Rows close in time by column "${name}" share their outcome (${seen}), and a shuffled split puts neighbours on both sides, so the score would be too good. Pass --time-column "${name}" to train on the past and judge on what follows.`,
    }));
  },
};

function neighbourhoods(nRows: number, size: number): { bins: Int32Array; count: number } {
  return { bins: Int32Array.from({ length: nRows }, (_, i) => Math.floor(i / size)), count: Math.ceil(nRows / size) };
}

/** How well the neighbours in time foretell the rows that are 1 (the others are 0); 0 where that is not surely much. */
function aucOfNeighbours(values: Float64Array, rows: Int32Array): number {
  const ones = rows.reduce((count, row) => count + values[row], 0);
  const fewer = Math.min(ones, rows.length - ones);
  if (fewer < ofRare.leastRows) return 0;
  const size = Math.max(neighbours, Math.ceil((ofRare.perNeighbourhood * rows.length) / fewer));
  const sides = { name: 'side', task: 'binary' as const, classes: ['rest', 'class'], values };
  const { auc = 0 } = classScore(neighbourhoods(rows.length, size), sides, rows);
  const certain = auc - ofRare.errors * Math.sqrt((auc * (1 - auc)) / fewer);
  return certain > ofRare.auc ? auc : 0;
}
