/** One registered version as people and programs see it. */
import type { Store } from '../store/open-store.ts';
import { resolveModel } from '../tracking/registry.ts';
import { lineageSchema } from '../train/lineage.ts';
import { writePages } from '../train/pages.ts';

/** Everything about a version. Its pages are drawn again, to the same bytes, so that the paths are good. */
export async function showModel(store: Store, ref: string) {
  const { decision, metrics, ...version } = await resolveModel(store, ref);
  const lineage = lineageSchema.parse(version.lineage);
  const pages = await writePages(store, lineage.pageDataHash);
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
