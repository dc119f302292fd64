/** Trials as rows of runs.db and back. NaN and infinities are kept as what they are. */
import type { Selectable } from 'kysely';
import type { Json } from '../core/canonical-json.ts';
import { ModelwrightError } from '../core/errors.ts';
import { numberOfName, specialNumber } from '../store/number-text.ts';
import type { TrialRow } from '../store/records/study-tables.ts';
import { encodeDocument } from './documents.ts';

/** Parameters of a trial by name, in the order in which they were chosen. */
export type StoredParams = Readonly<Record<string, string | number | boolean | null>>;

/** One trial as it is stored: it ended, or waits to be run with given parameters. */
export interface TrialRecord {
  /** Position in the sequence of trials, from 0. */
  readonly number: number;
  readonly state: 'complete' | 'pruned' | 'failed' | 'waiting';
  readonly params: StoredParams;
  /** Declarations in order, where the trial made them; else null. */
  readonly space: readonly Json[] | null;
  /** One for each direction of the study; null unless complete. */
  readonly values: readonly number[] | null;
  readonly constraints: readonly number[] | null;
  readonly reports: readonly { readonly step: number; readonly value: number }[];
  /** What the objective noted about the trial. */
  readonly attributes: Readonly<Record<string, Json>>;
  /** Why it failed. */
  readonly problem: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

/** How a trial ended. */
export type TrialOutcome = Pick<TrialRecord, 'number' | 'state' | 'values'>;

const mostCharacters = 4 * 1024 * 1024;

/** @throws VALUE_INVALID for what JSON cannot hold, and for a trial of more than 4 million characters */
export function trialRow(studyId: string, trial: TrialRecord): Selectable<TrialRow> {
  const row = {
    study_id: studyId,
    number: trial.number,
    state: trial.state,
    // Not canonical JSON, which would lose the order.
    params: JSON.stringify(trial.params),
    space: trial.space && encodeDocument('space', trial.space),
    objectives: trial.values && encodeNumbers(trial.values),
    constraints: trial.constraints && encodeNumbers(trial.constraints),
    reports: JSON.stringify(trial.reports.map(({ step, value }) => [step, specialNumber(value) ?? value])),
    attributes: encodeDocument('attributes', trial.attributes),
    problem: trial.problem,
    started_at: trial.startedAt,
    finished_at: trial.finishedAt,
  };
  const size = row.params.length + row.reports.length + row.attributes.length;
  if (size > mostCharacters) {
    const law = `parameters, reports and attributes of at most ${mostCharacters} characters`;
    throw new ModelwrightError('VALUE_INVALID', { what: `trial ${trial.number}`, law, value: size });
  }
  return row;
}

/** What `trialRow` made a row of. */
export function trialRecord(row: Selectable<TrialRow>): TrialRecord {
  const reports = JSON.parse(row.reports) as [step: number, value: number | string][];
  return {
    ...trialOutcome(row),
    params: storedParams(row),
    space: row.space === null ? null : (JSON.parse(row.space) as readonly Json[]),
    constraints: row.constraints === null ? null : decodeNumbers(row.constraints),
    reports: reports.map(([step, value]) => ({ step, value: plainNumber(value) })),
    attributes: JSON.parse(row.attributes) as Readonly<Record<string, Json>>,
    problem: row.problem,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}

/** The part of a row that says how the trial ended. */
export function trialOutcome(row: Pick<Selectable<TrialRow>, 'number' | 'state' | 'objectives'>): TrialOutcome {
  return {
    number: row.number,
    state: row.state as TrialRecord['state'],
    values: row.objectives === null ? null : decodeNumbers(row.objectives),
  };
}

/** The part of a row that says what was tried. */
export function storedParams({ params }: Pick<Selectable<TrialRow>, 'params'>): StoredParams {
  return JSON.parse(params) as StoredParams;
}

function encodeNumbers(values: readonly number[]): string {
  return JSON.stringify(values.map((value) => specialNumber(value) ?? value));
}

function decodeNumbers(text: string): number[] {
  return (JSON.parse(text) as (number | string)[]).map(plainNumber);
}

function plainNumber(value: number | string): number {
  return typeof value === 'number' ? value : (numberOfName(value) ?? Number.NaN);
}
