/** A registered model as a file that works without this product. */
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { writeFileAtomically } from '../core/atomic-file.ts';
import { ModelwrightError } from '../core/errors.ts';
import { type ExportFormat, exportEndings, exportedModel } from '../exchange/export-formats.ts';
import type { Store } from '../store/open-store.ts';
import { openModel } from './opened-model.ts';

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
  await write(output, content);
  return { name, version: version.version, artifactHash, format, output, bytes: Buffer.byteLength(content) };
}

async function write(output: string, content: string | Uint8Array): Promise<void> {
  const path = resolve(output);
  const unwritable = (problem: string, cause?: unknown) =>
    new ModelwrightError('OUTPUT_UNWRITABLE', { output, problem }, { cause });
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw unwritable('it is a folder');
  if (!statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory()) throw unwritable('its folder does not exist');
  try {
    await writeFileAtomically(path, content);
  } catch (error) {
    throw unwritable((error as NodeJS.ErrnoException).code ?? 'the system refused', error);
  }
}
