/** Appends trials of one study; trials handed in during one turn of the event loop share a transaction. */
import type { Kysely, Selectable } from 'kysely';
import { ModelwrightError } from '../core/errors.ts';
import type { RunTables } from '../store/records/run-tables.ts';
import type { TrialRow } from '../store/records/study-tables.ts';
import { type TrialRecord, trialRow } from './trial-rows.ts';

const statementRows = 500;

/** What the end of a waiting trial changes. */
const told = [
  'state',
  'params',
  'space',
  'objectives',
  'constraints',
  'reports',
  'attributes',
  'problem',
  'started_at',
  'finished_at',
] as const;

/** Where a study puts trials that ended or wait. */
export class TrialJournal {
  readonly #db: Kysely<RunTables>;
  readonly #study: { readonly studyId: string; readonly name: string };
  #waiting: Selectable<TrialRow>[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(db: Kysely<RunTables>, study: { readonly studyId: string; readonly name: string }) {
    this.#db = db;
    this.#study = study;
  }

  /**
   * Resolves when the trial is stored: from then on it survives a killed process.
   *
   * @throws STORE_CONFLICT when another process has stored a trial of this number, or deleted the study.
   */
  append(trial: TrialRecord): Promise<void> {
    this.#waiting.push(trialRow(this.#study.studyId, trial));
    if (this.#waiting.length > 1) return this.#writing;
    this.#writing = this.#writing.then(() => this.#write());
    // Whoever does not wait for a trial still learns of a failure: `settled` waits for all of them.
    this.#writing.catch(() => {});
    return this.#writing;
  }

  /** Resolves when every trial is stored. */
  settled(): Promise<void> {
    return this.#writing;
  }

  async #write(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const rows = this.#waiting;
    this.#waiting = [];
    try {
      await this.#insert(rows);
    } catch (error) {
      const study = this.#db.selectFrom('studies').select('name').where('study_id', '=', this.#study.studyId);
      if (await study.executeTakeFirst()) throw error;
      throw new ModelwrightError('STORE_CONFLICT', { what: `study ${this.#study.name}` }, { cause: error });
    }
  }

  async #insert(rows: readonly Selectable<TrialRow>[]): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      for (let from = 0; from < rows.length; from += statementRows) {
        const part = rows.slice(from, from + statementRows);
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('trials')
          .values(part)
          .onConflict((conflict) =>
            conflict
              .columns(['study_id', 'number'])
              .doUpdateSet((row) => Object.fromEntries(told.map((column) => [column, row.ref(`excluded.${column}`)])))
              .where('trials.state', '=', 'waiting'),
          )
          .executeTakeFirst();
        if (numInsertedOrUpdatedRows !== BigInt(part.length))
          throw new ModelwrightError('STORE_CONFLICT', { what: `study ${this.#study.name}` });
      }
    });
  }
}
