/** A registered model as a file that works without this product. */
import { type ExportFormat, exportEndings, exportedModel } from '../exchange/export-formats.ts';
import type { Store } from '../store/open-store.ts';
import { openModel } from './opened-model.ts';
import { writeOutput } from './write-output.ts';

interface ExportRequest {
  readonly model: string;
  readonly format: ExportFormat;
  /** Default: the name of the model, in the current folder. */
  readonly output?: string;
}

/**
 * Verifies the model, translates it and writes the file whole or not at all.
 *
 * @throws EXPORT_UNSUPPORTED, OUTPUT_UNWRITABLE, and what `openModel` throws.
 */
export async function exportModel(store: Store, request: ExportRequest) {
  const { format } = request;
  const { version, model } = await openModel(store, request.model);
  const { name, artifactHash } = version;
  const content = await exportedModel(model, { name, version: version.version, artifactHash }, format);
  const output = request.output ?? `${name.replaceAll(' ', '-')}${exportEndings[format]}`;
  await writeOutput(output, content);
  return { name, version: version.version, artifactHash, format, output, bytes: Buffer.byteLength(content) };
}
