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

      const wrong = await send('/v1/models/late/predict', { rows: [...rows, { ...goodRow, night: 'no' }] });
      expect([wrong.status, wrong.json.error.code, wrong.json.error.details.row]).toEqual([422, 'ROW_INVALID', 3500]);
    },
  );
});
