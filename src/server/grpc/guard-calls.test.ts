/** Every gRPC method with every role, and how often callers may call. */
import { expect, it } from 'vitest';
import { failure, openGrpcClient } from '../../../tests/server/grpc-client.ts';
import { registerModel, smallModel } from '../../../tests/server/small-models.ts';
import { withGrpcAccess } from '../../../tests/server/with-grpc-access.ts';
import { reaches, roles } from '../../access/role.ts';
import type { Store } from '../../store/open-store.ts';
import { inferenceMethods, inferenceServiceName } from './inference-service.ts';
import { neededByMethod } from './method-access.ts';

const one = (store: Store) => registerModel(store, 'late', smallModel('binary'));
const codeOf = async (call: Promise<unknown>) => (await failure(call.then(() => Promise.reject({ code: 0 })))).code;

it('lets each role call what the table says, and nothing else', () =>
  withGrpcAccess(one, async ({ app, client, address, callAs }) => {
    const methods = Object.keys(inferenceMethods(app.context)).map((name) => `${inferenceServiceName}/${name}`);
    expect(methods.length).toBeGreaterThan(9);
    for (const path of [...methods, 'grpc.health.v1.Health/Check']) {
      const { role: needed } = neededByMethod(`/${path}`);
      for (const role of [...roles, 'wrong'] as const) {
        const code = await codeOf(client.send(path, new Uint8Array(0), callAs(role)));
        const held = role === 'wrong' ? 'public' : role;
        const refusal = held === 'public' ? 'UNAUTHENTICATED' : 'PERMISSION_DENIED';
        const isRefused = ['UNAUTHENTICATED', 'PERMISSION_DENIED'].includes(code);
        expect(isRefused ? code : 'pass', `${path} as ${role}: ${code}`).toBe(reaches(held, needed) ? 'pass' : refusal);
      }
    }
    // Connecting asks the reflection.
    expect((await failure(openGrpcClient(address))).code).toBe('UNAUTHENTICATED');
    (await openGrpcClient(address, 'v1alpha', callAs('viewer').headers)).close();
  }));

it('answers callers who call too often with RESOURCE_EXHAUSTED', () =>
  withGrpcAccess(
    one,
    async ({ client, callAs }) => {
      const call = (method: string, who: string) =>
        codeOf(client.send(`${inferenceServiceName}/${method}`, new Uint8Array(0), callAs(who)));
      expect(await call('ServerMetadata', 'viewer')).toBe('OK');
      expect(await call('ServerMetadata', 'viewer')).toBe('RESOURCE_EXHAUSTED');
      expect(await call('ServerLive', 'viewer')).toBe('OK');
      expect(await call('ServerMetadata', 'operator')).toBe('OK');
      expect(await call('ModelInfer', 'predictor')).toBe('INVALID_ARGUMENT');
      expect(await call('ModelInfer', 'predictor')).toBe('RESOURCE_EXHAUSTED');
      expect(await call('ServerMetadata', 'predictor')).toBe('OK');
    },
    { access: { auth: ['keys'], controlRate: 0.001, predictRate: 0.001 } },
  ));
