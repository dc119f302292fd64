/** Routes and methods that do not say who may use them. */
import fastify from 'fastify';
import { expect, it } from 'vitest';
import { methodDefinition } from '../grpc/add-service.ts';
import { requireAccess } from './route-access.ts';

it.each([
  ['nothing', {}],
  ['no role', { config: { access: {} } }],
  ['a role that is none', { config: { access: { role: 'owner' } } }],
])('a route that says %s is not added', (_, options) => {
  const app = fastify();
  requireAccess(app);
  app.get('/said', { config: { access: { role: 'viewer' } } }, async () => '');
  expect(() => app.get('/forgotten', options as object, async () => '')).toThrow(
    'GET /forgotten must say who may use it',
  );
});

it('a method over gRPC without a row in the table of access is not added', () => {
  expect(() => methodDefinition('inference.GRPCInferenceService', 'ModelInfer')).not.toThrow();
  expect(() => methodDefinition('inference.GRPCInferenceService', 'constructor')).toThrow('must say who may call it');
});
