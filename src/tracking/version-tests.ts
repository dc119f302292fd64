/** Tests of versions: kept for ever with the version, each with its entry in the audit log. */
import { canonicalJson, type Json } from '../core/canonical-json.ts';
import type { Store } from '../store/open-store.ts';
import { checkText } from '../store/text.ts';

/** One test of a version against what was declared. */
export interface VersionTest {
  readonly name: string;
  readonly version: number;
  /** ISO-8601, UTC. */
  readonly at: string;
  readonly actor: string;
  /** Names what was declared by its content: tests, gates, fairness. */
  readonly specHash: string;
  readonly passed: boolean;
  /** Blob with everything that was found, of the canonical JSON that was given. */
  readonly resultHash: string;
}

/** Keeps what a test of a version found. */
export async function recordVersionTest(
  store: Store,
  test: Omit<VersionTest, 'resultHash'> & { readonly findings: Json },
): Promise<VersionTest> {
  const { name, version, at, actor, specHash, passed, findings } = test;
  const resultHash = await store.blobs.put(new TextEncoder().encode(canonicalJson(findings)));
  await store.audit.transact(async (db, record) => {
    await db
      .insertInto('version_tests')
      .values({
        model: name,
        version,
        at,
        actor: checkText('actor', actor, 256),
        spec_hash: specHash,
        passed: passed ? 1 : 0,
        result_hash: resultHash,
      })
      .execute();
    const details = { passed, specHash, resultHash };
    await record({ actor, action: 'model.tested', subject: `${name}@${version}`, details });
  });
  return { name, version, at, actor, specHash, passed, resultHash };
}

/** The latest test of a version; with a hash, the latest against just that. Undefined when there was none. */
export async function latestVersionTest(
  store: Store,
  { name, version }: { readonly name: string; readonly version: number },
  specHash?: string,
): Promise<VersionTest | undefined> {
  let query = store.records
    .selectFrom('version_tests')
    .selectAll()
    .where('model', '=', name)
    .where('version', '=', version)
    .orderBy('id', 'desc')
    .limit(1);
  if (specHash !== undefined) query = query.where('spec_hash', '=', specHash);
  const row = await query.executeTakeFirst();
  return (
    row && {
      name,
      version,
      at: row.at,
      actor: row.actor,
      specHash: row.spec_hash,
      passed: row.passed === 1,
      resultHash: row.result_hash,
    }
  );
}
