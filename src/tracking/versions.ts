/** Versions of models: numbered without gaps, never changed. */
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Json } from '../core/canonical-json.ts';
import { nowIso } from '../core/clock.ts';
import { ModelwrightError } from '../core/errors.ts';
import { checkName } from '../core/names.ts';
import type { RecordAct } from '../store/audit/audit-log.ts';
import type { RegistryTables, VersionRow } from '../store/records/registry-tables.ts';
import { checkText } from '../store/text.ts';
import { pushAlias } from './alias-moves.ts';
import { decodeDocument, decodeMetrics, encodeDocument, encodeMetrics, type Metrics } from './documents.ts';
import { bumpGeneration } from './generation.ts';
import { championAlias } from './model-ref.ts';

/** A version to register. Its artifact must be in the blobs already. */
export interface NewVersion {
  readonly name: string;
  readonly artifactHash: string;
  readonly signature: Json;
  /** Where it comes from: `dataHash`, `snapshotHash`, `configHash` and whatever else names an origin. */
  readonly lineage: Json;
  readonly metrics?: Metrics;
  /** What was decided to train, where it differs from the run's result. */
  readonly decision?: Json;
  /** `lift`, `no_lift` or `not_distinguishable`. */
  readonly verdict?: string;
  /** True when it beats its baseline. */
  readonly promotable: boolean;
  /** Make it champion when it is promotable and the model has no champion yet. */
  readonly championIfFirst: boolean;
  /** False for a version that no holdout judged itself; default true. */
  readonly directlyEvaluated?: boolean;
}

/** A registered version. Only `aliases` ever changes. */
export interface ModelVersion {
  readonly name: string;
  readonly version: number;
  /** Aliases that point here now, in code unit order. */
  readonly aliases: readonly string[];
  readonly artifactHash: string;
  readonly runId: string | null;
  readonly signature: Json;
  readonly lineage: Json;
  readonly metrics: Metrics;
  readonly decision: Json;
  readonly verdict: string | null;
  readonly promotable: boolean;
  readonly directlyEvaluated: boolean;
  readonly createdAt: string;
  readonly createdBy: string;
}

/** Inside a transaction of the audit log: registers the version and, when it is the first with lift, makes it champion. */
export async function insertVersion(
  db: Transaction<RegistryTables>,
  record: RecordAct,
  version: NewVersion,
  { runId, actor }: { readonly runId: string | null; readonly actor: string },
): Promise<ModelVersion> {
  const name = checkName(version.name);
  const createdAt = nowIso();
  const { latest } = await db
    .insertInto('models')
    .values({ model: name, created_at: createdAt, latest: 1 })
    .onConflict((conflict) => conflict.column('model').doUpdateSet((eb) => ({ latest: eb('models.latest', '+', 1) })))
    .returning('latest')
    .executeTakeFirstOrThrow();
  const row: VersionRow = {
    model: name,
    version: latest,
    artifact_hash: version.artifactHash,
    run_id: runId,
    signature: encodeDocument('signature', version.signature),
    lineage: encodeDocument('lineage', version.lineage),
    metrics: encodeMetrics(version.metrics ?? {}),
    decision: version.decision === undefined ? null : encodeDocument('decision', version.decision),
    verdict: version.verdict === undefined ? null : checkText('verdict', version.verdict, 100),
    promotable: version.promotable ? 1 : 0,
    directly_evaluated: version.directlyEvaluated === false ? 0 : 1,
    created_at: createdAt,
    created_by: checkText('actor', actor, 256),
  };
  await db.insertInto('versions').values(row).execute();
  const { artifactHash } = version;
  await record({
    actor,
    action: 'model.registered',
    subject: `${name}@${latest}`,
    details: { artifactHash, runId, promotable: version.promotable },
  });
  const champion = version.championIfFirst && version.promotable && (await hasNoChampion(db, name));
  if (champion) {
    await pushAlias(db, record, {
      name,
      alias: championAlias,
      version: latest,
      action: 'auto',
      reason: 'the first version that beats its baseline',
      actor,
    });
  }
  await bumpGeneration(db);
  return modelVersion(row, champion ? [championAlias] : []);
}

/** A row with its aliases as the version that callers see. */
export function modelVersion(row: Selectable<VersionRow>, aliases: readonly string[]): ModelVersion {
  return {
    name: row.model,
    version: row.version,
    aliases,
    artifactHash: row.artifact_hash,
    runId: row.run_id,
    signature: decodeDocument(row.signature),
    lineage: decodeDocument(row.lineage),
    metrics: decodeMetrics(row.metrics),
    decision: decodeDocument(row.decision),
    verdict: row.verdict,
    promotable: row.promotable === 1,
    directlyEvaluated: row.directly_evaluated === 1,
    createdAt: row.created_at,
    createdBy: row.created_by,
  };
}

/** Throws MODEL_NOT_FOUND, listing what exists, unless the model does. */
export async function requireModel(db: Kysely<RegistryTables>, name: string): Promise<void> {
  const found = await db.selectFrom('models').select('model').where('model', '=', name).executeTakeFirst();
  if (found) return;
  const rows = await db.selectFrom('models').select('model').orderBy('model').limit(21).execute();
  throw new ModelwrightError('MODEL_NOT_FOUND', { model: name, available: listed(rows.map((row) => row.model)) });
}

/** Names for a `not found` message: at most twenty, or `none`. */
export function listed(names: readonly (string | number)[]): string {
  if (names.length === 0) return 'none';
  return names.length > 20 ? `${names.slice(0, 20).join(', ')}, ...` : names.join(', ');
}

async function hasNoChampion(db: Transaction<RegistryTables>, model: string): Promise<boolean> {
  const row = await db
    .selectFrom('aliases')
    .select('version')
    .where('model', '=', model)
    .where('alias', '=', championAlias)
    .executeTakeFirst();
  return row === undefined;
}
