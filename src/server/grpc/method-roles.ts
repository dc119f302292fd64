/** The least role for every method over gRPC. A method that has no row here cannot be added to a server. */
import type { Role } from '../../access/role.ts';
import { ModelwrightError } from '../../core/errors.ts';

const roles: Readonly<Record<string, Role>> = {
  '/inference.GRPCInferenceService/ServerLive': 'public',
  '/inference.GRPCInferenceService/ServerReady': 'public',
  '/inference.GRPCInferenceService/ServerMetadata': 'viewer',
  '/inference.GRPCInferenceService/ModelReady': 'viewer',
  '/inference.GRPCInferenceService/ModelMetadata': 'viewer',
  '/inference.GRPCInferenceService/ModelInfer': 'predictor',
  '/inference.GRPCInferenceService/ModelStatistics': 'viewer',
  '/inference.GRPCInferenceService/RepositoryIndex': 'viewer',
  '/inference.GRPCInferenceService/RepositoryModelLoad': 'operator',
  '/inference.GRPCInferenceService/RepositoryModelUnload': 'operator',
  '/grpc.health.v1.Health/Check': 'public',
  '/grpc.health.v1.Health/Watch': 'public',
  '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo': 'viewer',
  '/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo': 'viewer',
};

/** The least role for a method by its path. @throws INTERNAL for a method that says nothing */
export function roleOfMethod(path: string): Role {
  if (Object.hasOwn(roles, path)) return roles[path];
  throw new ModelwrightError('INTERNAL', { problem: `${path} must say who may call it, in the table of roles` });
}
