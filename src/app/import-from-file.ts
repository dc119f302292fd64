/** A model of another library becomes a registered version: its file, read and checked, as an artifact with golden rows. */

import { readFile, stat } from 'node:fs/promises';
import { ModelwrightError } from '../core/errors.ts';
import { sha256 } from '../core/hash.ts';
import { checkName } from '../core/names.ts';
import { plainJson } from '../core/plain-json.ts';
import { version as codeVersion } from '../core/version.ts';
import { encodeArtifact, openArtifact } from '../estimators/artifact.ts';
import { predictWith } from '../estimators/fit.ts';
import { goldenRows } from '../exchange/golden-rows.ts';
import { importModel } from '../exchange/import-model.ts';
import type { ImportedModel } from '../exchange/imported-model.ts';
import { checkFileSize } from '../exchange/model-file-error.ts';
import { createRng } from '../math/philox.ts';
import type { Store } from '../store/open-store.ts';
import type { Signature } from '../table/task.ts';
import { registerVersion } from '../tracking/registry.ts';

export interface ImportRequest {
  readonly file: string;
  readonly name: string;
  /** Column that the model predicts, for evaluations. */
  readonly target: string;
  /** Texts of the classes in the order of their codes; without them 0, 1, ... */
  readonly classes: readonly string[];
  readonly actor: string;
}

const nGoldenRows = 64;

/**
 * Registers what is in the file. The version has no verdict, because nothing here has judged it.
 *
 * @throws SOURCE_NOT_FOUND, SOURCE_UNREADABLE, MODEL_FILE_INVALID, MODEL_FILE_UNSUPPORTED, NAME_INVALID, PARAM_INVALID (classes or target)
 */
export async function importFromFile(store: () => Promise<Store>, request: ImportRequest) {
  const name = checkName(request.name);
  const bytes = await contentOf(request.file);
  const imported = importModel(bytes);
  const signature: Signature = {
    inputs: imported.inputs,
    target: { name: targetOf(imported, request), task: imported.task, classes: classesOf(imported, request) },
  };
  const { fitted, source, objective, nTrees } = imported;
  const rows = goldenRows(imported, nGoldenRows, createRng(0).split('golden'));
  const artifact = encodeArtifact({ signature, fitted, golden: { rows, predictions: predictWith(fitted, rows) } });
  const artifactHash = sha256(artifact);
  openArtifact(artifact, name).verifyGolden();
  const fileHash = sha256(bytes);
  const opened = await store();
  await opened.blobs.put(artifact);
  const version = await registerVersion(
    opened,
    {
      name,
      artifactHash,
      signature: plainJson(signature),
      lineage: {
        source: request.file,
        fileHash,
        importedFrom: source,
        objective,
        codeVersion,
        nodeVersion: process.versions.node,
      },
      promotable: false,
      championIfFirst: false,
      directlyEvaluated: false,
    },
    { actor: request.actor },
  );
  return {
    model: { name: version.name, version: version.version },
    importedFrom: source,
    objective,
    task: imported.task,
    classes: signature.target.classes,
    inputs: imported.inputs,
    trees: nTrees,
    artifactHash,
    fileHash,
  };
}

/** The size is looked at first: a file that is too large is not read. */
async function contentOf(file: string): Promise<Uint8Array> {
  try {
    const found = await stat(file);
    if (!found.isFile()) {
      const problem = found.isDirectory() ? 'it is a folder; name the model file' : 'it is no regular file';
      throw new ModelwrightError('SOURCE_UNREADABLE', { source: file, problem });
    }
    checkFileSize(found.size);
    return await readFile(file);
  } catch (error) {
    if (error instanceof ModelwrightError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new ModelwrightError('SOURCE_NOT_FOUND', { source: file }, { cause: error });
    }
    const problem = error instanceof Error ? error.message : String(error);
    throw new ModelwrightError('SOURCE_UNREADABLE', { source: file, problem }, { cause: error });
  }
}

function classesOf({ nClasses }: ImportedModel, { classes }: ImportRequest): readonly string[] {
  if (classes.length === 0) return Array.from({ length: nClasses }, (_, code) => String(code));
  if (classes.length === nClasses && new Set(classes).size === nClasses) return classes;
  const law = nClasses === 0 ? 'none for a model that predicts numbers' : `${nClasses} different texts`;
  throw new ModelwrightError('PARAM_INVALID', { name: 'classes', law, value: `${classes.length}` });
}

function targetOf({ inputs }: ImportedModel, { target }: ImportRequest): string {
  if (!inputs.some(({ name }) => name === target)) return target;
  throw new ModelwrightError('PARAM_INVALID', { name: 'target', law: 'no input of the model', value: target });
}
