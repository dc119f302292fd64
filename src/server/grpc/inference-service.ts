/** The Open Inference Protocol (v2) over gRPC: the answers, the log and the figures of the same protocol over HTTP. */
import type { Caller } from '../../access/caller.ts';
import { checkModel } from '../../access/check-access.ts';
import { beginTurns } from '../../core/loop-turns.ts';
import { askedWith } from '../asked-by.ts';
import { policyOfParameters } from '../inference/load-request.ts';
import {
  type AskedModel,
  inferTensors,
  isModelReady,
  modelMetadata,
  resolveAsked,
  serverMetadata,
} from '../inference/model-calls.ts';
import { inferenceStatistics, loadModel, repositoryIndex, unloadModel } from '../inference/repository-calls.ts';
import { termsOfParameters } from '../inference/terms-of-parameters.ts';
import { termsOfCall } from '../read-terms.ts';
import type { ServerContext } from '../server-context.ts';
import type { Method } from './add-service.ts';
import { writeInferAnswer } from './infer-answer.ts';
import { readInferCall } from './infer-request.ts';
import { readAskedModel, writeModelMetadata, writeServerMetadata, yesOrNo } from './model-messages.ts';
import { readIndexRequest, readModelControl, writeIndex, writeStatistics } from './repository-messages.ts';

export const inferenceServiceName = 'inference.GRPCInferenceService';

/** A message without fields. */
const nothing = new Uint8Array(0);

/** The methods of the service. */
export function inferenceMethods(context: ServerContext): Readonly<Record<string, Method>> {
  return {
    ServerLive: () => yesOrNo(true),
    ServerReady: () => yesOrNo(context.state === 'serving'),
    ModelReady: async (request, { caller }) => yesOrNo(await isModelReady(context, readAllowedModel(request, caller))),
    ServerMetadata: () => writeServerMetadata(serverMetadata),
    async ModelMetadata(request, { caller }) {
      return writeModelMetadata(await modelMetadata(context, readAllowedModel(request, caller)));
    },
    async ModelInfer(request, facts) {
      const terms = termsOfCall(facts);
      // Two fields are enough to send a call away.
      const { name } = readAllowedModel(request, facts.caller);
      const refusal = await context.admission.arrive(name, terms.priority);
      if (refusal) throw refusal;
      // Small messages are read in one piece, which is there at once.
      const read = beginTurns(readInferCall(request));
      const call = read instanceof Promise ? await read : read;
      const chosen = await resolveAsked(context, call.model);
      const begun = beginTurns(call.request());
      const asked = begun instanceof Promise ? await begun : begun;
      const inferred = await inferTensors(context, chosen, asked.inputs, {
        ...termsOfParameters(terms, asked.parameters, context.limits.mostPredictMs),
        asked: askedWith(facts.metadata, asked.inputs),
      });
      return beginTurns(writeInferAnswer(inferred, asked));
    },
    async ModelStatistics(request, { caller }) {
      const { name, version } = readAskedModel(request);
      return writeStatistics(await inferenceStatistics(context, { ...(name !== '' && { name }), version }, caller));
    },
    async RepositoryIndex(request, { caller }) {
      return writeIndex(await repositoryIndex(context, readIndexRequest(request), caller));
    },
    async RepositoryModelLoad(request, { caller }) {
      const { name, parameters } = readModelControl(request);
      checkModel(caller, name);
      await loadModel(context, name, policyOfParameters(parameters));
      return nothing;
    },
    async RepositoryModelUnload(request, { caller }) {
      const { name } = readModelControl(request);
      checkModel(caller, name);
      await unloadModel(context, name);
      return nothing;
    },
  };
}

function readAllowedModel(request: Uint8Array, caller: Caller): AskedModel {
  const asked = readAskedModel(request);
  checkModel(caller, asked.name);
  return asked;
}
