/** Triton's `timeout` and `priority` beside what headers say, and over both transports. */
import { describe, expect, it } from 'vitest';
import { failure } from '../../../tests/server/grpc-client.ts';
import { goodRow, registerModel, smallModel } from '../../../tests/server/small-models.ts';
import { withGrpcClient } from '../../../tests/server/with-grpc-client.ts';
import { withServer } from '../../../tests/server/with-server.ts';
import { deadlineIn } from '../../serve/call-terms.ts';
import type { Store } from '../../store/open-store.ts';
import { termsOfParameters } from './terms-of-parameters.ts';

const prepare = async (store: Store) => void (await registerModel(store, 'late', smallModel('binary')));
const interactive = { priority: 'interactive' } as const;
const datatypes = { city: 'BYTES', distance: 'FP64', night: 'BOOL', at: 'BYTES' } as const;
const body = (parameters: object) => ({
  parameters,
  inputs: Object.entries(goodRow).map(([name, value]) => {
    return { name, datatype: datatypes[name as keyof typeof datatypes], shape: [1], data: [value] };
  }),
});

describe('termsOfParameters', () => {
  it('knows levels of priority, of which those beyond the last are the last, and zero says nothing', () => {
    const of = (priority: unknown) => termsOfParameters(interactive, { priority }, 1000).priority;
    expect([undefined, 0, 1, 2, 3, 7].map(of)).toEqual([
      'interactive',
      'interactive',
      'interactive',
      'batch',
      'shadow',
      'shadow',
    ]);
    for (const wrong of [-1, 1.5, '1', true, null]) expect(() => of(wrong), String(wrong)).toThrow('priority');
  });

  it('counts microseconds, up to the most that may be asked for, and zero says nothing', () => {
    const of = (timeout: unknown) => termsOfParameters(interactive, { timeout }, 1000).deadline;
    expect([of(undefined), of(0)]).toEqual([undefined, undefined]);
    expect([of(1)?.limitMs, of(250_000)?.limitMs, of(1_000_000)?.limitMs]).toEqual([0.001, 250, 1000]);
    for (const wrong of [-1, 0.5, 1_000_001, '10', true, null])
      expect(() => of(wrong), String(wrong)).toThrow('timeout');
  });

  it('keeps the nearer deadline and the less urgent priority of headers and parameters', () => {
    const [near, far] = [deadlineIn(10), deadlineIn(10_000)];
    const under = (deadline: typeof near, timeout: number) =>
      termsOfParameters({ ...interactive, deadline }, { timeout }, 60_000).deadline?.limitMs;
    expect([under(near, 5_000_000), under(far, 5_000_000), under(far, 0)]).toEqual([10, 5000, 10_000]);
    const batch = { priority: 'batch' } as const;
    expect(termsOfParameters(batch, { priority: 1 }, 1).priority).toBe('batch');
    expect(termsOfParameters(batch, { priority: 3 }, 1).priority).toBe('shadow');
  });
});

describe('an inference request', () => {
  it('over HTTP is given up after its timeout, and refused for one that means nothing', () =>
    withServer(prepare, async ({ send }) => {
      const url = '/v2/models/late/infer';
      const late = await send(url, body({ timeout: 1 }));
      expect([late.status, late.json.error]).toEqual([504, expect.stringContaining('was not ready')]);
      expect((await send(url, body({ timeout: 30_000_000, priority: 2, unknown: 'x' }))).status).toBe(200);
      const wrong = await send(url, body({ timeout: 'soon' }));
      expect([wrong.status, wrong.json.error]).toEqual([422, expect.stringContaining('parameters.timeout')]);
    }));

  it('over gRPC as well', () =>
    withGrpcClient(prepare, async ({ client }) => {
      const call = (parameters: object) => ({
        model_name: 'late',
        parameters,
        inputs: body({}).inputs.map(({ data: [value], datatype, ...described }) => {
          const contents =
            datatype === 'FP64'
              ? { fp64_contents: [value] }
              : datatype === 'BOOL'
                ? { bool_contents: [value] }
                : { bytes_contents: [Buffer.from(String(value)).toString('base64')] };
          return { ...described, datatype, contents };
        }),
      });
      const method = 'inference.GRPCInferenceService/ModelInfer';
      expect(await failure(client.call(method, call({ timeout: { int64_param: 1 } })))).toMatchObject({
        code: 'DEADLINE_EXCEEDED',
      });
      const patient = call({ timeout: { int64_param: 30_000_000 }, priority: { uint64_param: 2 } });
      expect(await client.call(method, patient)).toMatchObject({ model_name: 'late' });
      expect(await failure(client.call(method, call({ priority: { string_param: 'high' } })))).toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
    }));
});
