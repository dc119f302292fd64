/** The figures that gates ask for. */
import { ModelwrightError } from '../../core/errors.ts';
import { metricByName } from '../../metrics/index.ts';
import type { Metric } from '../../metrics/metric.ts';
import { listed, select, type Table } from '../../table/table.ts';
import type { Predictions, Target } from '../../table/task.ts';
import { evaluate, type Score } from '../evaluation.ts';
import type { Fairness } from '../fairness/fairness.ts';
import { filterWords, type RowFilter, rowsWhere } from '../row-filter.ts';
import { worstSlices } from '../slices.ts';
import type { DeclaredGate } from './declared-gate.ts';
import { costName, type Footprint, type GateFigure, gateFigure } from './gate-figure.ts';

/** A version with what is known of it. */
export interface GateSubject {
  /** `values`: the truth of the judged rows. */
  readonly target: Pick<Target, 'task' | 'classes' | 'values'>;
  readonly predictions: Predictions;
  /** The judged rows: inputs and whatever else slices name. */
  readonly table: Table;
  /** Input columns of the model, among which the weakest slice is looked for. */
  readonly inputs: readonly string[];
  /** Of all judged rows. */
  readonly metrics: Readonly<Record<string, Score>>;
  /** Absent without sensitive columns. */
  readonly fairness?: Fairness;
  readonly footprint: Readonly<Record<Footprint, number>>;
  /** What mistakes cost, as the model was trained with; absent where nobody said. */
  readonly cost?: Metric;
  /** Safe whole number >= 0. */
  readonly seed: number;
}

/** One figure of a gate; a gate on fairness has one for each grouping. */
export interface MeasuredFigure {
  /** Which rows or groups, in words; empty for all rows. */
  readonly on: string;
  readonly score: Score;
  /** Between these the figure lies. */
  readonly bounds: readonly [number, number];
  /** Why there is no value, in words. */
  readonly problem?: string;
}

export interface MeasuredGate {
  readonly gate: DeclaredGate;
  /** At least one, unless `problem`. */
  readonly figures: readonly MeasuredFigure[];
}

const notDefined: Score = { value: null, ci: null };

/**
 * Measures what the gates ask for. Pure; the weakest slice takes a while.
 *
 * @throws METRIC_UNFIT and PARAM_INVALID for a gate that does not fit the model, such as cost of one that was trained without,
 *   naming `gates.<i>.metric`; COLUMN_NOT_FOUND for a slice on a column that the rows lack.
 */
export function measureGates(gates: readonly DeclaredGate[], subject: GateSubject): MeasuredGate[] {
  return gates.map((gate, i) => {
    const figure = gateFigure(gate.metric, `gates.${i}.metric`, subject.target.task);
    return { gate, figures: figuresOf(gate, figure, subject, `gates.${i}`) };
  });
}

function figuresOf(gate: DeclaredGate, figure: GateFigure, subject: GateSubject, field: string): MeasuredFigure[] {
  if (figure.kind === 'fairness') return fairnessFigures(gate, figure, subject, field);
  if (gate.sensitive) throw misplaced(`${field}.sensitive`, 'a figure of fairness', gate.metric);
  if (figure.kind === 'metric') return [metricFigure(gate, subject, field)];
  if (gate.slice) throw misplaced(`${field}.slice`, 'a metric', gate.metric);
  const score = { value: subject.footprint[figure.footprint], ci: null };
  return [{ on: '', score, bounds: [0, Number.POSITIVE_INFINITY] }];
}

function metricFigure({ metric: name, slice }: DeclaredGate, subject: GateSubject, field: string): MeasuredFigure {
  const metric = metricOf(name, subject, field);
  const { bounds } = metric;
  if (slice === undefined) return { on: '', score: subject.metrics[name] ?? notDefined, bounds };
  return { ...(slice === 'weakest' ? weakest(metric, subject) : onSlice(metric, slice, subject)), bounds };
}

function metricOf(name: string, { cost }: GateSubject, field: string): Metric {
  if (name !== costName) return metricByName(name);
  if (cost) return cost;
  const law = 'a metric other than cost without --costs in training';
  throw new ModelwrightError('PARAM_INVALID', {
    name: `${field}.metric`,
    law,
    value: `${name} of a model without them`,
  });
}

function onSlice(metric: Metric, slice: RowFilter, subject: GateSubject): Omit<MeasuredFigure, 'bounds'> {
  const { target, predictions, table, seed } = subject;
  const rows = rowsWhere(table, slice);
  const on = `${filterWords(slice)} (${rows.length} rows)`;
  if (rows.length === 0) return { on, score: notDefined, problem: 'no judged row is like that' };
  const { metrics } = evaluate({
    target: { ...target, values: Float64Array.from(rows, (row) => target.values[row]) },
    predictions: {
      values: Float64Array.from(rows, (row) => predictions.values[row]),
      probabilities: predictions.probabilities?.map((column) => Float64Array.from(rows, (row) => column[row])),
    },
    metrics: [],
    extra: [metric],
    seed,
  });
  return { on, score: metrics[metric.name] };
}

/** Where nothing is worse than the rest by more than chance, all rows stand for their weakest part. */
function weakest(metric: Metric, subject: GateSubject): Omit<MeasuredFigure, 'bounds'> {
  const { target, predictions, table, inputs, seed } = subject;
  const [slice] = worstSlices({ X: select(table, inputs), target, predictions, metric, seed, limit: 1 });
  if (!slice)
    return { on: 'all rows: none is weaker beyond chance', score: subject.metrics[metric.name] ?? notDefined };
  const ci = slice.ci && ([slice.ci[0], slice.ci[1]] as [number, number]);
  return { on: `${slice.description} (${slice.rows} rows)`, score: { value: slice.value, ci } };
}

function fairnessFigures(
  { metric, slice, sensitive }: DeclaredGate,
  { of, bounds }: Extract<GateFigure, { kind: 'fairness' }>,
  { fairness }: GateSubject,
  field: string,
): MeasuredFigure[] {
  if (slice) throw misplaced(`${field}.slice`, 'a metric', metric);
  if (!fairness) {
    const law = 'no figure of fairness without fairness.sensitive';
    throw new ModelwrightError('PARAM_INVALID', { name: `${field}.metric`, law, value: `${metric} without them` });
  }
  const groupings = fairness.by.filter(({ columns }) => sensitive === undefined || areSame(columns, sensitive));
  if (groupings.length === 0) {
    const judged = fairness.by.map(({ columns }) => columns.join(' / ')).join(', ');
    const law = `one of the groupings that are judged: ${judged}`;
    throw new ModelwrightError('PARAM_INVALID', { name: `${field}.sensitive`, law, value: listed(sensitive ?? []) });
  }
  return groupings.map((by) => {
    const score = of(by) ?? notDefined;
    const problem = score.value === null ? 'fewer than two groups can be compared' : undefined;
    return { on: by.columns.join(' / '), score, bounds, ...(problem && { problem }) };
  });
}

function areSame(columns: readonly string[], names: readonly string[]): boolean {
  return columns.length === names.length && columns.every((name) => names.includes(name));
}

function misplaced(name: string, kind: string, metric: string): ModelwrightError {
  return new ModelwrightError('PARAM_INVALID', { name, law: `no value without ${kind}`, value: `metric ${metric}` });
}
