/** Columns whose gaps tell the outcome: filled in, or left empty, as a consequence of it. */
import { log } from '../../math/log.ts';
import { averageRanks } from '../../math/tests/average-ranks.ts';
import type { Column } from '../../table/column.ts';
import type { Target } from '../../table/task.ts';
import { classCounts } from '../class-counts.ts';
import { picked, spreadRows } from '../row-sample.ts';
import { separation } from '../separation.ts';
import { type FindingRule, percent, quoted } from './finding.ts';

const mostRows = 20_000;
/** Rows with and rows without a value that are needed. */
const minRows = 20;
/** Share of one class among the rows with (or without) a value. */
const purity = 0.99;
/** Share of that class's rows which the finding must concern. */
const coverage = 0.1;
/** Chance that as many rows of the class meet by accident. */
const chance = 1e-9;
/** For numbers: probability that a row with a value has the larger target (or the smaller one). */
const parted = 0.98;

export const missingRevealsTarget: FindingRule = {
  code: 'missing_reveals_target',
  find({ target, columns }) {
    if (!target || target.values.length < 2 * minRows) return [];
    const rows = spreadRows(target.values.length, mostRows);
    const sample = { ...target, values: picked(target.values, rows) };
    const told = sample.task === 'regression' ? numberReader(sample) : classReader(sample);
    return columns
      .filter(({ role }) => role !== 'constant' && role !== 'time' && role !== 'group')
      .flatMap(({ column }) => {
        const missing = missingAt(column, rows);
        const count = missing.reduce((total, one) => total + one, 0);
        if (count < minRows || rows.length - count < minRows) return [];
        const seen = told(missing);
        if (seen === undefined) return [];
        const message = `Column "${column.name}" ${seen}: its gaps look like a consequence of the outcome. Exclude it (--exclude "${column.name}"), unless a gap is really known when the prediction is made.`;
        return [{ code: 'missing_reveals_target', severity: 'warning', column: column.name, message }];
      });
  },
};

/** 1 where the value is missing, for each of the rows. */
function missingAt(column: Column, rows: Int32Array): Uint8Array {
  const missing = new Uint8Array(rows.length);
  if (column.kind === 'number' || column.kind === 'datetime') {
    const { values } = column;
    for (let i = 0; i < rows.length; i++) if (Number.isNaN(values[rows[i]])) missing[i] = 1;
    return missing;
  }
  const codes = column.kind === 'string' ? column.codes : column.values;
  for (let i = 0; i < rows.length; i++) if (codes[rows[i]] < 0) missing[i] = 1;
  return missing;
}

type Reader = (missing: Uint8Array) => string | undefined;

function classReader(target: Target): Reader {
  const all = classCounts(target);
  return (missing) => {
    const without = new Int32Array(all.length);
    for (let i = 0; i < missing.length; i++) without[target.values[i]] += missing[i];
    for (const [side, counts] of [
      ['has a value', all.map((count, code) => count - without[code])],
      ['is missing', without],
    ] as const) {
      const rows = counts.reduce((total, count) => total + count, 0);
      const code = counts.indexOf(Math.max(...counts));
      const byChance = rows * log(all[code] / missing.length);
      if (counts[code] < purity * rows || counts[code] < coverage * all[code] || byChance > log(chance)) continue;
      return `${side} almost only in rows of class ${quoted([target.classes[code]])} (${counts[code]} of ${rows} such rows; of all rows ${percent(all[code] / missing.length)})`;
    }
    return undefined;
  };
}

function numberReader({ values }: Target): Reader {
  const { ranks } = averageRanks(values);
  return (missing) => {
    const area = separation(missing, ranks);
    const certain = Math.max(area, 1 - area);
    if (certain < parted) return undefined;
    return `is missing where the target is ${area > 0.5 ? 'large' : 'small'} (AUC ${certain.toFixed(3)})`;
  };
}
