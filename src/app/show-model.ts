/** One registered version as people and programs see it. */
import { ModelwrightError } from '../core/errors.ts';
import { failures } from '../evaluate/test-findings.ts';
import type { Store } from '../store/open-store.ts';
import { parseModelRef } from '../tracking/model-ref.ts';
import { type ModelVersion, resolveModel } from '../tracking/registry.ts';
import { latestVersionTest } from '../tracking/version-tests.ts';
import { writePages, writeUnlabelledReport } from '../train/pages.ts';
import {
  isTrainedHere,
  recordedDecision,
  recordedLineage,
  recordedTarget,
  recordedUnlabelled,
} from '../train/recorded.ts';
import { recordedAnswers } from '../train/recorded-answers.ts';
import { testFindings } from '../train/test-record.ts';

/** Everything about a version. Its pages are drawn again, to the same bytes, so that the paths are good; an imported one has none. */
export async function showModel(store: Store, ref: string) {
  const { decision, metrics, ...version } = await resolveModel(store, ref);
  const finite = Object.entries(metrics).map(([name, value]) => [
    name,
    value === null || !Number.isFinite(value) ? null : value,
  ]);
  return {
    ...version,
    metrics: Object.fromEntries(finite) as Record<string, number | null>,
    ...recordOf({ ...version, decision, metrics }),
    ...(await pagesOf(store, { ...version, decision, metrics })),
    tested: await testedOf(store, version),
  };
}

function recordOf(version: ModelVersion) {
  if (!isTrainedHere(version)) return { lineage: version.lineage as Record<string, unknown> };
  const lineage = recordedLineage(version);
  if (recordedUnlabelled(version)) return { lineage };
  return { lineage, ...recordedAnswers(recordedDecision(version), recordedTarget(version).classes) };
}

/** Draws the pages of a version as they are now, with its latest test; an imported one has none. */
export async function pagesOf(store: Store, version: ModelVersion) {
  if (!isTrainedHere(version)) return { reportPath: null, cardPath: null };
  const lineage = recordedLineage(version);
  const judged = version.directlyEvaluated ? version.version : versionOf(lineage.parent);
  if (recordedUnlabelled(version)) return await writeUnlabelledReport(store, lineage.pageDataHash, judged);
  return await writePages(store, lineage.pageDataHash, judged);
}

async function testedOf(store: Store, version: Pick<ModelVersion, 'name' | 'version'>) {
  const test = await latestVersionTest(store, version);
  if (!test) return null;
  const findings = await testFindings(store, test);
  return { at: test.at, actor: test.actor, passed: test.passed, failed: failures(findings) };
}

/** The number in `name@3`. A version that was not judged itself always has a parent. */
function versionOf(parent: string | undefined): number {
  const ref = parseModelRef(parent ?? '');
  if (ref.by !== 'version') throw new ModelwrightError('INTERNAL', { problem: 'a refitted version names no parent' });
  return ref.version;
}
