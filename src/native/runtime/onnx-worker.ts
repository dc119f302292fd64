/**
 * Entry of a model's process: one ONNX model, read from standard input, that answers calls until its channel closes. It holds nothing
 * else, so whatever a model does to it is undone by starting it again.
 */
import { Worker } from 'node:worker_threads';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { elementCount, isElementType, type NativeTensor, type TensorSpec } from '../native-tensor.ts';
import { lengthBytes, lengthOf } from './length-head.ts';
import type { ProcessMessage, ProcessSetup, RunMessage } from './messages.ts';

const setup = JSON.parse(process.argv[2]) as ProcessSetup;
/** The process's memory is looked at once in so many calls. */
const lookEvery = 16;
let calls = 0;

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
new Worker(new URL('./watch-parent-worker.js', import.meta.url), {
  resourceLimits: { maxOldGenerationSizeMb: 8 },
}).unref();

await serve();

async function serve(): Promise<void> {
  const { default: ort } = await import('onnxruntime-node');
  const bytes = await readModel();
  let session: InferenceSession;
  try {
    session = await ort.InferenceSession.create(bytes, {
      executionProviders: ['cpu'],
      intraOpNumThreads: setup.threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      logSeverityLevel: 4,
      // Threads that wait by spinning would take the cores of everything else on the machine.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
    send({ kind: 'ready', inputs: specsOf(session.inputMetadata), outputs: specsOf(session.outputMetadata) });
  } catch (error) {
    return send({ kind: 'refused', problem: messageOf(error) });
  }
  process.on('message', async ({ id, feeds }: RunMessage) => {
    try {
      const found = await session.run(
        Object.fromEntries(feeds.map(({ name, type, data, shape }) => [name, tensorOf(type, data, shape)])),
      );
      const outputs = session.outputNames.map((name) => outputOf(name, found[name]));
      const elements = outputs.reduce((sum, { data }) => sum + data.length, 0);
      if (elements > setup.maxOutputElements) {
        throw new RangeError(`its outputs have ${elements} elements, at most ${setup.maxOutputElements} are carried`);
      }
      calls++;
      const isLook = calls % lookEvery === 0;
      send({ kind: 'answer', id, outputs, ...(isLook && { residentBytes: process.memoryUsage.rss() }) });
    } catch (error) {
      send({ kind: 'failed', id, problem: messageOf(error) });
    }
  });

  function tensorOf(type: NativeTensor['type'], data: NativeTensor['data'], shape: readonly number[]): Tensor {
    return new ort.Tensor(type as 'float32', data as Float32Array, [...shape]);
  }
}

/** Into memory of just its size: a model may be large, and a process has limits. */
async function readModel(): Promise<Uint8Array> {
  const head = Buffer.alloc(lengthBytes);
  let model: Buffer | undefined;
  let at = 0;
  for await (const part of process.stdin) {
    let rest = part as Buffer;
    if (!model) {
      const taken = rest.copy(head, at);
      at += taken;
      if (at < lengthBytes) continue;
      model = Buffer.allocUnsafeSlow(lengthOf(head));
      rest = rest.subarray(taken);
      at = 0;
    }
    at += rest.copy(model, at);
  }
  if (!model || at < model.length) throw new RangeError('the model did not come whole');
  return model;
}

function outputOf(name: string, { type, data, dims }: Tensor): NativeTensor {
  if (!isElementType(type)) throw new TypeError(`its output "${name}" has elements of type ${type}`);
  if (elementCount(dims) !== data.length) throw new TypeError(`its output "${name}" has no shape`);
  return { name, type, shape: dims, data: data as NativeTensor['data'] };
}

function specsOf(metadata: readonly InferenceSession.ValueMetadata[]): TensorSpec[] {
  return metadata.map((one) => {
    if (!one.isTensor) throw new TypeError(`"${one.name}" is no tensor`);
    if (!isElementType(one.type)) throw new TypeError(`"${one.name}" has elements of type ${one.type}`);
    const shape = one.shape.map((length) => (typeof length === 'number' && length >= 0 ? length : null));
    return { name: one.name, type: one.type, shape };
  });
}

function send(message: ProcessMessage): void {
  process.send?.(message);
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 2000);
}
