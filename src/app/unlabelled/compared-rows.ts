/** The rows that two models without a target are compared on: those of a source, or those that a training read. */
import { ModelwrightError } from '../../core/errors.ts';
import type { OnProgress } from '../../core/progress.ts';
import { formatCount } from '../../report/number-format.ts';
import type { Store } from '../../store/open-store.ts';
import { columnOf, findColumn, listed, type Table, takeRows } from '../../table/table.ts';
import { resolveModel } from '../../tracking/registry.ts';
import { recordedData } from '../../train/read-data.ts';
import { recordedUnlabelled } from '../../train/recorded.ts';
import { prepareRows, splitRows } from '../../train/unlabelled/prepare.ts';
import type { UnlabelledDecision } from '../../train/unlabelled/request.ts';
import { learnedNote, nameOf, type Pair } from '../compare-on-source.ts';
import { type KnownClasses, knownClasses } from './known-classes.ts';
import { unlabelledRows } from './unlabelled-rows.ts';

export interface ComparedRows {
  /** The same rows, as each model needs them. */
  readonly tables: readonly [Table, Table];
  readonly known?: KnownClasses;
  readonly judgedOn: string;
  /** Whether a model learned from the rows. */
  readonly notes: readonly string[];
}

interface RowsRequest {
  readonly source?: string;
  /** Without a source: whose training data is taken; default the first model. */
  readonly holdout?: string;
  readonly labelColumn?: string;
  /** Label columns that trainings named, used where the rows have one. */
  readonly recorded: readonly string[];
  readonly onProgress: OnProgress;
}

/**
 * Reads the rows. Without a source these are the ones that a training set aside (of those the ones that both did, where
 * both read the same data), or, where it set none aside, all that it read.
 *
 * @throws COLUMN_NOT_FOUND for a label column that is none, SOURCE_SCHEMA_MISMATCH where the rows lack what a model needs, PARAM_INVALID
 *   for a `holdout` with a target, SNAPSHOT_CHANGED, and the errors of sources.
 */
export async function comparedRows(store: Store, pair: Pair, request: RowsRequest): Promise<ComparedRows> {
  const found = request.source === undefined ? await trainedOn(store, pair, request) : await ofSource(pair, request);
  const what = request.source ?? 'the training data';
  const notes = [];
  for (const [i, opened] of pair.entries()) {
    notes.push(...(await learnedNote(store, opened, found.tables[i], what, request.onProgress)));
  }
  return { ...found, notes };
}

async function ofSource(pair: Pair, request: RowsRequest): Promise<Omit<ComparedRows, 'notes'>> {
  const { source = '', labelColumn, recorded, onProgress } = request;
  const job = { labelColumn, recorded: recorded[0], onProgress };
  const [first, second] = [await unlabelledRows(pair[0], source, job), await unlabelledRows(pair[1], source, job)];
  return {
    tables: [first.table, second.table],
    known: first.known,
    judgedOn: `${formatCount(first.table.nRows)} rows of ${source}`,
  };
}

async function trainedOn(store: Store, pair: Pair, request: RowsRequest): Promise<Omit<ComparedRows, 'notes'>> {
  const { holdout: owner, labelColumn, recorded, onProgress } = request;
  const version = owner === undefined ? pair[0].version : await resolveModel(store, owner);
  const name = nameOf({ ...pair[0], version });
  const decision = recordedUnlabelled(version);
  if (!decision)
    throw new ModelwrightError('PARAM_INVALID', { name: 'holdout', law: 'a model without a target', value: name });
  const { plan, seed } = decision.request;
  const all = await recordedData(decision, { blobs: store.blobs, what: `model ${name}`, onProgress });
  for (const opened of pair) requireInputs(all, opened, plan.source);
  const own = splitRows(prepareRows(all, decision.request), seed).holdout;
  const isSealed = decision.rows === 'train' && own.length > 0;
  const sealed = isSealed ? unlearnedRows(all, own, decision, pair) : own;
  const table = isSealed ? takeRows(all, sealed) : all;
  const label = labelColumn ?? recorded.find((one) => findColumn(table, one));
  const count = formatCount(table.nRows);
  const who = sealed.length < own.length ? 'both trainings' : `the training of ${name}`;
  return {
    tables: [table, table],
    ...(label !== undefined && { known: knownClasses(columnOf(table, label, `the training data of ${name}`)) }),
    judgedOn: isSealed ? `${count} rows that ${who} set aside` : `the ${count} training rows of ${name}`,
  };
}

/**
 * Of the rows that a training set aside, those that the trainings of both models did, where they read the same data: which rows are
 * equal, and so stay together, depends on the columns. All of them where hardly any would be left.
 */
function unlearnedRows(all: Table, sealed: Int32Array, decision: UnlabelledDecision, pair: Pair): Int32Array {
  let rows = sealed;
  for (const { version } of pair) {
    const own = recordedUnlabelled(version)!;
    const isSame = own.dataHash === decision.dataHash && own.request.sample === decision.request.sample;
    // A sample is drawn by the seed.
    const isAlike = isSame && (own.request.sample === undefined || own.request.seed === decision.request.seed);
    if (!isAlike || own.rows === 'all') continue;
    const aside = new Set(splitRows(prepareRows(all, own.request), own.request.seed).holdout);
    const left = rows.filter((row) => aside.has(row));
    if (left.length >= fewestRows) rows = left;
  }
  return rows;
}

/** Fewer rows say nothing. */
const fewestRows = 50;

function requireInputs(table: Table, opened: Pair[number], source: string): void {
  const names = opened.model.signature.inputs.map((input) => input.name);
  const lacking = names.filter((one) => !findColumn(table, one));
  if (lacking.length === 0) return;
  const problem = `it lacks the column(s) ${listed(lacking)} of ${nameOf(opened)}; give a source that has them`;
  throw new ModelwrightError('SOURCE_SCHEMA_MISMATCH', { source, problem });
}
