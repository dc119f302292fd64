/** A rollout as it is kept: read from its row, and found by its model. */
import { ModelwrightError } from '../../../core/errors.ts';
import type { Records } from '../../../store/records/registry-tables.ts';
import type { RolloutRow } from '../../../store/records/rollout-tables.ts';
import type { ColumnScale } from '../contextual-traffic.ts';
import type { OutputBins } from '../output-bins.ts';
import type { RolloutState } from '../state.ts';

/** What is fixed when a rollout starts. */
export interface RolloutSetup {
  readonly outputs: OutputBins;
  /** When an answer is wrong: another class, or further from the truth than this; null where nobody can say. */
  readonly wrong: 'other_class' | { readonly beyond: number } | null;
  /** Of a contextual bandit: its columns. */
  readonly scales: readonly ColumnScale[];
  /** How the winner is promoted: by the gates that were declared at the start. */
  readonly promotion: {
    readonly reason: string;
    readonly actor: string;
    readonly force: boolean;
    readonly specHash?: string;
  };
}

/** Answers of a shadow beside the champion's to the same requests. */
export interface ComparedPairs {
  readonly pairs: number;
  /** Of these, equal answers. */
  readonly equal: number;
  /** Sum of the distances of answers that are numbers, and the greatest. */
  readonly distance: number;
  readonly greatest: number;
  /** Requests that were not mirrored, because the shadow was busy. */
  readonly dropped: number;
}

export const noPairs: ComparedPairs = { pairs: 0, equal: 0, distance: 0, greatest: 0, dropped: 0 };

export interface RolloutRecord {
  readonly rolloutId: string;
  readonly model: string;
  readonly isSettled: boolean;
  readonly state: RolloutState;
  readonly setup: RolloutSetup;
  readonly pairs: ComparedPairs;
  readonly leader: string;
  readonly token: number;
  readonly beat: number;
  readonly labelCursor: number;
  readonly startedAt: string;
  readonly startedBy: string;
  readonly endedAt: string | null;
}

/** Reads a row. */
export function recordOfRow(row: RolloutRow): RolloutRecord {
  return {
    rolloutId: row.rollout_id,
    model: row.model,
    isSettled: row.settled === 1,
    state: JSON.parse(row.state) as RolloutState,
    setup: JSON.parse(row.setup) as RolloutSetup,
    pairs: JSON.parse(row.pairs) as ComparedPairs,
    leader: row.leader,
    token: row.token,
    beat: row.beat,
    labelCursor: row.label_cursor,
    startedAt: row.started_at,
    startedBy: row.started_by,
    endedAt: row.ended_at,
  };
}

/** The rollout of a model that is not settled; undefined when there is none. */
export async function openRolloutOf(db: Records, model: string): Promise<RolloutRecord | undefined> {
  const row = await db
    .selectFrom('rollouts')
    .selectAll()
    .where('model', '=', model)
    .where('settled', '=', 0)
    .executeTakeFirst();
  return row && recordOfRow(row);
}

/** One rollout by its id; undefined when it does not exist. */
export async function rolloutById(db: Records, rolloutId: string): Promise<RolloutRecord | undefined> {
  const row = await db.selectFrom('rollouts').selectAll().where('rollout_id', '=', rolloutId).executeTakeFirst();
  return row && recordOfRow(row);
}

/** The latest rollout of a model. @throws ROLLOUT_NOT_FOUND */
export async function latestRolloutOf(db: Records, model: string): Promise<RolloutRecord> {
  const row = await db
    .selectFrom('rollouts')
    .selectAll()
    .where('model', '=', model)
    .orderBy('settled')
    .orderBy('rollout_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) throw new ModelwrightError('ROLLOUT_NOT_FOUND', { model });
  return recordOfRow(row);
}
