/** The report and the model card of a run: drawn from their data, written where people find them, remade when they were lost. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../core/atomic-file.ts';
import { canonicalJson, type Json } from '../core/canonical-json.ts';
import { sha256 } from '../core/hash.ts';
import type { ReportData } from '../evaluate/report-data.ts';
import type { Store } from '../store/open-store.ts';

export interface Pages {
  readonly reportPath: string;
  readonly cardPath: string;
  /** SHA-256 of the pages. */
  readonly reportHash: string;
  readonly cardHash: string;
}

/** Keeps the data of the pages as a blob, from which they can be drawn again to the same bytes. */
export async function keepPageData(store: Store, data: ReportData): Promise<string> {
  return await store.blobs.put(new TextEncoder().encode(canonicalJson(asJson(data))));
}

/** Draws the pages from what `keepPageData` kept and writes them under the home folder. */
export async function writePages(store: Store, pageDataHash: string): Promise<Pages> {
  const [{ renderReport }, { renderCard }, bytes] = await Promise.all([
    import('../evaluate/report.ts'),
    import('../evaluate/card.ts'),
    store.blobs.get(pageDataHash),
  ]);
  const data = JSON.parse(new TextDecoder().decode(bytes)) as ReportData;
  const folder = join(store.home, 'reports', data.runId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const report = await renderReport(data);
  const card = await renderCard(data);
  const reportPath = join(folder, 'report.html');
  const cardPath = join(folder, 'card.html');
  await writeFileAtomically(reportPath, report);
  await writeFileAtomically(cardPath, card);
  return { reportPath, cardPath, reportHash: sha256(report), cardHash: sha256(card) };
}

/** Without what is undefined. */
function asJson(data: ReportData): Json {
  return JSON.parse(JSON.stringify(data)) as Json;
}
