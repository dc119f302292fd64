/** The OpenAPI documents against the schema of OpenAPI 3.1 itself, and what they say of access, headers and refusals. */
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { goodRow, registerModel, smallModel } from '../../../tests/server/small-models.ts';
import { withAccess } from '../../../tests/server/with-access.ts';
import type { Store } from '../../store/open-store.ts';

interface Described {
  readonly security?: readonly object[];
  readonly description?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, { readonly headers?: Readonly<Record<string, object>> }>>;
}
interface Document {
  readonly security: readonly object[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly securitySchemes: Readonly<Record<string, object>> };
}

const prepare = (store: Store) => registerModel(store, 'how late', smallModel('regression', 1, { calibrated: true }));
const jwt = { issuer: 'https://id.example.com', audience: 'us', jwksUrl: 'https://id.example.com/keys' };
const accesses = [{ auth: [] }, { auth: ['keys' as const] }, { auth: ['keys' as const, 'jwt' as const], jwt }];
const documents = ['/openapi.json', '/v1/models/how%20late@1/openapi.json'];
const schemesOf = ({ length }: readonly string[]) => ['apiKey', 'token'].slice(0, Math.max(1, length));

it.each(accesses)('are documents of OpenAPI 3.1 whatever access is declared: $auth', (access) =>
  withAccess(
    prepare,
    async ({ app, as }) => {
      for (const url of documents) {
        const document = (await app.inject({ url, headers: as('viewer') })).json<Document>();
        const checked = await new Validator().validate({ ...document });
        expect(checked.errors ?? [], url).toEqual([]);
        expect(checked.valid, url).toBe(true);
        expect(Object.keys(document.components.securitySchemes)).toEqual(schemesOf(access.auth));
        const named = schemesOf(access.auth).map((name) => ({ [name]: [] }));
        expect(document.security).toEqual(access.auth.length === 0 ? [{}, ...named] : named);
        const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
        expect(operations.length).toBeGreaterThan(5);
        for (const { responses, security } of operations) {
          const isGuarded = access.auth.length > 0 && security === undefined;
          expect('401' in responses && '429' in responses).toBe(isGuarded);
          expect(responses).toHaveProperty('403');
          if (isGuarded) expect(responses['401'].headers).toHaveProperty('www-authenticate');
          for (const [status, { headers }] of Object.entries(responses)) {
            expect(headers).toHaveProperty('x-request-id');
            expect(headers !== undefined && 'retry-after' in headers).toBe(['429', '503'].includes(status));
          }
        }
      }
    },
    { access },
  ),
);

it('say what the server does: who may call, which headers come back, which requests have a deadline', () =>
  withAccess(prepare, async ({ app, as }) => {
    const { paths } = (await app.inject({ url: '/openapi.json', headers: as('viewer') })).json<Document>();
    for (const path of ['/healthz/live', '/healthz/ready', '/v2/health/ready', '/ping']) {
      expect(paths[path].get.security, path).toEqual([]);
    }
    expect(paths['/v1/models'].get.description).toBe('Needs the role viewer.');
    const headersOf = ({ parameters = [] }: Described) =>
      parameters.filter((one) => one.in === 'header').map(({ name }) => name);
    const wanted = ['x-request-timeout-ms', 'x-request-priority', 'x-request-id'];
    for (const path of ['/v1/models/{name}/predict', '/v1/models/{name}/predict-stream', '/v2/models/{name}/infer']) {
      expect(headersOf(paths[path].post), path).toEqual(wanted);
      expect(paths[path].post.responses, path).toHaveProperty('504');
    }
    expect(headersOf(paths['/v1/labels'].post)).toEqual([]);
    const url = '/v1/models/how late/predict';
    const refused = await app.inject({ method: 'POST', url, payload: { rows: [goodRow] } });
    const described = paths['/v1/models/{name}/predict'].post.responses;
    expect(refused.statusCode).toBe(401);
    expect(Object.keys(refused.headers)).toEqual(expect.arrayContaining(Object.keys(described['401'].headers ?? {})));
  }));
