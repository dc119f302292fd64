/** What the latest test of a version found. */
import type { TestFindings } from '../evaluate/test-findings.ts';
import type { Store } from '../store/open-store.ts';
import type { VersionTest } from '../tracking/version-tests.ts';

/** Reads the findings as they were kept. @throws ARTIFACT_DAMAGED when the blob is lost or changed. */
export async function testFindings(store: Store, { resultHash }: VersionTest): Promise<TestFindings> {
  return JSON.parse(new TextDecoder().decode(await store.blobs.get(resultHash))) as TestFindings;
}
