/** An ONNX file becomes a registered version: what it takes and gives, and the answers that it must repeat. */
import { extname } from 'node:path';
import { sha256 } from '../core/hash.ts';
import { plainJson } from '../core/plain-json.ts';
import { version as codeVersion } from '../core/version.ts';
import { type ImportedOnnx, importOnnx } from '../native/import-onnx.ts';
import { openNative } from '../native/native-model.ts';
import { runtimePackage } from '../native/runtime/runtime-package.ts';
import type { Store } from '../store/open-store.ts';
import { registerVersion } from '../tracking/registry.ts';

export interface OnnxImportRequest {
  readonly file: string;
  /** SHA-256 of its bytes. */
  readonly fileHash: string;
  readonly name: string;
  readonly target: string;
  readonly classes: readonly string[];
  readonly columns: readonly string[];
  readonly actor: string;
}

export function hasOnnxName(file: string): boolean {
  return extname(file).toLowerCase() === '.onnx';
}

/** Most files begin with the version of the format, which is field 1 and a small number. */
export function looksLikeOnnx(bytes: Uint8Array): boolean {
  return bytes[0] === 0x08 && bytes[1] < 0x80;
}

/** Registers the model; like every import it has no verdict. @throws what `importOnnx` and `openNative` throw */
export async function importOnnxFile(store: () => Promise<Store>, request: OnnxImportRequest, bytes: Uint8Array) {
  const { name, target, classes, columns, file, fileHash, actor } = request;
  const imported = await importOnnx(bytes, { target, classes, columns });
  const { artifact, signature, reason, inputs, outputs, facts } = imported;
  const artifactHash = sha256(artifact);
  const model = await openNative(artifact, { what: name, read: async () => artifact });
  model.native.close();
  const opened = await store();
  await opened.blobs.put(artifact);
  const { producer, irVersion, opsets, nodes } = facts;
  const version = await registerVersion(
    opened,
    {
      name,
      artifactHash,
      signature: plainJson(signature ?? { tensors: { inputs, outputs } }),
      lineage: plainJson({
        source: file,
        fileHash,
        importedFrom: 'onnx',
        objective: objectiveOf(imported),
        producer,
        irVersion,
        opsets: Object.entries(opsets)
          .map(([domain, opset]) => `${domain} ${opset}`)
          .join(', '),
        nodes,
        reproducible: 'statistical',
        runtime: `${runtimePackage.name} ${runtimePackage.version}`,
        codeVersion,
        nodeVersion: process.versions.node,
      }),
      promotable: false,
      championIfFirst: false,
      directlyEvaluated: false,
    },
    { actor },
  );
  return {
    model: { name: version.name, version: version.version },
    importedFrom: 'onnx' as const,
    serves: signature ? ('rows' as const) : ('tensors' as const),
    objective: objectiveOf(imported),
    task: signature?.target.task ?? 'tensors',
    classes: signature?.target.classes ?? [],
    inputs:
      signature?.inputs ?? inputs.map(({ name: input, type, shape }) => ({ name: input, type: typeText(type, shape) })),
    graph: { inputs, outputs },
    nodes,
    ...(reason !== undefined && { reason }),
    artifactHash,
    fileHash,
  };
}

function objectiveOf({ facts: { producer } }: ImportedOnnx): string {
  return producer === '' ? 'unknown' : producer;
}

function typeText(type: string, shape: readonly (number | null)[]): string {
  return `${type}[${shape.map((length) => length ?? '?').join(', ')}]`;
}
