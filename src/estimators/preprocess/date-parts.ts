/** Instants as calendar parts that models can use: month, day, weekday, hour, minute of the day; UTC. */
import { z } from 'zod';
import { stringColumn } from '../../table/build.ts';
import type { Column } from '../../table/column.ts';
import type { TransformerDefinition } from '../estimator.ts';
import { placesByName, type RowColumn, withReplacedPlaces } from '../single-row/row-cells.ts';
import { type CalendarParts, calendarParts } from './calendar.ts';
import { columnsByName, columnsOfKind, namesOfOtherKinds, withReplaced } from './column-kinds.ts';
import { uniqueName } from './unique-name.ts';

const parts = ['month', 'dayOfMonth', 'dayOfWeek', 'hour', 'minuteOfDay'] as const satisfies (keyof CalendarParts)[];
type Part = (typeof parts)[number];
const suffixes: Record<Part, string> = {
  month: 'month',
  dayOfMonth: 'day_of_month',
  dayOfWeek: 'day_of_week',
  hour: 'hour',
  minuteOfDay: 'minute_of_day',
};
/** Parts without an order that a straight line could use; the others stay numbers. */
const cyclic = new Set<Part>(['month', 'dayOfWeek', 'hour']);

type DatePartsParams = { readonly cyclicAs: 'number' | 'category' };
type DatePartsState = {
  readonly columns: readonly {
    readonly name: string;
    readonly parts: readonly { readonly part: Part; readonly output: string; readonly category: boolean }[];
  }[];
};

/** Replaces each datetime column by the parts that vary on the training rows. The year is left out: it does not come again. */
export const dateParts: TransformerDefinition<DatePartsParams, DatePartsState> = {
  kind: 'transformer',
  name: 'date_parts',
  version: 1,
  description: 'Replaces instants by month, day, weekday, hour and minute of the day, in UTC.',
  tags: { allowsMissing: true, rawColumns: true },
  params: z.strictObject({
    cyclicAs: z
      .enum(['number', 'category'])
      .default('number')
      .describe('month, weekday and hour as numbers (for trees) or as categories (for linear models)'),
  }),
  state: z.strictObject({
    columns: z.array(
      z.strictObject({
        name: z.string(),
        parts: z.array(z.strictObject({ part: z.enum(parts), output: z.string(), category: z.boolean() })),
      }),
    ),
  }),

  fit({ X }, { cyclicAs }) {
    const taken = namesOfOtherKinds(X, 'datetime');
    const columns = columnsOfKind(X, 'datetime').map(({ name, values }) => ({
      name,
      parts: varyingParts(values).map((part) => ({
        part,
        output: uniqueName(`${name}_${suffixes[part]}`, taken),
        category: cyclicAs === 'category' && cyclic.has(part),
      })),
    }));
    return { columns };
  },

  transform({ columns }, X) {
    const names = columns.map(({ name }) => name);
    const sources = columnsByName(X, 'datetime', names, 'date_parts');
    const fresh = columns.flatMap((column, i) => partColumns(sources[i].values, column.parts));
    return withReplaced(X, 'datetime', fresh);
  },

  rowStep({ columns }, before, take) {
    const from = placesByName(
      before,
      'datetime',
      columns.map(({ name }) => name),
    );
    if (!from) return undefined;
    const fresh = columns.map(({ parts }) =>
      parts.map(
        ({ output, category }): RowColumn => ({ name: output, kind: category ? 'string' : 'number', place: take() }),
      ),
    );
    return {
      columns: withReplacedPlaces(before, 'datetime', fresh.flat()),
      write({ numbers, texts }) {
        for (let i = 0; i < from.length; i++) {
          const instant = numbers[from[i]];
          const all = Number.isNaN(instant) ? undefined : calendarParts(instant);
          for (const [p, { part, category }] of columns[i].parts.entries()) {
            const { place } = fresh[i][p];
            if (category) texts[place] = all ? String(all[part]) : null;
            else numbers[place] = all?.[part] ?? Number.NaN;
          }
        }
      },
    };
  },

  origins({ columns }) {
    return new Map(columns.flatMap(({ name, parts }) => parts.map(({ output }) => [output, name] as const)));
  },
};

function partColumns(instants: Float64Array, wanted: DatePartsState['columns'][number]['parts']): Column[] {
  const values = wanted.map(() => new Float64Array(instants.length).fill(Number.NaN));
  for (let row = 0; row < instants.length; row++) {
    if (Number.isNaN(instants[row])) continue;
    const instant = calendarParts(instants[row]);
    for (let k = 0; k < wanted.length; k++) values[k][row] = instant[wanted[k].part];
  }
  return wanted.map(({ output, category }, k) =>
    category
      ? stringColumn(
          output,
          Array.from(values[k], (value) => (Number.isNaN(value) ? undefined : String(value))),
        )
      : { kind: 'number', name: output, values: values[k], integer: true },
  );
}

function varyingParts(instants: Float64Array): Part[] {
  const present = instants.filter((instant) => !Number.isNaN(instant));
  if (present.length === 0) return [];
  const first = calendarParts(present[0]);
  const varying = new Set<Part>();
  for (const instant of present) {
    const one = calendarParts(instant);
    for (const part of parts) if (one[part] !== first[part]) varying.add(part);
    if (varying.size === parts.length) break;
  }
  return parts.filter((part) => varying.has(part));
}
