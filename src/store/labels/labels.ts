/** Labels that arrive after their predictions: durable when acknowledged, idempotent, corrections kept as history. */
import type { Kysely, Transaction } from 'kysely';
import { canonicalJson } from '../../core/canonical-json.ts';
import { nowIso } from '../../core/clock.ts';
import { ModelwrightError } from '../../core/errors.ts';
import { nextTurn, visitInTurns } from '../../core/loop-turns.ts';
import { toInstant } from '../instant.ts';
import type { PredictionLog } from '../predictions/prediction-log.ts';
import type { LabelRow, RegistryTables } from '../records/registry-tables.ts';
import { checkText } from '../text.ts';

/** The truth about one prediction: a class's own text, or a number. Without `observedAt` it counts as observed on arrival. */
export interface NewLabel {
  readonly predictionId: string;
  readonly label: string | number;
  readonly observedAt?: string;
}

/** A label as it is kept. */
export interface StoredLabel {
  readonly predictionId: string;
  readonly label: string | number;
  readonly observedAt: string;
  readonly receivedAt: string;
}

/** What became of the labels of one call. */
export interface LabelReceipt {
  /** Labels that are durable now, those that were there before included. */
  readonly accepted: number;
  /** Labels whose prediction is not in the log: nobody made it, or the log could not keep it. They are not kept. */
  readonly unknown: number;
  /** Their ids, in the order given. */
  readonly unknownIds: readonly string[];
}

export interface Labels {
  /**
   * Stores labels. The same label for the same prediction and instant is stored once; without an instant, a label equal to the
   * prediction's latest is stored once.
   *
   * @throws VALUE_INVALID before anything is stored; STORE_UNWRITABLE, after which whole batches of 2,000 may be stored: send again.
   */
  add(labels: readonly NewLabel[]): Promise<LabelReceipt>;
  /** The label that counts for each of these predictions: latest by `observedAt`, then by arrival. */
  latest(predictionIds: readonly string[]): Promise<Map<string, StoredLabel>>;
  /** All labels of a prediction, in the order of arrival. */
  history(predictionId: string): Promise<StoredLabel[]>;
}

/** Rows of one transaction, so that a long list does not keep other writers waiting. */
const batchRows = 2_000;
/** Bound values of one statement stay far below SQLite's limit of 32,766. */
const statementRows = 500;

/** Labels in `records`, checked against the prediction log. */
export function recordLabels(records: Kysely<RegistryTables>, predictions: Pick<PredictionLog, 'knows'>): Labels {
  return {
    async add(labels) {
      const checked: NewLabel[] = [];
      await visitInTurns(labels, batchRows, (label) => checked.push(checkLabel(label)));
      const known = await predictions.knows(checked.map((label) => label.predictionId));
      const accepted: NewLabel[] = [];
      const unknownIds: string[] = [];
      await visitInTurns(checked, batchRows, (label) => {
        if (known.has(label.predictionId)) accepted.push(label);
        else unknownIds.push(label.predictionId);
      });
      for (const batch of slices(accepted, batchRows)) {
        // SQLite never waits, so without this all batches would run in one turn.
        await nextTurn();
        await records.transaction().execute((db) => insertLabels(db, batch));
      }
      return { accepted: accepted.length, unknown: unknownIds.length, unknownIds };
    },

    latest: (predictionIds) => latestLabels(records, predictionIds),

    async history(predictionId) {
      const rows = await records
        .selectFrom('labels')
        .selectAll()
        .where('prediction_id', '=', predictionId)
        .orderBy('id')
        .execute();
      return rows.map(storedLabel);
    },
  };
}

function checkLabel({ predictionId, label, observedAt }: NewLabel): NewLabel {
  checkText('prediction_id', predictionId, 256);
  const refuse = (what: string, law: string, value: string) =>
    new ModelwrightError('VALUE_INVALID', { what, law, value });
  if (typeof label === 'string') checkText('label', label);
  else if (typeof label !== 'number' || !Number.isFinite(label)) {
    throw refuse('label', 'a text or a finite number', typeof label === 'number' ? String(label) : typeof label);
  }
  const exact = Object.is(label, -0) ? 0 : label;
  if (observedAt === undefined) return { predictionId, label: exact };
  const instant = toInstant(observedAt);
  if (instant === undefined) throw refuse('observed_at', 'an ISO-8601 date or instant', observedAt.slice(0, 40));
  return { predictionId, label: exact, observedAt: instant };
}

async function insertLabels(db: Transaction<RegistryTables>, labels: readonly NewLabel[]): Promise<void> {
  const receivedAt = nowIso();
  const undated = labels.filter((label) => label.observedAt === undefined).map((label) => label.predictionId);
  const before = await latestLabels(db, undated);
  const rows = labels
    .filter(
      ({ observedAt, predictionId, label }) => observedAt !== undefined || before.get(predictionId)?.label !== label,
    )
    .map(({ predictionId, label, observedAt = receivedAt }) => ({
      prediction_id: predictionId,
      observed_at: observedAt,
      label: canonicalJson(label),
      received_at: receivedAt,
    }));
  for (const batch of slices(rows, statementRows)) {
    await db
      .insertInto('labels')
      .values(batch)
      .onConflict((conflict) => conflict.columns(['prediction_id', 'observed_at', 'label']).doNothing())
      .execute();
  }
}

async function latestLabels(db: Kysely<RegistryTables>, ids: readonly string[]): Promise<Map<string, StoredLabel>> {
  const latest = new Map<string, StoredLabel>();
  for (const batch of slices([...new Set(ids)], statementRows)) {
    const rows = await db
      .selectFrom('labels')
      .selectAll()
      .where('prediction_id', 'in', batch)
      .orderBy('observed_at')
      .orderBy('id')
      .execute();
    for (const row of rows) latest.set(row.prediction_id, storedLabel(row));
  }
  return latest;
}

/** Labels of predictions that leave the log. */
export async function forgetLabels(records: Kysely<RegistryTables>, ids: readonly string[]): Promise<number> {
  const { sql } = await import('kysely');
  await sql`pragma secure_delete = on`.execute(records);
  let count = 0;
  for (const batch of slices(ids, statementRows)) {
    const { numDeletedRows } = await records
      .deleteFrom('labels')
      .where('prediction_id', 'in', batch)
      .executeTakeFirstOrThrow();
    count += Number(numDeletedRows);
  }
  return count;
}

function storedLabel(row: Omit<LabelRow, 'id'>): StoredLabel {
  return {
    predictionId: row.prediction_id,
    label: JSON.parse(row.label) as string | number,
    observedAt: row.observed_at,
    receivedAt: row.received_at,
  };
}

function slices<Item>(items: readonly Item[], size: number): Item[][] {
  const parts: Item[][] = [];
  for (let from = 0; from < items.length; from += size) parts.push(items.slice(from, from + size));
  return parts;
}
