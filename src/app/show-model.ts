/** One registered version as people and programs see it. */
import { ModelwrightError } from '../core/errors.ts';
import type { Store } from '../store/open-store.ts';
import { parseModelRef } from '../tracking/model-ref.ts';
import { resolveModel } from '../tracking/registry.ts';
import { lineageSchema } from '../train/lineage.ts';
import { writePages } from '../train/pages.ts';

/** Everything about a version. Its pages are drawn again, to the same bytes, so that the paths are good. */
export async function showModel(store: Store, ref: string) {
  const { decision, metrics, ...version } = await resolveModel(store, ref);
  const lineage = lineageSchema.parse(version.lineage);
  const judged = version.directlyEvaluated ? version.version : versionOf(lineage.parent);
  const pages = await writePages(store, lineage.pageDataHash, judged);
  const finite = Object.entries(metrics).map(([name, value]) => [
    name,
    value === null || !Number.isFinite(value) ? null : value,
  ]);
  return {
    ...version,
    lineage,
    metrics: Object.fromEntries(finite) as Record<string, number | null>,
    reportPath: pages.reportPath,
    cardPath: pages.cardPath,
  };
}

/** The number in `name@3`. A version that was not judged itself always has a parent. */
function versionOf(parent: string | undefined): number {
  const ref = parseModelRef(parent ?? '');
  if (ref.by !== 'version') throw new ModelwrightError('INTERNAL', { problem: 'a refitted version names no parent' });
  return ref.version;
}
