/** Holdout rows that repeat a training row: a split by time or by group does not keep copies together. */
import { select } from '../../table/table.ts';
import { identicalRows } from '../identical-rows.ts';
import { type FindingRule, isFeature, percent } from './finding.ts';

/** With fewer features rows agree by chance. */
const minFeatures = 5;
/** More equal rows than this are a common combination of few values rather than copies of a record. */
const mostCopies = 3;
const least = { share: 0.01, rows: 5 };

export const splitOverlap: FindingRule = {
  code: 'split_overlap',
  find({ table, columns, split, target }) {
    if (!split || split.holdout.length === 0) return [];
    const names = columns.filter(({ role }) => isFeature(role)).map(({ column }) => column.name);
    if (names.length < minFeatures) return [];
    const { group, first } = identicalRows(select(table, target ? [...names, target.name] : names));
    const sizes = new Int32Array(first.length);
    for (const one of group) sizes[one]++;
    const learned = new Uint8Array(first.length);
    for (const row of split.train) learned[group[row]] = 1;
    const repeated = split.holdout.reduce(
      (count, row) => (learned[group[row]] === 1 && sizes[group[row]] <= mostCopies ? count + 1 : count),
      0,
    );
    const share = repeated / split.holdout.length;
    if (repeated < least.rows || share < least.share) return [];
    const message = `${repeated} holdout rows (${percent(share)}) repeat a training row in every feature and in the target, so they judge memory. Remove the copies, or name the entity that they belong to with --group-column.`;
    return [{ code: 'split_overlap', severity: 'warning', message }];
  },
};
