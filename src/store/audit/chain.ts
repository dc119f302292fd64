/** The hash chain of the audit log: each entry's hash covers its content and the hash before it. */
import { sha256 } from '../../core/hash.ts';
import type { AuditRow } from '../records/registry-tables.ts';

/** What comes before the first entry. */
export const chainStart = '0'.repeat(64);

/**
 * SHA-256 over one entry. `details` enters as the stored text, so no other spelling of the same JSON passes. A flat list of texts and
 * one integer has one JSON spelling.
 */
export function entryHash(entry: Omit<AuditRow, 'hash'>): string {
  const fields = [entry.seq, entry.at, entry.actor, entry.action, entry.subject, entry.details];
  return sha256(`${entry.previous_hash}\n${JSON.stringify(fields)}`);
}

/**
 * Why `row` cannot be the entry that follows `previous`; undefined when it can.
 * `storedBytes` is how many bytes the database holds in the row's texts: a text that hides something behind a NUL is longer than it reads.
 */
export function linkProblem(row: AuditRow, storedBytes: number, previous: { seq: number; hash: string }) {
  const texts = [row.at, row.actor, row.action, row.subject, row.details, row.previous_hash, row.hash];
  if (row.seq !== previous.seq + 1) return `entry ${previous.seq + 1} is missing`;
  if (texts.some((text) => typeof text !== 'string')) return 'a field is not text';
  const readBytes = texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0);
  if (readBytes !== storedBytes) return 'a field has hidden bytes';
  if (row.previous_hash !== previous.hash) return 'it does not follow the entry before it';
  if (entryHash(row) !== row.hash) return 'its content does not match its hash';
  return undefined;
}
