/**
 * The anchor: a small file beside the database that remembers the last entries of the audit chain, so that cutting the chain's tail,
 * or putting an older copy of the database in place, is found.
 *
 * 64 slots of 128 bytes; entry `seq` goes to slot `seq mod 64` as `seq hash crc`, padded with spaces, newline at the end. Slots are
 * overwritten in place: the file never grows, a full disk cannot stop it, and writers of different processes do not need an order.
 */
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { writeFileAtomically } from '../../core/atomic-file.ts';
import { storeError } from '../store-error.ts';

const slots = 64;
const slotBytes = 128;
const emptySlot = `${' '.repeat(slotBytes - 1)}\n`;

/** One remembered entry. */
export interface AnchoredEntry {
  readonly seq: number;
  readonly hash: string;
}

/** Creates the file unless it exists. Must be called under the database's write lock. */
export async function createAnchor(path: string): Promise<void> {
  const existing = await open(path, 'r').catch(() => undefined);
  if (existing) return existing.close();
  await writeFileAtomically(path, emptySlot.repeat(slots));
}

/**
 * Opens the file for one act, before it commits: an act whose audit entry cannot be anchored is refused.
 *
 * @throws STORE_UNWRITABLE
 */
export async function openAnchor(
  path: string,
): Promise<{ write(entry: AnchoredEntry): Promise<void>; close(): Promise<void> }> {
  const file = await open(path, 'r+').catch((error) => {
    throw storeError(error, path);
  });
  return {
    write: async ({ seq, hash }) => {
      await file.write(encodeSlot({ seq, hash }), (seq % slots) * slotBytes, 'latin1');
    },
    close: () => file.close(),
  };
}

/** All remembered entries; `problem` says why the file cannot be trusted. */
export async function readAnchor(path: string): Promise<{ entries: AnchoredEntry[]; problem?: string }> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return { entries: [], problem: 'the anchor file is missing' };
  let text: string;
  try {
    text = await file.readFile('latin1');
  } finally {
    await file.close();
  }
  if (text.length !== slots * slotBytes) return { entries: [], problem: 'the anchor file has the wrong size' };
  const entries: AnchoredEntry[] = [];
  for (let slot = 0; slot < slots; slot++) {
    const record = text.slice(slot * slotBytes, (slot + 1) * slotBytes);
    if (record === emptySlot) continue;
    const match = /^(\d{1,15}) ([0-9a-f]{64}) [0-9a-f]{8} *\n$/.exec(record);
    const entry = match && { seq: Number(match[1]), hash: match[2] };
    if (!entry || encodeSlot(entry) !== record || entry.seq % slots !== slot) {
      return { entries, problem: 'the anchor file was changed' };
    }
    entries.push(entry);
  }
  return { entries };
}

function encodeSlot({ seq, hash }: AnchoredEntry): string {
  const content = `${seq} ${hash}`;
  return `${`${content} ${crc32(content).toString(16).padStart(8, '0')}`.padEnd(slotBytes - 1)}\n`;
}
