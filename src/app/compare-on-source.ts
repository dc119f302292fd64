/** Two models on labelled rows of a source. */

import { ModelwrightError } from '../core/errors.ts';
import type { OnProgress } from '../core/progress.ts';
import { readTable } from '../data/read.ts';
import { predictAnywhere } from '../estimators/predict-anywhere.ts';
import { type HoldoutState, unseenHoldout } from '../evaluate/sealed/holdout-state.ts';
import { formatCount } from '../report/number-format.ts';
import type { Store } from '../store/open-store.ts';
import { columnOf, listed, select, type Table, takeRows } from '../table/table.ts';
import type { Predictions } from '../table/task.ts';
import type { Look } from '../train/holdout-look.ts';
import { learnedRows } from '../train/learned-rows.ts';
import { sourceForModel } from './model-source.ts';
import type { OpenedModel } from './opened-model.ts';
import { truthOf } from './truth.ts';

/** The rows of a comparison, as both models answered them. */
export interface Answered {
  readonly X: Table;
  readonly yTrue: Float64Array;
  /** As the models gave them, each in its own classes. */
  readonly answers: readonly [Predictions, Predictions];
  readonly groups?: Int32Array;
  readonly before: HoldoutState;
  readonly judgedOn: string;
  readonly notes: readonly string[];
  readonly looks?: readonly [Look, Look];
}

export type Pair = readonly [OpenedModel, OpenedModel];

/** `churn@2`. */
export function nameOf({ version: { name, version } }: OpenedModel): string {
  return `${name}@${version}`;
}

/** Reads the rows once for each model, as each needs them. @throws COLUMN_NOT_FOUND, ROWS_TOO_FEW, the errors of sources */
export async function compareOnSource(
  store: Store,
  pair: Pair,
  classes: readonly string[],
  source: string,
  onProgress: OnProgress,
): Promise<Answered> {
  const { target } = pair[0].model.signature;
  const tables = [];
  for (const opened of pair) {
    const { plan, inputs, hasTarget } = await sourceForModel(opened, source, { target: true });
    if (!hasTarget) {
      const available = listed(plan.columns.map(({ name }) => name));
      throw new ModelwrightError('COLUMN_NOT_FOUND', { column: target.name, source: `source "${source}"`, available });
    }
    tables.push(await readTable(plan, { columns: [...new Set([...inputs, target.name])], onProgress }));
  }
  const truth = truthOf(columnOf(tables[0], target.name), { ...target, classes: [...classes] });
  if (truth.rows.length < fewestRows) {
    const what = `comparing on "${source}" (rows whose "${target.name}" the models know)`;
    throw new ModelwrightError('ROWS_TOO_FEW', { what, needed: fewestRows, rows: truth.rows.length });
  }
  const [first, second] = tables.map((table) => takeRows(table, truth.rows));
  const left = truth.missing + truth.unknown;
  const learned = [
    ...(await learnedNote(store, pair[0], first, source, onProgress)),
    ...(await learnedNote(store, pair[1], second, source, onProgress)),
  ];
  return {
    X: select(
      first,
      pair[0].model.signature.inputs.map(({ name }) => name),
    ),
    yTrue: truth.yTrue,
    answers: [await predictAnywhere(pair[0].model, first), await predictAnywhere(pair[1].model, second)],
    before: unseenHoldout,
    judgedOn: `${formatCount(truth.rows.length)} rows of ${source}`,
    notes: [...learned, ...(left > 0 ? [`${formatCount(left)} rows without a known outcome were left out.`] : [])],
  };
}

const fewestRows = 2;

/** Whether the comparison is fair, as sentences: it is for rows that neither model learned from. */
export async function learnedNote(
  store: Store,
  opened: OpenedModel,
  table: Table,
  source: string,
  onProgress: OnProgress,
): Promise<string[]> {
  const name = nameOf(opened);
  const learned = await learnedRows(opened.version, table, {
    blobs: store.blobs,
    source: `source "${source}"`,
    onProgress,
  });
  if (learned === undefined) return [`Whether ${name} learned from some of these rows is not known here.`];
  if (learned === 0) return [];
  const share = `${formatCount(learned)} of ${formatCount(table.nRows)} rows`;
  return [`${share} equal rows that ${name} learned from; the comparison flatters it there.`];
}
