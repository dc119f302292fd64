/** Categories of the holdout that training never saw. */
import { type FindingRule, percent } from './finding.ts';

/** Rare values always leave some unseen; from this share and number of holdout rows on it matters. */
const least = { share: 0.01, rows: 3 };

export const unseenCategories: FindingRule = {
  code: 'unseen_categories',
  find({ columns, split }) {
    if (!split || split.holdout.length === 0) return [];
    return columns.flatMap(({ column, role }) => {
      if (column.kind !== 'string' || role !== 'categorical') return [];
      const seen = new Uint8Array(column.dictionary.length);
      for (const row of split.train) if (column.codes[row] >= 0) seen[column.codes[row]] = 1;
      const unseen = new Set<number>();
      let rows = 0;
      for (const row of split.holdout) {
        const code = column.codes[row];
        if (code < 0 || seen[code] === 1) continue;
        unseen.add(code);
        rows++;
      }
      if (rows < least.rows || rows < least.share * split.holdout.length) return [];
      const message = `Column "${column.name}" has ${unseen.size} categories in the holdout that training never saw, in ${percent(rows / split.holdout.length)} of its rows. They are scored as "unknown"; group rare categories, or train on rows that cover them.`;
      return [{ code: 'unseen_categories', severity: 'warning', column: column.name, message }];
    });
  },
};
