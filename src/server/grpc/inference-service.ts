/** The Open Inference Protocol (v2) over gRPC: the answers, the log and the figures of the same protocol over HTTP. */
import type { Caller } from '../../access/caller.ts';
import { checkModel } from '../../access/check-access.ts';
import {
  type AskedModel,
  inferTensors,
  isModelReady,
  modelMetadata,
  resolveAsked,
  serverMetadata,
} from '../inference/model-calls.ts';
import type { ServerContext } from '../server-context.ts';
import type { Method } from './add-service.ts';
import { writeInferAnswer } from './infer-answer.ts';
import { readInferCall } from './infer-request.ts';
import { readAskedModel, writeModelMetadata, writeServerMetadata, yesOrNo } from './model-messages.ts';

export const inferenceServiceName = 'inference.GRPCInferenceService';

/** The methods of the service. */
export function inferenceMethods(context: ServerContext): Readonly<Record<string, Method>> {
  return {
    ServerLive: () => yesOrNo(true),
    ServerReady: () => yesOrNo(context.state === 'serving'),
    ModelReady: async (request, _, caller) => yesOrNo(await isModelReady(context, readAllowedModel(request, caller))),
    ServerMetadata: () => writeServerMetadata(serverMetadata),
    async ModelMetadata(request, _, caller) {
      return writeModelMetadata(await modelMetadata(context, readAllowedModel(request, caller)));
    },
    async ModelInfer(request, signal, caller) {
      const call = readInferCall(request);
      checkModel(caller, call.model.name);
      const resolved = await resolveAsked(context, call.model);
      const asked = call.request();
      const tensors = await inferTensors(context, resolved, asked.inputs, signal);
      return writeInferAnswer(resolved.version, tensors, asked);
    },
  };
}

function readAllowedModel(request: Uint8Array, caller: Caller): AskedModel {
  const asked = readAskedModel(request);
  checkModel(caller, asked.name);
  return asked;
}
