/**
 * The keys that are good now, in memory: a server asks here and never waits for the disk. What others make or revoke is noticed within
 * a second. Where the store cannot be read, what is known stays known: nobody can revoke a key in such a store either.
 */
import { timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { nowMs } from '../core/clock.ts';
import { sha256Bytes } from '../core/hash.ts';
import type { Store } from '../store/open-store.ts';
import type { ApiKeyRow } from '../store/records/key-tables.ts';
import { isApiKey } from './api-key.ts';
import type { Caller } from './caller.ts';
import { lastChange, modelsOf } from './keys.ts';
import type { Role } from './role.ts';

export interface KnownKeys {
  /** Whose key it is; undefined for one that is not good, or no more. */
  callerOf(key: string): Caller | undefined;
  /** Reads what changed now, as it is done every second. */
  poll(): Promise<void>;
  /** Stops polling and notes when keys were last used. */
  close(): Promise<void>;
}

interface KnownKey extends Caller {
  readonly keyId: string;
  readonly hash: Buffer;
  readonly expiresMs: number;
  readonly lastUsedAt: string | null;
}

interface Options {
  /** Hears once when the store cannot be read, until it can. */
  readonly report: (error: unknown) => void;
  readonly pollMs?: number;
}

/** Reads the keys; afterwards they follow the store. */
export async function openKnownKeys(store: Store, { report, pollMs = 1_000 }: Options): Promise<KnownKeys> {
  const known = new Known(store);
  await known.poll();
  const stopped = new AbortController();
  const polling = follow();

  async function follow(): Promise<void> {
    let isReported = false;
    while (!stopped.signal.aborted) {
      await sleep(pollMs, undefined, { signal: stopped.signal, ref: false }).catch(() => {});
      if (stopped.signal.aborted) return;
      try {
        await known.poll();
        isReported = false;
      } catch (error) {
        if (!isReported) report(error);
        isReported = true;
      }
    }
  }

  return {
    callerOf: (key) => known.callerOf(key),
    poll: () => known.poll(),
    async close() {
      stopped.abort();
      await polling;
      await known.noteUses().catch(report);
    },
  };
}

/** Digits of a hash by which a key is looked up; all of it is compared afterwards, in constant time. */
const lookupDigits = 16;
const hourMs = 60 * 60 * 1000;

class Known {
  readonly #store: Store;
  #change = -1;
  #polling: Promise<void> = Promise.resolve();
  #byHash = new Map<string, KnownKey>();
  #byId = new Map<string, KnownKey>();
  /** Start of the hour in which a key was last used, by its id, where the store does not have it yet. */
  #uses = new Map<string, string>();
  #hour = { untilMs: Number.NEGATIVE_INFINITY, at: '' };

  constructor(store: Store) {
    this.#store = store;
  }

  callerOf(key: string): Caller | undefined {
    if (!isApiKey(key)) return undefined;
    const hash = Buffer.from(sha256Bytes(key));
    const found = this.#byHash.get(hash.toString('hex', 0, lookupDigits / 2));
    if (!found || !timingSafeEqual(found.hash, hash) || !found.isStillGood()) return undefined;
    this.#use(found);
    return found;
  }

  /** One after the other: what was read earlier must not replace what was read later. */
  poll(): Promise<void> {
    const next = this.#polling.then(() => this.#read());
    this.#polling = next.catch(() => {});
    return next;
  }

  async #read(): Promise<void> {
    const { records } = this.#store;
    await this.noteUses();
    const change = await lastChange(records);
    if (change === this.#change) return;
    const rows = await records.selectFrom('api_keys').selectAll().where('revoked_at', 'is', null).execute();
    const keys = rows.map((row) => this.#known(row));
    this.#byHash = new Map(keys.map((key) => [key.hash.toString('hex', 0, lookupDigits / 2), key]));
    this.#byId = new Map(keys.map((key) => [key.keyId, key]));
    this.#change = change;
  }

  /** Writes when keys were last used: at most once an hour for each, whatever number of servers use it. */
  async noteUses(): Promise<void> {
    const uses = this.#uses;
    this.#uses = new Map();
    for (const [keyId, at] of uses) {
      await this.#store.records
        .updateTable('api_keys')
        .set({ last_used_at: at })
        .where('key_id', '=', keyId)
        .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<', at)]))
        .execute();
    }
  }

  #known(row: ApiKeyRow): KnownKey {
    const models = modelsOf(row);
    const keyId = row.key_id;
    const expiresMs = new Date(row.expires_at).getTime();
    return {
      keyId,
      id: `key:${row.name}`,
      role: row.role as Role,
      ...(models && { models: new Set(models) }),
      hash: Buffer.from(row.hash, 'hex'),
      expiresMs,
      lastUsedAt: row.last_used_at,
      isStillGood: () => nowMs() < expiresMs && this.#byId.has(keyId),
    };
  }

  #use({ keyId, lastUsedAt }: KnownKey): void {
    const now = nowMs();
    if (now >= this.#hour.untilMs || now < this.#hour.untilMs - hourMs) {
      const startMs = now - (now % hourMs);
      this.#hour = { untilMs: startMs + hourMs, at: new Date(startMs).toISOString() };
      // What was noted in the hour before is written, and this hour begins.
      this.#noted.clear();
    }
    const { at } = this.#hour;
    if (lastUsedAt === at || this.#noted.has(keyId)) return;
    this.#noted.add(keyId);
    this.#uses.set(keyId, at);
  }

  /** Keys whose use in this hour is noted. */
  readonly #noted = new Set<string>();
}
