/** Fills missing numbers with what the training rows say, and remembers in a further column that they were missing. */
import { z } from 'zod';
import type { Column } from '../../table/column.ts';
import type { TransformerDefinition } from '../estimator.ts';
import { numbersAt, placesByName, withReplacedPlaces } from '../single-row/row-cells.ts';
import { weightedMedian } from '../weighted-median.ts';
import { columnsByName, columnsOfKind, withReplaced } from './column-kinds.ts';
import { moments } from './moments.ts';
import { uniqueName } from './unique-name.ts';

type ImputerParams = { readonly strategy: 'mean' | 'median'; readonly indicator: boolean };
type ImputerState = {
  readonly columns: readonly { readonly name: string; readonly indicator: string | null }[];
  /** One finite number per column. */
  readonly fills: Float64Array;
};

/** Acts on number columns. A column without a single training value is dropped. */
export const numericImputer: TransformerDefinition<ImputerParams, ImputerState> = {
  kind: 'transformer',
  name: 'numeric_imputer',
  version: 1,
  description: 'Fills missing numbers with the mean or median of the training rows; adds indicator columns.',
  tags: { allowsMissing: true, rawColumns: true, sampleWeight: 'exact' },
  params: z.strictObject({
    strategy: z.enum(['mean', 'median']).default('median').describe('what fills a missing number'),
    indicator: z
      .boolean()
      .default(true)
      .describe('add a 0/1 column for each column that misses values in the training rows'),
  }),
  state: z
    .strictObject({
      columns: z.array(z.strictObject({ name: z.string(), indicator: z.string().nullable() })),
      fills: z.instanceof(Float64Array).refine((fills) => fills.every(Number.isFinite), 'fills are finite'),
    })
    .refine(({ columns, fills }) => columns.length === fills.length, 'one fill per column'),

  fit({ X, sampleWeight }, { strategy, indicator }) {
    const taken = new Set(X.columns.map(({ name }) => name));
    const learned = columnsOfKind(X, 'number').map(({ name, values }) => ({
      name,
      fill: strategy === 'mean' ? moments(values, sampleWeight).mean : weightedMedian(values, sampleWeight),
      indicator: indicator && values.some(Number.isNaN),
    }));
    const kept = learned.filter(({ fill }) => Number.isFinite(fill));
    return {
      columns: kept.map(({ name, indicator }) => ({
        name,
        indicator: indicator ? uniqueName(`${name}_missing`, taken) : null,
      })),
      fills: Float64Array.from(kept, ({ fill }) => fill),
    };
  },

  transform({ columns, fills }, X) {
    const names = columns.map(({ name }) => name);
    const sources = columnsByName(X, 'number', names, 'numeric_imputer');
    const fresh: Column[] = sources.map((column, i) => ({
      ...column,
      values: column.values.some(Number.isNaN)
        ? column.values.map((value) => (Number.isNaN(value) ? fills[i] : value))
        : column.values,
    }));
    for (const [i, { indicator }] of columns.entries()) {
      if (indicator === null) continue;
      const values = sources[i].values.map((value) => Number(Number.isNaN(value)));
      fresh.push({ kind: 'number', name: indicator, values, integer: true });
    }
    return withReplaced(X, 'number', fresh);
  },

  rowStep({ columns, fills }, before, take) {
    const names = columns.map(({ name }) => name);
    const from = placesByName(before, 'number', names);
    if (!from) return undefined;
    const filled = numbersAt(names, take);
    const told = columns.flatMap(({ indicator }, i) => (indicator === null ? [] : [{ indicator, from: from[i] }]));
    const indicators = numbersAt(
      told.map(({ indicator }) => indicator),
      take,
    );
    return {
      columns: withReplacedPlaces(before, 'number', [...filled, ...indicators]),
      write({ numbers }) {
        for (let i = 0; i < from.length; i++) {
          const value = numbers[from[i]];
          numbers[filled[i].place] = Number.isNaN(value) ? fills[i] : value;
        }
        for (let i = 0; i < told.length; i++) {
          numbers[indicators[i].place] = Number(Number.isNaN(numbers[told[i].from]));
        }
      },
    };
  },

  origins({ columns }) {
    return new Map(columns.flatMap(({ name, indicator }) => (indicator === null ? [] : [[indicator, name] as const])));
  },
};
