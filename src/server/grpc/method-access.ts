/**
 * Who may call which method over gRPC. A method that has no row here cannot be added to a server. Messages name models inside, so what
 * is about one model checks it by itself: `own`.
 */
import type { NeededAccess } from '../../access/check-access.ts';
import { ModelwrightError } from '../../core/errors.ts';

const needed: Readonly<Record<string, NeededAccess>> = {
  '/inference.GRPCInferenceService/ServerLive': { role: 'public' },
  '/inference.GRPCInferenceService/ServerReady': { role: 'public' },
  '/inference.GRPCInferenceService/ServerMetadata': { role: 'viewer', models: 'none' },
  '/inference.GRPCInferenceService/ModelReady': { role: 'viewer', models: 'own' },
  '/inference.GRPCInferenceService/ModelMetadata': { role: 'viewer', models: 'own' },
  '/inference.GRPCInferenceService/ModelInfer': { role: 'predictor', models: 'own' },
  '/inference.GRPCInferenceService/ModelStatistics': { role: 'viewer', models: 'own' },
  '/inference.GRPCInferenceService/RepositoryIndex': { role: 'viewer', models: 'own' },
  '/inference.GRPCInferenceService/RepositoryModelLoad': { role: 'operator', models: 'own' },
  '/inference.GRPCInferenceService/RepositoryModelUnload': { role: 'operator', models: 'own' },
  '/grpc.health.v1.Health/Check': { role: 'public' },
  '/grpc.health.v1.Health/Watch': { role: 'public' },
  '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo': { role: 'viewer', models: 'none' },
  '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo': { role: 'viewer', models: 'none' },
};

/** What a method needs of its caller, by its path. @throws INTERNAL for a method that says nothing */
export function neededByMethod(path: string): NeededAccess {
  if (Object.hasOwn(needed, path)) return needed[path];
  throw new ModelwrightError('INTERNAL', { problem: `${path} must say who may call it, in the table of access` });
}
