/** The report and the model card of a run: drawn from their data, written where people find them, remade when they were lost. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../core/atomic-file.ts';
import { canonicalJson } from '../core/canonical-json.ts';
import { plainJson } from '../core/plain-json.ts';
import type { ReportData } from '../evaluate/report-data.ts';
import type { UnlabelledReport } from '../evaluate/unlabelled/report-data.ts';
import type { Store } from '../store/open-store.ts';
import { latestVersionTest } from '../tracking/version-tests.ts';
import { testFindings } from './test-record.ts';

export interface Pages {
  readonly reportPath: string;
  readonly cardPath: string;
}

/** Keeps the data of the pages as a blob, from which they can be drawn again to the same bytes. */
export async function keepPageData(store: Store, data: ReportData | UnlabelledReport): Promise<string> {
  return await store.blobs.put(new TextEncoder().encode(canonicalJson(plainJson(data))));
}

const pageCode = () =>
  Promise.all([
    import('../evaluate/report.ts'),
    import('../evaluate/card.ts'),
    import('../report/charts/draw.ts').then(({ loadCharts }) => loadCharts()),
  ]);

/** Begins to load what draws pages, for whoever has other work to wait for. A failure shows when they are drawn. */
export function warmPages(): void {
  pageCode().catch(() => {});
}

/** Draws the pages of a version from what `keepPageData` kept and its latest test, under the home folder: the same bytes each time. */
export async function writePages(store: Store, pageDataHash: string, version: number): Promise<Pages> {
  const [[{ renderReport }, { renderCard }], data] = await Promise.all([
    pageCode(),
    readPageData(store, pageDataHash, version),
  ]);
  const folder = await folderOf(store, data.runId);
  const reportPath = join(folder, 'report.html');
  const cardPath = join(folder, 'card.html');
  await writeFileAtomically(reportPath, await renderReport(data));
  await writeFileAtomically(cardPath, await renderCard(data));
  return { reportPath, cardPath };
}

/** The same for a training without a target. */
export async function writeUnlabelledPages(store: Store, pageDataHash: string, version: number): Promise<Pages> {
  const [{ renderUnlabelledReport }, { renderUnlabelledCard }, data] = await Promise.all([
    import('../evaluate/unlabelled/report.ts'),
    import('../evaluate/unlabelled/card.ts'),
    readUnlabelledPageData(store, pageDataHash, version),
  ]);
  const folder = await folderOf(store, data.runId);
  const reportPath = join(folder, 'report.html');
  const cardPath = join(folder, 'card.html');
  await writeFileAtomically(reportPath, await renderUnlabelledReport(data));
  await writeFileAtomically(cardPath, await renderUnlabelledCard(data));
  return { reportPath, cardPath };
}

/** The data of the pages of a version without a target. */
export async function readUnlabelledPageData(
  store: Store,
  pageDataHash: string,
  version: number,
): Promise<UnlabelledReport> {
  const kept = await keptData<UnlabelledReport>(store, pageDataHash);
  return { ...kept, model: { ...kept.model, version } };
}

/** The data of a version's pages: what `keepPageData` kept, and what its latest test found. */
export async function readPageData(store: Store, pageDataHash: string, version: number): Promise<ReportData> {
  const kept = await keptData<ReportData>(store, pageDataHash);
  const test = await latestVersionTest(store, { name: kept.model.name, version });
  return {
    ...kept,
    model: { ...kept.model, version },
    ...(test && { tested: await testFindings(store, test) }),
  };
}

async function keptData<Data>(store: Store, hash: string): Promise<Data> {
  return JSON.parse(new TextDecoder().decode(await store.blobs.get(hash))) as Data;
}

async function folderOf(store: Store, runId: string): Promise<string> {
  const folder = join(store.home, 'reports', runId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}
