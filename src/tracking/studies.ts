/** Stored studies: begun or gone on with by name, listed, read, deleted. */
import { type Kysely, type Selectable, sql } from 'kysely';
import { nowIso } from '../core/clock.ts';
import { ModelwrightError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import { checkName } from '../core/names.ts';
import type { Store } from '../store/open-store.ts';
import type { RunTables } from '../store/records/run-tables.ts';
import type { StudyRow } from '../store/records/study-tables.ts';
import { encodeDocument } from './documents.ts';
import { requireSameStudy, type StudyDefinition } from './study-definition.ts';
import {
  type StoredParams,
  storedParams,
  type TrialOutcome,
  type TrialRecord,
  trialOutcome,
  trialRecord,
} from './trial-rows.ts';
import { listed } from './versions.ts';

/** A study without its trials. */
export interface StudyRecord {
  readonly studyId: string;
  readonly name: string;
  readonly definition: StudyDefinition;
  readonly createdAt: string;
}

/** A study in a list. */
export interface StudySummary extends StudyRecord {
  /** Trials by how they ended. */
  readonly trials: Readonly<Record<TrialRecord['state'], number>>;
  /** When its last trial ended. */
  readonly lastAt: string | null;
}

/**
 * Begins the study, or returns the stored one of that name; many processes may do so at once.
 *
 * @throws NAME_INVALID; STUDY_DIFFERS when the stored one is another search
 */
export async function beginStudy(store: Store, name: string, definition: StudyDefinition): Promise<StudyRecord> {
  checkName(name);
  const text = encodeDocument('study', { ...definition });
  const row = await store.series.transaction().execute(async (db) => {
    await db
      .insertInto('studies')
      .values({ study_id: newId('study'), name, definition: text, created_at: nowIso() })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    return await db.selectFrom('studies').selectAll().where('name', '=', name).executeTakeFirstOrThrow();
  });
  const study = studyRecord(row);
  requireSameStudy(name, study.definition, definition);
  return study;
}

/** One study. @throws STUDY_NOT_FOUND, listing the latest */
export async function getStudy(store: Store, name: string): Promise<StudyRecord> {
  const row = await store.series.selectFrom('studies').selectAll().where('name', '=', name).executeTakeFirst();
  if (row) return studyRecord(row);
  throw await notFound(store.series, name);
}

/** Its stored trials in order of number: all, or at most `limit` from number `from` on. */
export async function readTrials(
  store: Store,
  studyId: string,
  { from = 0, limit }: { readonly from?: number; readonly limit?: number } = {},
): Promise<TrialRecord[]> {
  const trials = store.series
    .selectFrom('trials')
    .selectAll()
    .where('study_id', '=', studyId)
    .where('number', '>=', from)
    .orderBy('number');
  const rows = await (limit === undefined ? trials : trials.limit(limit)).execute();
  return rows.map(trialRecord);
}

/** How the first trials of a study ended, in order of number: many times less to read than the trials. */
export async function readOutcomes(
  store: Store,
  studyId: string,
  { limit }: { readonly limit?: number } = {},
): Promise<TrialOutcome[]> {
  const trials = store.series
    .selectFrom('trials')
    .select(['number', 'state', 'objectives'])
    .where('study_id', '=', studyId)
    .orderBy('number');
  const rows = await (limit === undefined ? trials : trials.limit(limit)).execute();
  return rows.map(trialOutcome);
}

/** The parameters of some trials by number. */
export async function readParams(
  store: Store,
  studyId: string,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, StoredParams>> {
  const params = new Map<number, StoredParams>();
  for (let first = 0; first < numbers.length; first += mostAsked) {
    const rows = await store.series
      .selectFrom('trials')
      .select(['number', 'params'])
      .where('study_id', '=', studyId)
      .where('number', 'in', numbers.slice(first, first + mostAsked))
      .execute();
    for (const row of rows) params.set(row.number, storedParams(row));
  }
  return params;
}

/** Values that a database takes in one query. */
const mostAsked = 10_000;

/** How many trials of a study ended in each way. */
export async function countTrials(store: Store, studyId: string): Promise<StudySummary['trials']> {
  const counts = await store.series
    .selectFrom('trials')
    .select(['state', sql<number>`count(*)`.as('count')])
    .where('study_id', '=', studyId)
    .groupBy('state')
    .execute();
  const known = Object.fromEntries(counts.map(({ state, count }) => [state, count]));
  return { complete: 0, pruned: 0, failed: 0, waiting: 0, ...known };
}

/** Studies, the newest first. */
export async function listStudies(
  store: Store,
  { limit = 100 }: { readonly limit?: number } = {},
): Promise<StudySummary[]> {
  const rows = await store.series.selectFrom('studies').selectAll().orderBy('study_id', 'desc').limit(limit).execute();
  const counts = await store.series
    .selectFrom('trials')
    .select(['study_id', 'state', sql<number>`count(*)`.as('count'), sql<string | null>`max(finished_at)`.as('last')])
    .where(
      'study_id',
      'in',
      rows.map((row) => row.study_id),
    )
    .groupBy(['study_id', 'state'])
    .execute();
  return rows.map((row) => {
    const own = counts.filter((count) => count.study_id === row.study_id);
    const times = own.flatMap(({ last }) => (last === null ? [] : [last]));
    return {
      ...studyRecord(row),
      trials: {
        complete: 0,
        pruned: 0,
        failed: 0,
        waiting: 0,
        ...Object.fromEntries(own.map(({ state, count }) => [state, count])),
      },
      lastAt: times.reduce<string | null>((last, time) => (last === null || time > last ? time : last), null),
    };
  });
}

/** Deletes a study with its trials; returns how many there were. @throws STUDY_NOT_FOUND */
export async function deleteStudy(store: Store, name: string): Promise<number> {
  return await store.series.transaction().execute(async (db) => {
    const row = await db.selectFrom('studies').select('study_id').where('name', '=', name).executeTakeFirst();
    if (!row) throw await notFound(db, name);
    const { numDeletedRows } = await db.deleteFrom('trials').where('study_id', '=', row.study_id).executeTakeFirst();
    await db.deleteFrom('studies').where('study_id', '=', row.study_id).execute();
    return Number(numDeletedRows);
  });
}

async function notFound(db: Kysely<RunTables>, study: string): Promise<ModelwrightError> {
  const rows = await db.selectFrom('studies').select('name').orderBy('study_id', 'desc').limit(10).execute();
  return new ModelwrightError('STUDY_NOT_FOUND', { study, available: listed(rows.map(({ name }) => name)) });
}

function studyRecord(row: Selectable<StudyRow>): StudyRecord {
  return {
    studyId: row.study_id,
    name: row.name,
    definition: JSON.parse(row.definition) as StudyDefinition,
    createdAt: row.created_at,
  };
}
