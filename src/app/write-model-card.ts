/** The model card of a registered version, drawn from what its training recorded. */
import { unsaidFields } from '../evaluate/card/use-rows.ts';
import type { ReportData } from '../evaluate/report-data.ts';
import type { UnlabelledReport } from '../evaluate/unlabelled/report-data.ts';
import type { Store } from '../store/open-store.ts';
import { type ModelVersion, resolveModel } from '../tracking/registry.ts';
import { readPageData, readUnlabelledPageData } from '../train/pages.ts';
import { recordedLineage, recordedUnlabelled } from '../train/recorded.ts';
import { writeOutput } from './write-output.ts';

export type CardFormat = 'html' | 'md' | 'json';

type Renderers<Data> = Readonly<Record<CardFormat, (data: Data) => string | Promise<string>>>;

const renderers: Renderers<ReportData> = {
  html: async (data) => (await import('../evaluate/card.ts')).renderCard(data),
  md: async (data) => (await import('../evaluate/card/markdown-card.ts')).renderMarkdownCard(data),
  json: async (data) => (await import('../evaluate/card/model-card.ts')).modelCardJson(data),
};

const unlabelledRenderers: Renderers<UnlabelledReport> = {
  html: async (data) => (await import('../evaluate/unlabelled/card.ts')).renderUnlabelledCard(data),
  md: async (data) => (await import('../evaluate/unlabelled/card.ts')).renderUnlabelledMarkdownCard(data),
  json: async (data) => (await import('../evaluate/unlabelled/card.ts')).unlabelledCardJson(data),
};

/**
 * Draws the card and writes it whole or not at all. The same version gives the same bytes each time.
 *
 * @throws MODEL_NOT_FOUND and its like, MODEL_IMPORTED for a version that nothing here has trained, OUTPUT_UNWRITABLE.
 */
export async function writeModelCard(
  store: Store,
  request: { readonly model: string; readonly format: CardFormat; readonly output?: string },
) {
  const { format } = request;
  const version = await resolveModel(store, request.model);
  const { content, card } = await cardOf(store, version, format);
  const { name, version: number } = version;
  const output = request.output ?? `${name.replaceAll(' ', '-')}-card.${format}`;
  await writeOutput(output, content);
  return { name, version: number, format, output, bytes: Buffer.byteLength(content), unsaid: unsaidFields(card) };
}

/** The card in a format, and what people said of the model. */
async function cardOf(store: Store, version: ModelVersion, format: CardFormat) {
  if (!recordedUnlabelled(version)) {
    const data = await cardData(store, version);
    return { content: await renderers[format](data), card: data.card };
  }
  const { pageDataHash } = recordedLineage(version);
  const data = await readUnlabelledPageData(store, pageDataHash, version.version);
  return { content: await unlabelledRenderers[format](data), card: data.card };
}

/** What is known of a version. One that was fitted again on every row has the figures of the version before it, and says so. */
async function cardData(store: Store, version: ModelVersion): Promise<ReportData> {
  const { parent, pageDataHash } = recordedLineage(version);
  const data = await readPageData(store, pageDataHash, version.version);
  if (version.directlyEvaluated) return data;
  const note = `Fitted again on every row after ${parent} was judged; the figures are those of ${parent}.`;
  return { ...data, artifactHash: version.artifactHash, notes: [note, ...data.notes] };
}
