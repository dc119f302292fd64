/** Requests that are read and answered in turns of the event loop get the answer of small ones. */
import { expect, it } from 'vitest';
import { goodRow, registerModel, smallModel } from '../../tests/server/small-models.ts';
import { withServer } from '../../tests/server/with-server.ts';

const regression = smallModel('regression');
const rows = Array.from({ length: 3500 }, (_, i) => ({ ...goodRow, distance: i % 1000 }));

it('whatever protocol brings them', async () => {
  await withServer(
    (store) => registerModel(store, 'late', regression),
    async ({ send }) => {
      const small = [];
      for (let from = 0; from < rows.length; from += 500) {
        small.push(await send('/v1/models/late/predict', { rows: rows.slice(from, from + 500) }));
      }
      const large = await send('/v1/models/late/predict', { rows });
      expect(large.headers.get('content-type')).toBe(small[0].headers.get('content-type'));
      expect(Object.keys(large.json)).toEqual(Object.keys(small[0].json));
      expect(new Set(large.json.predictionIds).size).toBe(rows.length);
      const predictions = small.flatMap(({ json }) => json.predictions);
      expect(large.json.predictions).toEqual(predictions);

      const records = await send('/invocations', { dataframe_records: rows });
      expect(records.text).toBe(JSON.stringify({ predictions }));
      const names = Object.keys(rows[0]);
      const lines = [names.join(','), ...rows.map((row) => Object.values(row).join(','))];
      const csv = await send('/invocations', lines.join('\n'), { headers: { 'content-type': 'text/csv' } });
      expect(csv.text).toBe(records.text);

      const datatypes: Readonly<Record<string, string>> = { distance: 'FP64', night: 'BOOL' };
      const tensor = (name: keyof typeof goodRow, count: number) => {
        const data = rows.slice(0, count).map((row) => row[name]);
        return { name, datatype: datatypes[name] ?? 'BYTES', shape: [count], data };
      };
      const infer = (count: number) => {
        const inputs = names.map((name) => tensor(name as keyof typeof goodRow, count));
        return send('/v2/models/late/infer', { id: 'x', inputs });
      };
      const [few, many] = [await infer(500), await infer(rows.length)];
      expect([many.status, many.headers.get('content-type')]).toEqual([200, few.headers.get('content-type')]);
      expect(many.text).toBe(JSON.stringify(many.json));
      expect(Object.keys(many.json)).toEqual(Object.keys(few.json));
      expect(many.json.outputs.map(({ name }: { name: string }) => name)).toEqual(['prediction', 'prediction_id']);
      expect(many.json.outputs[0].data).toEqual(predictions);
      expect(few.json.outputs[0].data).toEqual(predictions.slice(0, 500));

      const wrong = await send('/v1/models/late/predict', { rows: [...rows, { ...goodRow, night: 'no' }] });
      expect([wrong.status, wrong.json.error.code, wrong.json.error.details.row]).toEqual([422, 'ROW_INVALID', 3500]);
    },
  );
});
