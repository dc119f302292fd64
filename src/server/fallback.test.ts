/** A champion that cannot be loaded: the one before answers in its place, and says so over every protocol. */
import { expect, it } from 'vitest';
import { damage } from '../../tests/server/damage.ts';
import { goodRow, registerModel, smallModel } from '../../tests/server/small-models.ts';
import { withGrpcClient } from '../../tests/server/with-grpc-client.ts';
import { servingSchema } from '../serve/repository/declared-serving.ts';
import type { Store } from '../store/open-store.ts';
import { promote } from '../tracking/registry.ts';

const prepare = async (store: Store) => {
  await registerModel(store, 'late', smallModel('regression', 1));
  const { artifactHash } = await registerModel(store, 'late', smallModel('regression', 2));
  await promote(store, { ref: 'late@2', reason: 'better', actor: 'ann' });
  await damage(store, artifactHash);
};
const serving = servingSchema.parse({ models: { late: { fallback: {} } } });
const datatypes = { city: 'BYTES', distance: 'FP64', night: 'BOOL', at: 'BYTES' } as const;
const inputs = Object.entries(goodRow).map(([name, value]) => {
  return { name, datatype: datatypes[name as keyof typeof datatypes], shape: [1], data: [value] };
});
const contents = (value: unknown) =>
  typeof value === 'number'
    ? { fp64_contents: [value] }
    : typeof value === 'boolean'
      ? { bool_contents: [value] }
      : { bytes_contents: [Buffer.from(String(value)).toString('base64')] };

it('the champion before answers for a damaged one', () =>
  withGrpcClient(
    prepare,
    async ({ send, client }) => {
      const native = await send('/v1/models/late/predict', { rows: [goodRow] });
      expect([native.status, native.json]).toMatchObject([200, { fallback: 'previous', modelVersion: 1 }]);
      const inferred = await send('/v2/models/late/infer', { inputs });
      expect(inferred.json).toMatchObject({ model_version: '1', parameters: { fallback: 'previous' } });
      const call = {
        model_name: 'late',
        inputs: inputs.map(({ data, ...described }) => ({ ...described, contents: contents(data[0]) })),
      };
      expect(await client.call('inference.GRPCInferenceService/ModelInfer', call)).toMatchObject({
        model_version: '1',
        parameters: { fallback: { string_param: 'previous' } },
      });
      const scored = await send('/invocations', { dataframe_records: [goodRow] });
      expect([scored.json.predictions, scored.headers.get('modelwright-fallback')]).toEqual([
        native.json.predictions,
        'previous',
      ]);
      expect((await send('/v1/models/late@2/predict', { rows: [goodRow] })).status).toBe(500);
      const { text } = await send('/metrics');
      expect(text).toContain('modelwright_fallbacks_total{model="late",fallback="previous"} 4');
      expect(text).toContain('modelwright_circuit_state{model="late",version="1"} 0');
    },
    undefined,
    serving,
  ));
