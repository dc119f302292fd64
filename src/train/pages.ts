/** The report and the model card of a run: drawn from their data, written where people find them, remade when they were lost. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../core/atomic-file.ts';
import { canonicalJson, type Json } from '../core/canonical-json.ts';
import type { ReportData } from '../evaluate/report-data.ts';
import type { Store } from '../store/open-store.ts';
import { latestVersionTest } from '../tracking/version-tests.ts';
import { testFindings } from './test-record.ts';

export interface Pages {
  readonly reportPath: string;
  readonly cardPath: string;
}

/** Keeps the data of the pages as a blob, from which they can be drawn again to the same bytes. */
export async function keepPageData(store: Store, data: ReportData): Promise<string> {
  return await store.blobs.put(new TextEncoder().encode(canonicalJson(asJson(data))));
}

/** Draws the pages of a version from what `keepPageData` kept and its latest test, under the home folder: the same bytes each time. */
export async function writePages(store: Store, pageDataHash: string, version: number): Promise<Pages> {
  const [{ renderReport }, { renderCard }, bytes] = await Promise.all([
    import('../evaluate/report.ts'),
    import('../evaluate/card.ts'),
    store.blobs.get(pageDataHash),
  ]);
  const kept = JSON.parse(new TextDecoder().decode(bytes)) as ReportData;
  const test = await latestVersionTest(store, { name: kept.model.name, version });
  const data: ReportData = {
    ...kept,
    model: { ...kept.model, version },
    ...(test && { tested: await testFindings(store, test) }),
  };
  const folder = join(store.home, 'reports', data.runId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const reportPath = join(folder, 'report.html');
  const cardPath = join(folder, 'card.html');
  await writeFileAtomically(reportPath, await renderReport(data));
  await writeFileAtomically(cardPath, await renderCard(data));
  return { reportPath, cardPath };
}

/** Without what is undefined. */
function asJson(data: ReportData): Json {
  return JSON.parse(JSON.stringify(data)) as Json;
}
