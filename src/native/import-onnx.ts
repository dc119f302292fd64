/**
 * An ONNX file as an artifact: past the gate, asked for the first time in a process under limits, understood as far as it can be, and
 * with the answers that it must repeat wherever it is loaded.
 */
import { isModelwrightError, ModelwrightError } from '../core/errors.ts';
import type { Signature } from '../table/task.ts';
import { checkOnnx } from './gate/check-onnx.ts';
import { refusedModel } from './gate/refused-model.ts';
import { checkOutputs, keptOutputs } from './golden.ts';
import { type GraphFacts, graphFacts } from './graph-facts.ts';
import { encodeNative, type TensorSide } from './native-artifact.ts';
import type { TensorSpec } from './native-tensor.ts';
import { probeLengths, probeTensors } from './probe.ts';
import { type RowRequest, understandRows } from './rows/understand-rows.ts';
import { GraphError, ModelProcess, ProcessGone, type ProcessSettings } from './runtime/model-process.ts';
import type { RunGraph } from './runtime/pool-model.ts';
import { checkRuntime } from './runtime/runtime-package.ts';

export interface OnnxRequest extends RowRequest {
  readonly settings?: Partial<ProcessSettings>;
}

export interface ImportedOnnx {
  readonly artifact: Uint8Array;
  /** Absent: the model takes tensors only, for the reason. */
  readonly signature?: Signature;
  readonly reason?: string;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  readonly facts: Omit<GraphFacts, 'bytes'>;
}

/** Limits of the first questions: a model that needs more is refused. */
const probeLimits = {
  cpuSeconds: 10,
  memoryBytes: 2 * 1024 * 1024 * 1024,
  loadMs: 30_000,
  maxOutputElements: 16 * 1024 * 1024,
};
const timesModel = 4;
/** Time of one question. */
const questionMs = 15_000;

/**
 * @throws MODEL_FILE_REFUSED for what the gate or the first questions find, PARAM_INVALID for classes or columns that do not fit,
 *   ONNX_RUNTIME_MISSING
 */
export async function importOnnx(bytes: Uint8Array, request: OnnxRequest): Promise<ImportedOnnx> {
  checkOnnx(bytes);
  checkRuntime();
  const { bytes: model, ...facts } = graphFacts(bytes);
  const memoryBytes = probeLimits.memoryBytes + timesModel * model.length;
  const settings: ProcessSettings = { threads: 1, ...probeLimits, memoryBytes, ...request.settings };
  const process = new ModelProcess(settings, () => {});
  const run: RunGraph = async (feeds) => {
    const timer = setTimeout(() => process.kill(`it did not answer within ${questionMs} ms`), questionMs);
    try {
      return (await process.run(feeds)).outputs;
    } finally {
      clearTimeout(timer);
    }
  };
  try {
    const { inputs, outputs } = await process.load(model, settings.loadMs);
    const found = await understandRows(inputs, run, facts, request);
    const rows = 'rows' in found ? found.rows : undefined;
    const golden = rows ? { feeds: [], outputs: [] } : await goldenTensors(inputs, run, facts.texts);
    const artifact = encodeNative({ graph: { inputs, outputs, golden }, rows }, model);
    return { artifact, inputs, outputs, facts, ...(rows ? { signature: rows.signature } : found) };
  } catch (error) {
    throw asRefusal(error);
  } finally {
    process.kill('it has answered');
  }
}

/** Tensors that the graph takes, found by trying lengths, and what it gave twice. */
async function goldenTensors(
  inputs: readonly TensorSpec[],
  run: RunGraph,
  texts: readonly string[],
): Promise<TensorSide['golden']> {
  const isFree = inputs.some(({ shape }) => shape.slice(1).includes(null));
  let last: unknown;
  for (const length of isFree ? probeLengths : [probeLengths[0]]) {
    const feeds = probeTensors(inputs, length, texts);
    try {
      const outputs = keptOutputs(await run(feeds));
      checkOutputs(outputs, await run(feeds), 'of the file');
      return { feeds, outputs };
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      last = error;
    }
  }
  throw last;
}

function asRefusal(error: unknown): unknown {
  if (error instanceof ModelwrightError && error.code === 'GOLDEN_MISMATCH') {
    return refusedModel('the first questions', 'the same answer twice', 'two that differ');
  }
  if (isModelwrightError(error)) return error;
  if (!(error instanceof GraphError || error instanceof ProcessGone)) return error;
  const law = error instanceof GraphError ? 'a graph that the runtime takes' : 'answers within the limits';
  return refusedModel('the first questions', law, error.message.replace(/\s+/g, ' ').slice(0, 300));
}
