/** A model of another library becomes a registered version: its file, read and checked, as an artifact with golden rows. */

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
import { checkOnnxSize } from '../native/gate/check-onnx.ts';
import type { Store } from '../store/open-store.ts';
import type { Signature } from '../table/task.ts';
import { registerVersion } from '../tracking/registry.ts';
import { hasOnnxName, importOnnxFile, looksLikeOnnx } from './import-onnx-file.ts';
import { readModelFile } from './read-model-file.ts';

export interface ImportRequest {
  readonly file: string;
  readonly name: string;
  /** SHA-256 that the file must have, in hexadecimal digits. */
  readonly sha256?: string;
  /** Column that the model predicts, for evaluations. */
  readonly target: string;
  /** Texts of the classes in the order of their codes; without them what the file tells, or 0, 1, ... */
  readonly classes: readonly string[];
  /** ONNX only: names of the columns, in the order of the graph's inputs. */
  readonly columns: readonly string[];
  readonly actor: string;
}

const nGoldenRows = 64;

/**
 * Registers what is in the file. The version has no verdict, because nothing here has judged it.
 *
 * @throws SOURCE_NOT_FOUND, SOURCE_UNREADABLE, MODEL_FILE_INVALID, MODEL_FILE_UNSUPPORTED, MODEL_FILE_REFUSED, NAME_INVALID,
 *   PARAM_INVALID (classes, columns or target), ONNX_RUNTIME_MISSING
 */
export async function importFromFile(store: () => Promise<Store>, request: ImportRequest) {
  const name = checkName(request.name);
  const isOnnx = hasOnnxName(request.file);
  const bytes = await readModelFile(request.file, isOnnx ? checkOnnxSize : checkFileSize);
  const fileHash = sha256(bytes);
  checkHash(fileHash, request.sha256);
  if (isOnnx || looksLikeOnnx(bytes)) return await importOnnxFile(store, { ...request, name, fileHash }, bytes);
  if (request.columns.length > 0) {
    throw new ModelwrightError('PARAM_INVALID', { name: 'columns', law: 'no value but for ONNX', value: 'some' });
  }
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
    serves: 'rows' as const,
    objective,
    task: imported.task,
    classes: signature.target.classes,
    inputs: imported.inputs,
    trees: nTrees,
    artifactHash,
    fileHash,
  };
}

function checkHash(found: string, expected: string | undefined): void {
  if (expected === undefined || expected.toLowerCase() === found) return;
  throw new ModelwrightError('MODEL_FILE_REFUSED', { what: 'its SHA-256', law: expected.toLowerCase(), value: found });
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
