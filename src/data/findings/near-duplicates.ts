/**
 * Rows that repeat another row but for noise, rounding or one corrected cell. On both sides of a split they let a model remember.
 *
 * Every table has rows that are close by chance; their number grows steadily with the distance allowed. Copies stand out because
 * they are near while nothing lies between them and the other neighbours: a gap that chance does not leave.
 */
import type { Target } from '../../table/task.ts';
import { type NearRow, nearRows } from '../near-rows.ts';
import { type FindingRule, isFeature, percent, type RuleInput } from './finding.ts';

const minRows = 100;
/** Rows that are looked at, each against all: so many comparisons, but no fewer rows. */
const comparisons = 1e7;
const probes = { least: 150, most: 1500 };
/** With fewer columns of measurements rows are near by chance. */
const minColumns = 3;
/** Distances, in spreads of a column, within which a copy may lie. */
const radii = [0.001, 0.003, 0.01, 0.03, 0.1];
/** A gap: between the radius and this many times as far lie at most this share as many rows. */
const gap = { times: 3, share: 0.5 };
/** Share and number of the rows looked at that are told. */
const least = { share: 0.01, rows: 5 };
/** The share of all rows from which it is a warning (some tables have a few by nature), and the standard errors by which it must be passed. */
const warning = { share: 0.05, errors: 1.645 };
/** Rows as near that independent columns would give; rows of common values are near without being copies. */
const mostExpected = 0.01;
/** Share of the near rows that agree in the target. */
const agreement = 0.8;

export const nearDuplicates: FindingRule = {
  code: 'near_duplicates',
  find(input) {
    const { table, target, columns } = input;
    const features = columns.filter(({ role }) => isFeature(role)).map(({ column }) => column);
    if (table.nRows < minRows || features.length < minColumns) return [];
    const wanted = Math.floor(comparisons / table.nRows);
    const { rows: looked, measured } = nearRows(
      features,
      table.nRows,
      Math.min(probes.most, Math.max(probes.least, wanted)),
      { edits: 2, distance: gap.times * Math.max(...radii) },
    );
    const found = measured < minColumns ? undefined : copies(looked, target);
    if (!found) return [];
    const share = found.pairs.length / looked.length;
    const seen = `About ${percent(share)} of the rows repeat another row but for ${found.how}`;
    const message = `${seen}${acrossSplit(input, found.pairs)}. Remove the copies, or name what they have in common with --group-column, else the score is partly memory.`;
    return [{ code: 'near_duplicates', severity: isMany(share, looked.length) ? 'warning' : 'info', message }];
  },
};

function isMany(share: number, looked: number): boolean {
  return share - warning.errors * Math.sqrt((share * (1 - share)) / looked) >= warning.share;
}

interface Copies {
  readonly how: string;
  readonly pairs: readonly { readonly row: number; readonly other: number }[];
}

function copies(looked: readonly NearRow[], target: Target | undefined): Copies | undefined {
  const isEnough = (pairs: Copies['pairs']) =>
    pairs.length >= least.rows &&
    pairs.length >= least.share * looked.length &&
    (!target || agreed(pairs, target) >= agreement);
  const within = (low: number, high: number) =>
    looked.flatMap(({ row, moved }) =>
      moved && moved.distance > low && moved.distance <= high && moved.expected < mostExpected
        ? [{ row, other: moved.row }]
        : [],
    );
  for (const radius of radii) {
    const near = within(0, radius);
    if (isEnough(near) && within(radius, gap.times * radius).length <= gap.share * near.length) {
      return { how: `differences below ${radius} of a column's spread`, pairs: near };
    }
  }
  const edited = (count: number) =>
    looked.flatMap(({ row, edited: one }) =>
      one?.columns === count && one.expected < mostExpected ? [{ row, other: one.row }] : [],
    );
  const single = edited(1);
  const isApart = edited(2).length <= gap.share * single.length;
  return isEnough(single) && isApart ? { how: 'one column', pairs: single } : undefined;
}

/** Share of pairs with the same class, or with numbers no further apart than a tenth of their spread. */
function agreed(pairs: Copies['pairs'], { values, classes }: Target): number {
  const step = classes.length > 0 ? 0 : 0.1 * spreadOf(values);
  const same = pairs.filter(({ row, other }) => Math.abs(values[row] - values[other]) <= step);
  return same.length / Math.max(1, pairs.length);
}

function spreadOf(values: Float64Array): number {
  let middle = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const distance = values[i] - middle;
    middle += distance / (i + 1);
    squares += distance * (values[i] - middle);
  }
  return Math.sqrt(squares / values.length);
}

function acrossSplit({ split, table }: RuleInput, pairs: Copies['pairs']): string {
  if (!split || split.holdout.length === 0) return '';
  const isHeld = new Uint8Array(table.nRows);
  for (const row of split.holdout) isHeld[row] = 1;
  const torn = pairs.filter(({ row, other }) => isHeld[row] !== isHeld[other]).length;
  return torn > 0 ? `, and ${percent(torn / pairs.length)} of these pairs stand on both sides of the split` : '';
}
