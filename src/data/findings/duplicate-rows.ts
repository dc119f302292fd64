/** Rows that repeat another row in every column that is looked at, target included. */
import { identicalRows } from '../identical-rows.ts';
import { type FindingRule, percent } from './finding.ts';

/** From this share and number on a warning; below, it is only told: rounded measurements repeat by chance. */
const warning = { share: 0.01, rows: 5 };

export const duplicateRows: FindingRule = {
  code: 'duplicate_rows',
  find({ table, columns, target, timeColumn, groupColumn }) {
    const known = new Set(
      columns.filter(({ role }) => role !== 'id' && role !== 'constant').map(({ column }) => column.name),
    );
    if (target) known.add(target.name);
    const compared = table.columns.filter(({ name }) => known.has(name));
    if (compared.length === 0) return [];
    const repeated = table.nRows - identicalRows({ nRows: table.nRows, columns: compared }).first.length;
    if (repeated === 0) return [];
    const share = repeated / table.nRows;
    const sides =
      timeColumn === undefined && groupColumn === undefined
        ? 'Copies stay on one side of every split'
        : 'A split by time or by group may part them';
    const message = `${repeated} of ${table.nRows} rows (${percent(share)}) repeat another row. ${sides}; if they are not real repeated events, remove them.`;
    return [
      {
        code: 'duplicate_rows',
        severity: share >= warning.share && repeated >= warning.rows ? 'warning' : 'info',
        message,
      },
    ];
  },
};
