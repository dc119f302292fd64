/** Rows that a version is tested on: a labelled source, or its own sealed holdout. */

import { hashJson } from '../core/hash.ts';
import { plainJson } from '../core/plain-json.ts';
import type { OnProgress } from '../core/progress.ts';
import { changedColumns } from '../evaluate/behaviour/change-rows.ts';
import type { Score } from '../evaluate/evaluation.ts';
import { defaultMetrics } from '../evaluate/fairness/fairness.ts';
import { gateFigure } from '../evaluate/gates/gate-figure.ts';
import { plainCost, widened } from '../evaluate/sealed/plain-look.ts';
import type { Store } from '../store/open-store.ts';
import { columnOf, select, type Table, takeRows } from '../table/table.ts';
import type { Predictions } from '../table/task.ts';
import { type Look, lookOf, plainQuestion } from '../train/holdout-look.ts';
import type { Declared } from './declared.ts';
import { labelledRows } from './labelled-rows.ts';
import type { OpenedModel } from './opened-model.ts';
import { requireUnlearned, sealedBy } from './sealed-rows.ts';

/** A figure as it may be told, within its bounds. */
export type Told = (score: Score, bounds: readonly [number, number]) => Score;

export interface JudgedRows {
  readonly kind: 'holdout' | 'source';
  readonly name: string;
  readonly table: Table;
  readonly yTrue: Float64Array;
  /** Unit of each row where rows depend on each other. */
  readonly groups?: Int32Array;
  /** Answers with the figures as they may be told; on a holdout this is a counted look. */
  tell<Answer>(predictions: Predictions, answer: (told: Told) => Answer): Promise<{ answer: Answer; look?: Look }>;
}

/**
 * Finds the rows.
 *
 * @throws HOLDOUT_NONE, HOLDOUT_LEARNED, MODEL_IMPORTED without a source; COLUMN_NOT_FOUND and the errors of reading.
 */
export async function judgedRows(
  store: Store,
  opened: OpenedModel,
  job: {
    readonly source?: string;
    readonly declared: Declared;
    readonly actor: string;
    readonly onProgress: OnProgress;
  },
): Promise<JudgedRows> {
  const { source, declared, onProgress } = job;
  const more = columnsNamed(declared);
  if (source === undefined) return await sealedRows(store, opened, { ...job, more });
  const { table, yTrue } = await labelledRows(opened, source, { more, onProgress });
  return {
    kind: 'source',
    name: source,
    table,
    yTrue,
    async tell(_, answer) {
      return { answer: answer((score) => score) };
    },
  };
}

/** Columns that slices, tests and groups look at; some may be inputs as well. */
function columnsNamed({ gates, tests, fairness }: Declared): string[] {
  const drawing = tests.filter((test) => test.kind !== 'minimum_functionality').filter(({ rows }) => !rows);
  const filters = [
    ...gates.map(({ slice }) => (typeof slice === 'object' ? slice : {})),
    ...drawing.map(({ where }) => where ?? {}),
  ];
  const changed = drawing.flatMap(({ change }) => changedColumns(change));
  return [
    ...new Set([...filters.flatMap((filter) => Object.keys(filter)), ...changed, ...(fairness?.sensitive ?? [])]),
  ];
}

async function sealedRows(
  store: Store,
  opened: OpenedModel,
  { declared, actor, more, onProgress }: { declared: Declared; actor: string; more: string[]; onProgress: OnProgress },
): Promise<JudgedRows> {
  const { version, model } = opened;
  const sealed = await sealedBy(store, version, onProgress);
  requireUnlearned(version, sealed);
  const { prepared, rows, holdout, decision } = sealed;
  const inputs = model.signature.inputs.map(({ name }) => name);
  for (const name of more) columnOf(prepared.table, name, 'the training data');
  return {
    kind: 'holdout',
    name: holdout.holdoutId,
    table: takeRows(select(prepared.table, [...new Set([...inputs, ...more])]), rows),
    yTrue: Float64Array.from(rows, (row) => prepared.target.values[row]),
    groups: prepared.groups && Int32Array.from(rows, (row) => prepared.groups![row]),
    async tell(predictions, answer) {
      const everything = plainQuestion(predictions);
      const looked = await store.holdouts.look({
        holdout,
        question: isTold(declared, decision.request.fairness) ? everything : `${everything} ${partsAsked(declared)}`,
        subject: `model ${version.name}@${version.version}`,
        actor,
        answer: (before) => ({
          outcome: 'plain',
          cost: plainCost,
          answer: answer((score, bounds) => widened(before, score, bounds)),
        }),
      });
      return { answer: looked.answer, look: lookOf(looked) };
    },
  };
}

/** Whether the report of the training says all of it: then asking again gives nothing away. */
function isTold({ gates, fairness }: Declared, told: Declared['fairness']): boolean {
  const sameGroups = fairness === undefined || nameOf(fairness) === nameOf(told);
  return sameGroups && gates.every(({ slice, metric }) => slice === undefined && isReported(metric));
}

/** False for figures by group that only a gate asks for. */
function isReported(metric: string): boolean {
  const figure = gateFigure(metric, 'metric');
  return figure.kind !== 'fairness' || figure.asks === undefined || alwaysCompared.has(figure.asks);
}

const alwaysCompared = new Set(Object.values(defaultMetrics).flat());

/** Names the parts of the holdout that are asked about. */
function partsAsked({ gates, fairness }: Declared): string {
  const slices = gates.filter(({ slice }) => slice !== undefined);
  return hashJson(plainJson({ slices, gates: gates.map(({ metric }) => metric), fairness: fairness ?? null }));
}

function nameOf(value: unknown): string {
  return hashJson(plainJson(value ?? null));
}
