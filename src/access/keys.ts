/** The keys of a home: made, listed and revoked, each act with its entry in the audit log. */
import { canonicalJson } from '../core/canonical-json.ts';
import { nowIso, nowMs } from '../core/clock.ts';
import { ModelwrightError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import { checkName } from '../core/names.ts';
import type { AuditedWork } from '../store/audit/audit-log.ts';
import type { Store } from '../store/open-store.ts';
import type { ApiKeyRow } from '../store/records/key-tables.ts';
import { apiKeyHash, newApiKey } from './api-key.ts';
import type { Role } from './role.ts';

/** Everything about a key but the key. */
export interface KeyRecord {
  readonly keyId: string;
  readonly name: string;
  readonly role: Role;
  /** Null: all models. */
  readonly models: readonly string[] | null;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
  /** Start of the hour in which it was last used. */
  readonly lastUsedAt: string | null;
  readonly state: 'active' | 'expired' | 'revoked';
}

export interface NewKey {
  readonly name: string;
  readonly role: Role;
  /** Absent: all models, also later ones. They need not exist yet. */
  readonly models?: readonly string[];
  readonly expiresDays: number;
  readonly actor: string;
}

const dayMs = 24 * 60 * 60 * 1000;
/** Keys that are good at a time; a server holds them in memory. */
const mostKeys = 10_000;

/**
 * Makes a key. The answer is the only place where it ever stands.
 *
 * @throws KEY_EXISTS for a name that a key has which is not revoked, NAME_INVALID, PARAM_INVALID beyond 10,000 keys
 */
export async function createKey(store: Store, asked: NewKey): Promise<KeyRecord & { readonly key: string }> {
  const { role, expiresDays, actor } = asked;
  const name = checkName(asked.name);
  const models = asked.models ? [...new Set(asked.models.map(checkName))].sort(byCodeUnit) : null;
  const key = newApiKey();
  const row: Omit<ApiKeyRow, 'change'> = {
    key_id: newId('key'),
    name,
    hash: apiKeyHash(key),
    role,
    models: models && canonicalJson(models),
    created_at: nowIso(),
    created_by: actor,
    expires_at: new Date(nowMs() + expiresDays * dayMs).toISOString(),
    revoked_at: null,
    last_used_at: null,
  };
  await store.audit.transact(async (db, record) => {
    const others = await db.selectFrom('api_keys').select('name').where('revoked_at', 'is', null).execute();
    if (others.some((other) => other.name === name)) throw new ModelwrightError('KEY_EXISTS', { name });
    if (others.length >= mostKeys) {
      const law = `at most ${mostKeys} keys that are not revoked`;
      throw new ModelwrightError('PARAM_INVALID', { name: 'keys', law, value: others.length });
    }
    await db
      .insertInto('api_keys')
      .values({ ...row, change: (await lastChange(db)) + 1 })
      .execute();
    const details = { keyId: row.key_id, role, models, expiresAt: row.expires_at };
    await record({ actor, action: 'key.create', subject: name, details });
  });
  return { ...recordOf(row), key };
}

/** Every key, the newest first; of those that are no longer good only with `all`. */
export async function listKeys(store: Store, { all }: { readonly all: boolean }): Promise<KeyRecord[]> {
  const rows = await store.records.selectFrom('api_keys').selectAll().orderBy('key_id', 'desc').execute();
  return rows.map(recordOf).filter(({ state }) => all || state === 'active');
}

/** Ends a key, by its name or its id. Servers that run notice within a second. @throws KEY_NOT_FOUND */
export async function revokeKey(store: Store, wanted: string, actor: string): Promise<KeyRecord> {
  const revoke: AuditedWork<KeyRecord> = async (db, record) => {
    const rows = await db.selectFrom('api_keys').selectAll().where('revoked_at', 'is', null).execute();
    const row = rows.find(({ name, key_id }) => name === wanted || key_id === wanted);
    if (!row) {
      const available = rows.map(({ name }) => name).join(', ') || 'none';
      throw new ModelwrightError('KEY_NOT_FOUND', { key: wanted.slice(0, 200), available });
    }
    const revoked = { revoked_at: nowIso(), change: (await lastChange(db)) + 1 };
    await db.updateTable('api_keys').set(revoked).where('key_id', '=', row.key_id).execute();
    await record({ actor, action: 'key.revoke', subject: row.name, details: { keyId: row.key_id } });
    return recordOf({ ...row, ...revoked });
  };
  return await store.audit.transact(revoke, { urgent: true });
}

/** Greater after every key made or revoked. */
export async function lastChange(db: Pick<Store['records'], 'selectFrom'>): Promise<number> {
  const row = await db.selectFrom('api_keys').select('change').orderBy('change', 'desc').limit(1).executeTakeFirst();
  return row?.change ?? 0;
}

function recordOf(row: Omit<ApiKeyRow, 'change'>): KeyRecord {
  const isExpired = new Date(row.expires_at).getTime() <= nowMs();
  return {
    keyId: row.key_id,
    name: row.name,
    role: row.role as Role,
    models: modelsOf(row),
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
    state: row.revoked_at !== null ? 'revoked' : isExpired ? 'expired' : 'active',
  };
}

/** The models of a key; null for all. */
export function modelsOf({ models }: Pick<ApiKeyRow, 'models'>): readonly string[] | null {
  return models === null ? null : (JSON.parse(models) as string[]);
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
