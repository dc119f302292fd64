/** Thresholds of groups as steps of a plan: the last of them writes the threshold of the row's group. */
import type { GroupRule } from '../estimators/decision/group-rule.ts';
import { namedColumns, type PlanBuilder, type PlanColumn } from './export-columns.ts';
import type { PairNumber, Slot } from './export-plan.ts';

/** What stands for a value that no group has, and for none. */
const noGroup = 0;

/**
 * The slot in which a row's threshold lies. Columns are read as texts, one after the other: each value leads from the groups that
 * share the values before it to those that share it too, and the last one to the threshold.
 *
 * @throws COLUMN_NOT_FOUND
 */
export function thresholdSlot(
  { columns: names, groups, otherwise }: GroupRule,
  columns: readonly PlanColumn[],
  builder: PlanBuilder,
): Slot {
  const found = namedColumns(columns, names, 'group_thresholded');
  const texts = found.map((column): PlanColumn => {
    const slot = builder.derive(column, { op: 'cast', source: column.kind, role: 'categorical' });
    return { ...column, kind: 'string', slot };
  });
  // Of groups with the same values the last one counts, as where the rule decides.
  const known = [...new Map(groups.map((group) => [JSON.stringify(group.values), group])).values()];
  const numbered = (column: PlanColumn, numberOf: ReadonlyMap<string, number>, absent: number): Slot => {
    const [categories, numbers] = [[...numberOf.keys()], [...numberOf.values()]];
    return builder.derive(column, { op: 'categoryNumber', categories, numbers, missing: absent, unknown: absent });
  };
  if (texts.length === 1) {
    const thresholds = new Map(known.map(({ values, threshold }) => [values[0], threshold]));
    return numbered(texts[0], thresholds, otherwise);
  }
  const levels = texts.map((_, j) => numbering(known.map(({ values }) => values[j])));
  let shared = known.map(({ values }) => levels[0].get(values[0])!);
  let slot = numbered(texts[0], levels[0], noGroup);
  for (let j = 1; j < texts.length; j++) {
    const right = known.map(({ values }) => levels[j].get(values[j])!);
    const beginnings = known.map(({ values }) => JSON.stringify(values.slice(0, j + 1)));
    const places = numbering(beginnings);
    const isLast = j === texts.length - 1;
    const reached = known.map(({ threshold }, g) => (isLast ? threshold : places.get(beginnings[g])!));
    const pairs = new Map(
      beginnings.map((key, g): [string, PairNumber] => [key, { left: shared[g], right: right[g], number: reached[g] }]),
    );
    slot = builder.derive(
      { ...texts[j], slot },
      {
        op: 'pairNumber',
        other: numbered(texts[j], levels[j], noGroup),
        pairs: [...pairs.values()],
        otherwise: isLast ? otherwise : noGroup,
      },
    );
    shared = reached;
  }
  return slot;
}

/** 1, 2 and so on for the different texts, in the order in which they first come. */
function numbering(texts: readonly string[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const text of texts) if (!places.has(text)) places.set(text, places.size + 1);
  return places;
}
