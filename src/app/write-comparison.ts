/** The comparison of two models as a file. */
import type { ComparedModels } from '../evaluate/comparison/compared-models.ts';
import type { ComparedUnlabelled } from '../evaluate/unlabelled/compared-unlabelled.ts';
import type { Store } from '../store/open-store.ts';
import { type CompareRequest, compareRegistered } from './compare-models.ts';
import type { CardFormat } from './write-model-card.ts';
import { writeOutput } from './write-output.ts';

type Renderers<Data> = Readonly<Record<CardFormat, (data: Data) => Promise<string>>>;

const renderers: Renderers<ComparedModels> = {
  html: async (data) => (await import('../evaluate/comparison/comparison-page.ts')).renderComparisonPage(data),
  md: async (data) => (await import('../evaluate/comparison/markdown-comparison.ts')).renderMarkdownComparison(data),
  json: async (data) => (await import('../evaluate/comparison/markdown-comparison.ts')).comparisonJson(data),
};

const unlabelledRenderers: Renderers<ComparedUnlabelled> = {
  html: async (data) => (await import('../evaluate/unlabelled/comparison-page.ts')).renderUnlabelledComparison(data),
  md: async (data) =>
    (await import('../evaluate/unlabelled/markdown-comparison.ts')).renderMarkdownUnlabelledComparison(data),
  json: async (data) => (await import('../evaluate/comparison/markdown-comparison.ts')).comparisonJson(data),
};

/** Compares, writes the file whole or not at all, and answers with the figures. @throws what `compareRegistered` does, OUTPUT_UNWRITABLE */
export async function writeComparison(
  store: Store,
  { format, output, ...request }: CompareRequest & { readonly format: CardFormat; readonly output?: string },
) {
  const { data, looks } = await compareRegistered(store, request);
  const path = output ?? `comparison.${format}`;
  if (data.format === 'modelwright-unlabelled-comparison') {
    const content = await unlabelledRenderers[format](data);
    await writeOutput(path, content);
    return { ...data, output: path, bytes: Buffer.byteLength(content) };
  }
  const content = await renderers[format](data);
  await writeOutput(path, content);
  return { ...data, ...(looks && { looks: [...looks] }), output: path, bytes: Buffer.byteLength(content) };
}
