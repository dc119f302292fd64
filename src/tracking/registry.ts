/** The model registry: versions, the aliases that point at them, and how those moved. */
import type { Kysely } from 'kysely';
import { compareCodeUnits } from '../core/canonical-json.ts';
import { ModelwrightError } from '../core/errors.ts';
import { checkName } from '../core/names.ts';
import type { AuditedWork } from '../store/audit/audit-log.ts';
import type { Store } from '../store/open-store.ts';
import type { RegistryTables } from '../store/records/registry-tables.ts';
import { type AliasAction, currentAlias, popAlias, pushAlias } from './alias-moves.ts';
import { bumpGeneration, generation } from './generation.ts';
import { championAlias, checkAlias, type ModelRef, parseModelRef } from './model-ref.ts';
import { insertVersion, listed, type ModelVersion, modelVersion, type NewVersion, requireModel } from './versions.ts';

export { generation, type ModelVersion, type NewVersion };

/** Where an alias points after a move. */
export interface AliasMove {
  readonly name: string;
  readonly alias: string;
  /** Version before; null when the alias is new. Equal to `version` when nothing had to change. */
  readonly from: number | null;
  readonly version: number;
  readonly artifactHash: string;
}

/** One row of a model's history. */
export interface AliasChange {
  readonly at: string;
  readonly actor: string;
  readonly action: AliasAction;
  readonly alias: string;
  readonly from: number | null;
  readonly to: number;
  readonly reason: string;
}

/**
 * The version that a reference names; a bare name is its champion when one is set, else the latest version.
 *
 * @throws NAME_INVALID, MODEL_NOT_FOUND, VERSION_NOT_FOUND, ALIAS_NOT_FOUND; the last three list what exists.
 */
export async function resolveModel(store: Store, ref: string): Promise<ModelVersion> {
  return await resolveIn(store.records, parseModelRef(ref));
}

/** Versions of one model or of all: models in code unit order, the newest version first. @throws MODEL_NOT_FOUND */
export async function listVersions(store: Store, name?: string): Promise<ModelVersion[]> {
  if (name !== undefined) await requireModel(store.records, checkName(name));
  let query = store.records.selectFrom('versions').selectAll().orderBy('model').orderBy('version', 'desc');
  if (name !== undefined) query = query.where('model', '=', name);
  const rows = await query.execute();
  const aliases = await aliasesByVersion(store.records, name);
  return rows.map((row) => modelVersion(row, aliases.get(`${row.model}@${row.version}`) ?? []));
}

/**
 * Registers a version outside of finishing a run, such as a refit of a run's choice on every row.
 *
 * @throws ARTIFACT_DAMAGED when the artifact is not in the store.
 */
export async function registerVersion(
  store: Store,
  version: NewVersion,
  origin: { readonly runId?: string; readonly actor: string },
): Promise<ModelVersion> {
  await requireArtifact(store, version);
  return await store.audit.transact((db, record) =>
    insertVersion(db, record, version, { runId: origin.runId ?? null, actor: origin.actor }),
  );
}

/** Refuses a version whose artifact is not in the store: an alias never points at what cannot be loaded. */
export async function requireArtifact(store: Store, version: NewVersion): Promise<void> {
  if (await store.blobs.has(version.artifactHash)) return;
  throw new ModelwrightError('ARTIFACT_DAMAGED', {
    hash: version.artifactHash,
    problem: 'it is missing from the store',
  });
}

/**
 * Points an alias at a version. Whether the version deserves it is the caller's rule (`promotable` says if it beats its baseline).
 * Repeating the call changes nothing.
 */
export async function promote(
  store: Store,
  move: { readonly ref: string; readonly alias?: string; readonly reason: string; readonly actor: string },
): Promise<AliasMove> {
  const ref = parseModelRef(move.ref);
  const alias = checkAlias(move.alias ?? championAlias);
  return await store.audit.transact(async (db, record) => {
    const { name, version, artifactHash } = await resolveIn(db, ref);
    const { reason, actor } = move;
    const from = await pushAlias(db, record, { name, alias, version, reason, actor, action: 'promote' });
    if (from !== version) await bumpGeneration(db);
    return { name, alias, from, version, artifactHash };
  });
}

/**
 * Goes one step back in the alias's promotions; repeated, it goes further back. Possible on a full disk, too.
 *
 * @throws MODEL_NOT_FOUND, ALIAS_NOT_FOUND, ROLLBACK_EMPTY when nothing was promoted before the current version.
 */
export async function rollback(
  store: Store,
  move: { readonly name: string; readonly alias?: string; readonly reason?: string; readonly actor: string },
): Promise<AliasMove> {
  const name = checkName(move.name);
  const alias = checkAlias(move.alias ?? championAlias);
  const rollBack: AuditedWork<AliasMove> = async (db, record) => {
    await requireModel(db, name);
    if (!(await currentAlias(db, name, alias))) throw await aliasNotFound(db, name, alias);
    const { reason = 'rolled back', actor } = move;
    const moved = await popAlias(db, record, { name, alias, reason, actor });
    if (!moved) throw new ModelwrightError('ROLLBACK_EMPTY', { model: name, alias });
    await bumpGeneration(db);
    const { artifactHash } = await resolveIn(db, { name, by: 'version', version: moved.to });
    return { name, alias, from: moved.from, version: moved.to, artifactHash };
  };
  return await store.audit.transact(rollBack, { urgent: true });
}

/** Versions that were promoted to champion and not rolled back, the present one first; each once. Empty without a champion. */
export async function championsOf(store: Pick<Store, 'records'>, name: string): Promise<number[]> {
  const rows = await store.records
    .selectFrom('alias_promotions')
    .select('version')
    .where('model', '=', name)
    .where('alias', '=', championAlias)
    .orderBy('depth', 'desc')
    .limit(100)
    .execute();
  return [...new Set(rows.map(({ version }) => version))];
}

/** Every move of the model's aliases, oldest first. @throws MODEL_NOT_FOUND */
export async function history(store: Store, name: string): Promise<AliasChange[]> {
  await requireModel(store.records, checkName(name));
  const rows = await store.records
    .selectFrom('alias_history')
    .selectAll()
    .where('model', '=', name)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    at: row.at,
    actor: row.actor,
    action: row.action as AliasAction,
    alias: row.alias,
    from: row.from_version,
    to: row.to_version,
    reason: row.reason,
  }));
}

async function resolveIn(db: Kysely<RegistryTables>, ref: ModelRef): Promise<ModelVersion> {
  const { name } = ref;
  let query = db.selectFrom('versions').selectAll().where('model', '=', name);
  if (ref.by === 'version') {
    query = query.where('version', '=', ref.version);
  } else {
    const alias = ref.by === 'alias' ? ref.alias : championAlias;
    const set = await db
      .selectFrom('aliases')
      .select('version')
      .where('model', '=', name)
      .where('alias', '=', alias)
      .executeTakeFirst();
    if (!set && ref.by === 'alias') {
      await requireModel(db, name);
      throw await aliasNotFound(db, name, alias);
    }
    query = set ? query.where('version', '=', set.version) : query.orderBy('version', 'desc').limit(1);
  }
  const row = await query.executeTakeFirst();
  if (!row) {
    await requireModel(db, name);
    throw await versionNotFound(db, name, ref.by === 'version' ? ref.version : 1);
  }
  const aliases = await aliasesByVersion(db, name);
  return modelVersion(row, aliases.get(`${name}@${row.version}`) ?? []);
}

async function aliasesByVersion(db: Kysely<RegistryTables>, name?: string): Promise<Map<string, string[]>> {
  let query = db.selectFrom('aliases').select(['model', 'alias', 'version']);
  if (name !== undefined) query = query.where('model', '=', name);
  const found = new Map<string, string[]>();
  for (const { model, alias, version } of await query.execute()) {
    const key = `${model}@${version}`;
    found.set(key, [...(found.get(key) ?? []), alias].sort(compareCodeUnits));
  }
  return found;
}

async function aliasNotFound(db: Kysely<RegistryTables>, model: string, alias: string): Promise<ModelwrightError> {
  const rows = await db.selectFrom('aliases').select('alias').where('model', '=', model).orderBy('alias').execute();
  return new ModelwrightError('ALIAS_NOT_FOUND', { model, alias, available: listed(rows.map((row) => row.alias)) });
}

async function versionNotFound(db: Kysely<RegistryTables>, model: string, version: number): Promise<ModelwrightError> {
  const rows = await db
    .selectFrom('versions')
    .select('version')
    .where('model', '=', model)
    .orderBy('version')
    .execute();
  return new ModelwrightError('VERSION_NOT_FOUND', {
    model,
    version,
    available: listed(rows.map((row) => row.version)),
  });
}
