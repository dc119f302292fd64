/** The audit log: who did what to what, hash-chained, written in the transaction of the act itself. */
import type { Kysely, Transaction } from 'kysely';
import { canonicalJson, type Json } from '../../core/canonical-json.ts';
import { nowIso } from '../../core/clock.ts';
import { ModelwrightError } from '../../core/errors.ts';
import type { AuditRow, RegistryTables } from '../records/registry-tables.ts';
import type { Reserve } from '../reserve.ts';
import { checkText } from '../text.ts';
import { openAnchor, readAnchor } from './anchor.ts';
import { chainStart, entryHash, linkProblem } from './chain.ts';

/** An act to record. `action` is `noun.verb`, `subject` what it was done to. */
export interface AuditAct {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly details: Json;
}

/** One recorded act. */
export interface AuditEntry extends AuditAct {
  readonly seq: number;
  readonly at: string;
  readonly hash: string;
}

/** A log whose every entry is in order. */
export interface VerifiedLog {
  readonly entries: number;
  /** Hash of the newest entry; null while there is none. */
  readonly head: string | null;
}

/** Reading side of the log, and the transaction that writes it. */
export interface AuditLog {
  /** Checks every entry and the anchor file. @throws AUDIT_BROKEN naming the first bad entry */
  verify(): Promise<VerifiedLog>;
  /** The newest entries, oldest first. */
  latest(count: number): Promise<AuditEntry[]>;
  /**
   * Runs `work` in one write transaction; acts passed to `record` become entries of the log, or nothing of it happens at all.
   * Inside, use the given transaction only. An `urgent` act takes something out of service: on a full disk it gets the space that was
   * put by, and `work` may run twice, of which the first leaves nothing. A function is asked once the disk was found full: it may tell
   * what `work` had come to by then.
   *
   * @throws STORE_UNWRITABLE when the act or its entry cannot be written.
   */
  transact<Result>(
    work: AuditedWork<Result>,
    options?: { readonly urgent?: boolean | (() => boolean) },
  ): Promise<Result>;
}

/** Work in a transaction; `record` appends to the log. */
export type AuditedWork<Result> = (db: Transaction<RegistryTables>, record: RecordAct) => Promise<Result>;

/** Appends one act to the log of the running transaction. */
export type RecordAct = (act: AuditAct) => Promise<void>;

const verifyBatch = 5_000;

/** The log kept in `records`, anchored in the file `anchorPath`. */
export function auditLog(records: Kysely<RegistryTables>, anchorPath: string, reserve: Pick<Reserve, 'use'>): AuditLog {
  return {
    async transact(work, { urgent = false } = {}) {
      const act = () => transactOnce(records, anchorPath, work);
      return urgent === false ? await act() : await reserve.use(act, urgent === true ? undefined : urgent);
    },

    async verify() {
      // The anchor is read first: entries that other processes add meanwhile are only in the log then.
      const anchor = await readAnchor(anchorPath);
      const anchored = new Map(anchor.entries.map((entry) => [entry.seq, entry.hash]));
      let previous = { seq: 0, hash: chainStart };
      for (;;) {
        const rows = await rowsAfter(records, previous.seq === 0 ? Number.MIN_SAFE_INTEGER : previous.seq);
        for (const { stored_bytes, ...row } of rows) {
          const problem = linkProblem(row, Number(stored_bytes), previous);
          if (problem) throw broken(previous.seq + 1, problem);
          const remembered = anchored.get(row.seq);
          if (remembered !== undefined && remembered !== row.hash) {
            throw broken(row.seq, 'it is not the entry that the anchor file remembers');
          }
          previous = { seq: row.seq, hash: row.hash };
        }
        if (rows.length < verifyBatch) break;
      }
      const newest = anchor.entries.reduce((seq, entry) => Math.max(seq, entry.seq), 0);
      if (newest > previous.seq) {
        throw broken(previous.seq + 1, `it is missing: the anchor file remembers entry ${newest}`);
      }
      if (anchor.problem) throw broken(previous.seq, anchor.problem);
      return { entries: previous.seq, head: previous.seq > 0 ? previous.hash : null };
    },

    async latest(count) {
      const rows = await records.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(count).execute();
      return rows.reverse().map((row) => ({
        seq: row.seq,
        at: row.at,
        actor: row.actor,
        action: row.action,
        subject: row.subject,
        details: JSON.parse(row.details) as Json,
        hash: row.hash,
      }));
    },
  };
}

async function transactOnce<Result>(
  records: Kysely<RegistryTables>,
  anchorPath: string,
  work: AuditedWork<Result>,
): Promise<Result> {
  let last: AuditRow | undefined;
  let anchor: Awaited<ReturnType<typeof openAnchor>> | undefined;
  try {
    const result = await records.transaction().execute(async (db) => {
      const record = async (act: AuditAct) => {
        anchor ??= await openAnchor(anchorPath);
        last = await append(db, act);
      };
      return await work(db, record);
    });
    // The act is durable now. Should the anchor fail here, the next act anchors the chain with this one in it.
    if (last) await anchor?.write(last).catch(() => {});
    return result;
  } finally {
    await anchor?.close();
  }
}

function broken(entry: number, problem: string): ModelwrightError {
  return new ModelwrightError('AUDIT_BROKEN', { entry, problem });
}

async function append(db: Transaction<RegistryTables>, act: AuditAct): Promise<AuditRow> {
  const last = await db.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const content = {
    seq: (last?.seq ?? 0) + 1,
    at: nowIso(),
    actor: checkText('actor', act.actor),
    action: checkText('action', act.action),
    subject: checkText('subject', act.subject),
    details: canonicalJson(act.details),
    previous_hash: last?.hash ?? chainStart,
  };
  const row = { ...content, hash: entryHash(content) };
  await db.insertInto('audit').values(row).execute();
  return row;
}

function rowsAfter(records: Kysely<RegistryTables>, seq: number) {
  return records
    .selectFrom('audit')
    .selectAll()
    .select(({ fn, ref, eb }) => {
      const bytes = (column: keyof AuditRow) => fn<number>('octet_length', [ref(column)]);
      const columns = ['actor', 'action', 'subject', 'details', 'previous_hash', 'hash'] as const;
      return columns
        .reduce((sum, column) => eb(sum, '+', bytes(column)), eb(bytes('at'), '+', eb.lit(0)))
        .as('stored_bytes');
    })
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(verifyBatch)
    .execute();
}
