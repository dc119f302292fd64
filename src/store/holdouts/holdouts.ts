/**
 * The looks at sealed holdouts. A look is counted in one write transaction with its entry in the audit log, and is on the disk
 * before its answer is known to anyone: processes that ask at once get different numbers, and a process that is killed has looked.
 */
import type { Kysely, Transaction } from 'kysely';
import { compareCodeUnits } from '../../core/canonical-json.ts';
import { nowIso } from '../../core/clock.ts';
import { ModelwrightError } from '../../core/errors.ts';
import type { AuditLog, RecordAct } from '../audit/audit-log.ts';
import type { HoldoutLookRow, HoldoutRow } from '../records/holdout-tables.ts';
import type { RegistryTables } from '../records/registry-tables.ts';
import { checkText } from '../text.ts';

/** A holdout as it is named and described; its rows stay where they are. */
export interface HoldoutFacts {
  readonly holdoutId: string;
  readonly dataHash: string;
  /** The source as the user named it. */
  readonly source: string;
  readonly target: string;
  readonly rows: number;
  /** What it may give away before it refuses. */
  readonly budget: number;
}

/** What a holdout has given away. */
export interface HoldoutSpending {
  readonly looks: number;
  readonly spent: number;
  readonly allPlain: boolean;
}

export interface HoldoutRecord extends HoldoutFacts, HoldoutSpending {
  readonly createdAt: string;
}

/** One look that was counted. */
export interface HoldoutLook {
  readonly look: number;
  /** What was asked about: a model or a run. */
  readonly subject: string;
  readonly actor: string;
  readonly at: string;
  /** `plain`, `confirmed` or `noised`. */
  readonly outcome: string;
  readonly cost: number;
}

/** A question to a holdout. */
export interface HoldoutQuestion<Answer> {
  readonly holdout: HoldoutFacts;
  /** Names the question by its content: the same one is counted once and answered the same. */
  readonly question: string;
  /** Questions whose answer would hold this one's; when one was asked, nothing is counted. */
  readonly answeredBy?: readonly string[];
  readonly subject: string;
  readonly actor: string;
  /**
   * Answers in this state; called inside the transaction, so it only calculates. Also called for a question that was asked before,
   * with the state of that time and what was asked then.
   */
  answer(before: HoldoutSpending, question: string): Answered<Answer>;
}

/** An answer with what it gives away. */
export interface Answered<Answer> {
  readonly outcome: string;
  readonly cost: number;
  readonly answer: Answer;
}

/** An answer with the number of its look. */
export interface LookedAt<Answer> {
  readonly answer: Answer;
  readonly outcome: string;
  readonly look: number;
  /** True when the question had been answered before and nothing was counted. */
  readonly again: boolean;
  /** State after the look. */
  readonly holdout: HoldoutRecord;
}

export interface Holdouts {
  /** Counts a look and gives its answer. @throws HOLDOUT_SPENT for a new question when the budget is spent; the refusal is audited. */
  look<Answer>(question: HoldoutQuestion<Answer>): Promise<LookedAt<Answer>>;
  /** Refuses beforehand what `look` would refuse, so that no work is done for nothing. @throws HOLDOUT_SPENT */
  requireSpare(holdout: HoldoutFacts): Promise<void>;
  /** Every holdout that was looked at, the newest first. */
  list(): Promise<HoldoutRecord[]>;
  /** One holdout with its looks, oldest first; the beginning of an id (8 digits or more) is enough. @throws HOLDOUT_NOT_FOUND */
  show(id: string): Promise<HoldoutRecord & { readonly history: readonly HoldoutLook[] }>;
}

const fewestDigits = 8;

/** Looks kept in `records`. */
export function recordHoldouts(records: Kysely<RegistryTables>, audit: AuditLog): Holdouts {
  return {
    async look(question) {
      const { holdout } = question;
      const looked = await audit.transact((db, record) => countLook(db, record, question));
      if (looked) return looked;
      throw holdoutSpent(holdoutRecord(await requireHoldout(records, holdout.holdoutId)));
    },

    async requireSpare({ holdoutId }) {
      const row = await records
        .selectFrom('holdouts')
        .selectAll()
        .where('holdout_id', '=', holdoutId)
        .executeTakeFirst();
      if (row && isSpent(row)) throw holdoutSpent(holdoutRecord(row));
    },

    async list() {
      const rows = await records
        .selectFrom('holdouts')
        .selectAll()
        .orderBy('created_at', 'desc')
        .orderBy('holdout_id')
        .execute();
      return rows.map(holdoutRecord);
    },

    async show(id) {
      const row = await requireHoldout(records, id);
      const looks = await records
        .selectFrom('holdout_looks')
        .selectAll()
        .where('holdout_id', '=', row.holdout_id)
        .orderBy('look')
        .execute();
      return { ...holdoutRecord(row), history: looks.map(lookRecord) };
    },
  };
}

/** Inside the transaction: undefined means refused. */
async function countLook<Answer>(
  db: Transaction<RegistryTables>,
  record: RecordAct,
  { holdout, question, answeredBy = [], subject, actor, answer }: HoldoutQuestion<Answer>,
): Promise<LookedAt<Answer> | undefined> {
  const { holdoutId, dataHash, source, target, rows, budget } = holdout;
  const at = nowIso();
  await db
    .insertInto('holdouts')
    .values({
      holdout_id: holdoutId,
      data_hash: dataHash,
      source: checkText('source', source),
      target: checkText('target', target),
      rows,
      budget,
      looks: 0,
      spent: 0,
      all_plain: 1,
      created_at: at,
    })
    .onConflict((conflict) => conflict.column('holdout_id').doNothing())
    .execute();
  const before = await db
    .selectFrom('holdouts')
    .selectAll()
    .where('holdout_id', '=', holdoutId)
    .executeTakeFirstOrThrow();
  const earlier = await db
    .selectFrom('holdout_looks')
    .selectAll()
    .where('holdout_id', '=', holdoutId)
    .where('question', 'in', [question, ...answeredBy])
    .orderBy('look')
    .execute();
  // A fuller answer to the same question counts before the question itself.
  const known = earlier.find((look) => look.question !== question) ?? earlier.at(0);
  if (known) {
    const then = { looks: known.look - 1, spent: known.spent_before, allPlain: known.plain_before === 1 };
    const { answer: same, outcome } = answer(then, known.question);
    return { answer: same, outcome, look: known.look, again: true, holdout: holdoutRecord(before) };
  }
  const state = holdoutRecord(before);
  if (isSpent(before)) {
    await record({ actor, action: 'holdout.refused', subject: holdoutId, details: { about: subject } });
    return undefined;
  }
  const look = state.looks + 1;
  const answered = answer(state, question);
  const { outcome, cost } = answered;
  await db
    .insertInto('holdout_looks')
    .values({
      holdout_id: holdoutId,
      look,
      question,
      subject: checkText('subject', subject, 300),
      actor: checkText('actor', actor, 256),
      at,
      outcome,
      cost,
      spent_before: before.spent,
      plain_before: before.all_plain,
    })
    .execute();
  const after = {
    looks: look,
    spent: before.spent + cost,
    all_plain: before.all_plain === 1 && outcome === 'plain' ? 1 : 0,
  };
  await db.updateTable('holdouts').set(after).where('holdout_id', '=', holdoutId).execute();
  await record({
    actor,
    action: 'holdout.looked',
    subject: holdoutId,
    details: { look, about: subject, outcome, cost },
  });
  return { answer: answered.answer, outcome, look, again: false, holdout: holdoutRecord({ ...before, ...after }) };
}

function isSpent({ spent, budget }: HoldoutRow): boolean {
  return spent >= budget;
}

function holdoutSpent({ holdoutId, looks, budget }: HoldoutRecord): ModelwrightError {
  return new ModelwrightError('HOLDOUT_SPENT', { holdout: holdoutId.slice(0, 12), looks, budget });
}

async function requireHoldout(db: Kysely<RegistryTables>, id: string): Promise<HoldoutRow> {
  const rows = /^[0-9a-f]+$/.test(id) && id.length >= fewestDigits ? await beginningWith(db, id) : [];
  if (rows.length === 1) return rows[0];
  const others = rows.length > 1 ? rows : await db.selectFrom('holdouts').selectAll().limit(21).execute();
  const ids = others.map((row) => row.holdout_id.slice(0, 12)).sort(compareCodeUnits);
  throw new ModelwrightError('HOLDOUT_NOT_FOUND', { holdout: id.slice(0, 64), available: ids.join(', ') || 'none' });
}

function beginningWith(db: Kysely<RegistryTables>, id: string): Promise<HoldoutRow[]> {
  return db
    .selectFrom('holdouts')
    .selectAll()
    .where('holdout_id', '>=', id)
    .where('holdout_id', '<=', `${id}g`)
    .limit(2)
    .execute();
}

function holdoutRecord(row: HoldoutRow): HoldoutRecord {
  return {
    holdoutId: row.holdout_id,
    dataHash: row.data_hash,
    source: row.source,
    target: row.target,
    rows: row.rows,
    budget: row.budget,
    looks: row.looks,
    spent: row.spent,
    allPlain: row.all_plain === 1,
    createdAt: row.created_at,
  };
}

function lookRecord({ look, subject, actor, at, outcome, cost }: HoldoutLookRow): HoldoutLook {
  return { look, subject, actor, at, outcome, cost };
}
