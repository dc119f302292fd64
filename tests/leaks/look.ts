/** What training would say of a table before it begins. */
import { isFeature } from '../../src/data/findings/finding.ts';
import { dataFindings, type Finding } from '../../src/data/findings/index.ts';
import { inferRoles } from '../../src/data/roles.ts';
import { splitHoldout } from '../../src/data/split.ts';
import { readTarget } from '../../src/data/target.ts';
import { createRng } from '../../src/math/philox.ts';
import { columnOf, type Table, takeRows } from '../../src/table/table.ts';
import type { Target } from '../../src/table/task.ts';
import type { Variant } from './clean-variants.ts';
import { leakCodes, type Plant } from './plants.ts';

export interface CleanTable {
  readonly name: string;
  readonly table: Table;
  readonly target: string;
  readonly timeColumn?: string;
}

/** Findings with the split that training would make. */
function look({ table, target: name, timeColumn }: Omit<CleanTable, 'name'>): Finding[] {
  const { target, rows } = readTarget(table, name);
  const used = takeRows(table, rows);
  const roles = inferRoles(used, { target: name, timeColumn });
  const features = roles.filter(({ role }) => isFeature(role)).map((one) => one.name);
  const time = timeColumn === undefined ? undefined : columnOf(used, timeColumn);
  const times = time?.kind === 'datetime' || time?.kind === 'number' ? time.values : undefined;
  const split = splitHoldout({ target, table: used, features, times, rng: createRng(7) });
  return dataFindings({ table: used, target, roles, timeColumn, split });
}

/** Leaks that are told as an error or a warning. */
export function alarms(clean: Omit<CleanTable, 'name'>): string[] {
  return look(clean)
    .filter(({ code, severity }) => leakCodes.has(code) && severity !== 'info')
    .map(({ code, column }) => (column === undefined ? code : `${code} ${column}`));
}

/** Alarms of a clean table after a change that adds no leak. */
export function alarmsOf(clean: CleanTable, variant: Variant, seed: number): string[] {
  const { target, rows } = readTarget(clean.table, clean.target);
  const changed = variant(takeRows(clean.table, rows), target, createRng(seed).split(clean.name), clean.timeColumn);
  return alarms({ ...clean, table: changed });
}

/** Whether a planted leak is told of as loud as it must be, by one of its codes and under its column; undefined where it does not fit the table. */
export function finds(clean: CleanTable, plant: Plant, seed: number): boolean | undefined {
  const { target, rows } = readTarget(clean.table, clean.target);
  const planted = plant(takeRows(clean.table, rows), target satisfies Target, createRng(seed).split(clean.name));
  if (!planted) return undefined;
  return look({ ...planted, target: clean.target, timeColumn: planted.timeColumn }).some(
    ({ code, column, severity }) =>
      planted.codes.includes(code) &&
      (planted.column === undefined || column === planted.column) &&
      (severity !== 'info' || planted.isSmall === true),
  );
}
