/** Table of registry.db for tests of versions: what each test of a version against the declared gates found. */
import type { Generated, Kysely } from 'kysely';

/** One test of a version; never changed. */
export interface VersionTestRow {
  id: Generated<number>;
  model: string;
  version: number;
  at: string;
  actor: string;
  /** Hash of what was declared. */
  spec_hash: string;
  passed: number;
  /** Blob with everything that was found. */
  result_hash: string;
}

export interface TestTables {
  version_tests: VersionTestRow;
}

/** Adds the table to registry.db. */
export async function createTestTables<Tables extends TestTables>(db: Kysely<Tables>): Promise<void> {
  await db.schema
    .createTable('version_tests')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('spec_hash', 'text', (column) => column.notNull())
    .addColumn('passed', 'integer', (column) => column.notNull())
    .addColumn('result_hash', 'text', (column) => column.notNull())
    .addForeignKeyConstraint('version_tests_version', ['model', 'version'], 'versions', ['model', 'version'])
    .execute();
  await db.schema
    .createIndex('version_tests_by_version')
    .on('version_tests')
    .columns(['model', 'version', 'id'])
    .execute();
}
