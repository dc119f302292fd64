/** A time column that no split respects, while rows close in time share their outcome: a shuffled holdout is foretold from its neighbours. */
import { numberScore } from '../single-column-score.ts';
import { targetNumbers } from '../target-numbers.ts';
import { rowsInTime, timeLike } from '../time-order.ts';
import { type FindingRule, isFeature } from './finding.ts';

const minRows = 100;
/** Neighbours in time that are averaged; half of them foretell the other half. */
const neighbours = 10;
/** Share of the target's variance that neighbours in time foretell. */
const limit = 0.25;
/** Columns that are tried. */
const mostColumns = 3;

export const timeIgnored: FindingRule = {
  code: 'time_ignored',
  find({ target, columns, timeColumn }) {
    if (!target || timeColumn !== undefined || target.values.length < minRows) return [];
    const times = timeLike(columns.filter(({ role }) => isFeature(role)).map(({ column }) => column));
    const scored = times.slice(0, mostColumns).map(({ name, values }) => {
      const rows = rowsInTime(values);
      const bins = rows.map((_, i) => Math.floor(i / neighbours));
      const best = targetNumbers(target).map(({ values: y }) => {
        const inTime = Float64Array.from(rows, (row) => y[row]);
        return numberScore({ bins, count: Math.ceil(rows.length / neighbours) }, inTime);
      });
      return { name, score: Math.max(...best) };
    });
    return scored
      .filter(({ score }) => score > limit)
      .slice(0, 1)
      .map(({ name, score }) => ({
        code: 'time_ignored',
        severity: 'warning',
        column: name,
        message: `Rows close in time by column "${name}" share their outcome (neighbours explain ${score.toFixed(2)} of its variance), and a shuffled split puts neighbours on both sides, so the score would be too good. Pass --time-column "${name}" to train on the past and judge on what follows.`,
      }));
  },
};
