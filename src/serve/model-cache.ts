/** Loaded models by artifact hash: each is opened once, has repeated its golden rows, and stays until others need its place. */
import { monotonicMs } from '../core/clock.ts';
import { ModelwrightError } from '../core/errors.ts';
import type { LoadedModel } from '../estimators/artifact.ts';
import type { DeclaredNative } from '../native/declared-native.ts';
import { nativeOf } from '../native/native-model.ts';
import type { AnsweredCall } from '../native/runtime/pool-figures.ts';
import type { Blobs } from '../store/blobs.ts';
import type { LoggedColumns } from './logged-columns.ts';
import { openServedModel } from './open-served-model.ts';
import type { RowReader } from './row-reader.ts';
import type { TensorReader } from './tensors/tensor-reader.ts';

/** A model that is ready to answer; immutable. */
export interface ServedModel {
  readonly artifactHash: string;
  /** Size of the artifact, which memory is counted by. */
  readonly bytes: number;
  readonly model: LoadedModel;
  readonly readRows: RowReader;
  readonly readTensors: TensorReader;
  readonly loggedColumns: LoggedColumns;
}

export interface ModelCache {
  /** The model when it is loaded. */
  get(artifactHash: string): ServedModel | undefined;
  /**
   * Loads a model, or gives the loaded one; callers that ask at the same time share one load.
   *
   * @param name Of the model, whose settings hold for its processes; names of one artifact share those of the first.
   * @throws what `openServedModel` throws; again without reading for some seconds, so that requests for a damaged model stay cheap.
   */
  load(artifactHash: string, name?: string): Promise<ServedModel>;
  /** Gives a model's place back; who holds it may go on. */
  release(artifactHash: string): void;
  /** The model when it is loaded; unlike `get`, this does not count as asking for it. */
  peek(artifactHash: string): ServedModel | undefined;
  hashes(): readonly string[];
  /** Models loaded now. */
  readonly size: number;
  /** Bytes of their artifacts together. */
  readonly bytes: number;
  /** Ends the processes of models that have some. */
  close(): void;
}

export interface ModelCacheOptions {
  /** Models in memory at most. */
  readonly maxModels?: number;
  /** Bytes of their artifacts together. */
  readonly maxBytes?: number;
  /** Those of them that have processes of their own. */
  readonly maxNative?: number;
  /** What the project says about the processes of a model. */
  readonly nativeOf?: (name: string) => DeclaredNative | undefined;
  /** Hears of every call to them that was answered. */
  readonly onNativeCall?: (name: string, call: AnsweredCall) => void;
}

interface Held {
  readonly served: ServedModel;
  /** The larger, the later. */
  askedAt: number;
}

/** A damaged artifact is looked at again after this time: somebody may have put it back. */
const refusedForMs = 2_000;

/**
 * A cache over the blobs of a store that keeps the `maxModels` models asked for last, of which `maxNative` have processes of their own,
 * with at most `maxBytes` of artifacts; the one asked for last is kept whatever its size.
 */
export function openModelCache(
  { blobs }: { readonly blobs: Pick<Blobs, 'get'> },
  {
    maxModels = 1000,
    maxBytes = 1024 * 1024 * 1024,
    maxNative = 8,
    nativeOf: declaredOf,
    onNativeCall,
  }: ModelCacheOptions = {},
): ModelCache {
  const loaded = new Map<string, Held>();
  let asks = 0;
  let bytes = 0;
  const loading = new Map<string, Promise<ServedModel>>();
  const refused = new Map<string, { readonly error: unknown; readonly untilMs: number }>();
  let isClosed = false;

  /** Counted, not moved to the end of the map: moving one at every request makes the map anew again and again. */
  function touch(held: Held): ServedModel {
    held.askedAt = ++asks;
    return held.served;
  }

  function oldestFirst(): ServedModel[] {
    return [...loaded.values()].sort((a, b) => a.askedAt - b.askedAt).map(({ served }) => served);
  }

  function keep(served: ServedModel): void {
    loaded.set(served.artifactHash, { served, askedAt: ++asks });
    bytes += served.bytes;
    for (const oldest of oldestFirst()) {
      if (oldest === served || (loaded.size <= maxModels && bytes <= maxBytes)) break;
      drop(oldest);
    }
    const natives = oldestFirst().filter(({ model }) => nativeOf(model));
    for (const oldest of natives.slice(0, Math.max(0, natives.length - maxNative))) drop(oldest);
  }

  /** Requests that hold the model are still answered. */
  function drop({ artifactHash, bytes: given, model }: ServedModel): void {
    loaded.delete(artifactHash);
    bytes -= given;
    nativeOf(model)?.retire();
  }

  async function open(artifactHash: string, name: string): Promise<ServedModel> {
    try {
      const served = await openServedModel(blobs, artifactHash, {
        declared: declaredOf?.(name),
        onAnswered: (call) => onNativeCall?.(name, call),
      });
      refused.delete(artifactHash);
      if (isClosed) nativeOf(served.model)?.close();
      else keep(served);
      return served;
    } catch (error) {
      if (refused.size >= 1000) refused.clear();
      refused.set(artifactHash, { error, untilMs: monotonicMs() + refusedForMs });
      throw error;
    } finally {
      loading.delete(artifactHash);
    }
  }

  return {
    get(artifactHash) {
      const held = loaded.get(artifactHash);
      return held && touch(held);
    },
    async load(artifactHash, name = artifactHash) {
      const held = loaded.get(artifactHash);
      if (held) return touch(held);
      const known = refused.get(artifactHash);
      if (known && known.untilMs > monotonicMs()) throw known.error;
      let opening = loading.get(artifactHash);
      if (!opening) {
        opening = open(artifactHash, name);
        loading.set(artifactHash, opening);
      }
      return await opening;
    },
    release(artifactHash) {
      const held = loaded.get(artifactHash);
      if (held) drop(held.served);
    },
    peek: (artifactHash) => loaded.get(artifactHash)?.served,
    hashes: () => [...loaded.keys()],
    get size() {
      return loaded.size;
    },
    get bytes() {
      return bytes;
    },
    close() {
      isClosed = true;
      for (const { served } of loaded.values()) nativeOf(served.model)?.close();
    },
  };
}

/** Errors that call a model by what the artifact knows of itself, which is its hash. */
const saysModel: ReadonlySet<string> = new Set([
  'INTERVALS_ABSENT',
  'COVERAGE_UNREACHABLE',
  'MODEL_DOWN',
  'MODEL_CALL_FAILED',
  'MODEL_NATIVE',
  'MODEL_TENSORS_ONLY',
]);

/** The same error with the model's name beside the hash, for people who do not know hashes. */
export function namingModel(error: unknown, name: string, version: number): unknown {
  if (!(error instanceof ModelwrightError)) return error;
  if (saysModel.has(error.code)) {
    return new ModelwrightError(error.code, { ...error.details, model: `${name}@${version}` }, { cause: error });
  }
  if (error.code !== 'ARTIFACT_DAMAGED') return error;
  const { hash, problem } = error.details as { hash: string; problem: string };
  const details = { hash: `${hash} of model ${name}@${version}`, problem, model: name, version };
  return new ModelwrightError('ARTIFACT_DAMAGED', details, { cause: error });
}
