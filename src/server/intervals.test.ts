/** Intervals and sets of classes through every door: HTTP, batch, and in process; and models that have none. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { features, goodRow, registerModel, smallModel } from '../../tests/server/small-models.ts';
import { withServer } from '../../tests/server/with-server.ts';
import { modelInProcess } from '../app/model-in-process.ts';
import { predictSource } from '../app/predict-source.ts';
import { ignoreProgress } from '../core/progress.ts';
import type { Store } from '../store/open-store.ts';

const bare = smallModel('regression');
const regression = smallModel('regression', 1, { calibrated: true });
const binary = smallModel('binary', 1, { calibrated: true });

async function prepare(store: Store): Promise<void> {
  await registerModel(store, 'bare', bare);
  await registerModel(store, 'delay', regression);
  await registerModel(store, 'late', binary);
}

it('answers with them when asked, and as ever when not', async () => {
  await withServer(prepare, async ({ send, store, home }) => {
    const plain = await send('/v1/models/delay/predict', { rows: [goodRow] });
    expect(Object.keys(plain.json).sort()).toEqual(['modelVersion', 'predictionIds', 'predictions']);

    const { json } = await send('/v1/models/delay/predict', { rows: [goodRow, goodRow], intervals: 0.9 });
    expect(json.predictions[0]).toBe(plain.json.predictions[0]);
    const [[low, high], second] = json.intervals;
    expect([low, high]).toEqual(second);
    expect(low).toBeLessThan(json.predictions[0]);
    expect(high).toBeGreaterThan(json.predictions[0]);
    const { interval } = regression.model.predict(features, 0.5);
    const wide = regression.model.predict(features, 0.9).interval!;
    expect(interval!.high.every((end, row) => end <= wide.high[row])).toBe(true);

    const sure = (await send('/v1/models/late/predict', { rows: [goodRow], intervals: 0.95 })).json;
    expect(Object.keys(sure).sort()).toEqual(['modelVersion', 'predictionIds', 'predictions', 'probabilities', 'sets']);
    expect(sure.sets).toEqual([expect.arrayContaining([expect.stringMatching(/^(TRUE|FALSE)$/)])]);

    const inProcess = await modelInProcess(store, 'delay');
    expect(inProcess.predict([goodRow], { intervals: 0.9 }).intervals).toEqual([[low, high]]);
    expect(inProcess.predict([goodRow])).not.toHaveProperty('intervals');

    const source = join(home, 'rows.json');
    writeFileSync(source, JSON.stringify([goodRow]));
    const batch = async (model: string) => {
      const output = join(home, `${model}.json`);
      await predictSource(store, {
        model,
        source,
        output,
        log: true,
        explain: false,
        intervals: 0.9,
        onProgress: ignoreProgress,
      });
      return JSON.parse(readFileSync(output, 'utf8'))[0];
    };
    expect(await batch('delay')).toMatchObject({ interval_low: low, interval_high: high });
    const served = (await send('/v1/models/late/predict', { rows: [goodRow], intervals: 0.9 })).json;
    expect(JSON.parse((await batch('late')).set)).toEqual(served.sets[0]);
  });
});

it('refuses in one typed sentence that says how to get them', async () => {
  await withServer(prepare, async ({ send, store }) => {
    const refusal = async (model: string, intervals: unknown) => {
      const { status, json } = await send(`/v1/models/${model}/predict`, { rows: [goodRow], intervals });
      return [status, json.error?.code, json.error?.message];
    };
    expect(await refusal('bare', 0.9)).toEqual([
      422,
      'INTERVALS_ABSENT',
      expect.stringMatching(/^model bare@1 .*train it again/),
    ]);
    const unreachable = expect.stringMatching(
      /needs at least 9999 calibration rows, .* has 120; ask for at most 0\.9917/,
    );
    expect(await refusal('delay', 0.9999)).toEqual([422, 'COVERAGE_UNREACHABLE', unreachable]);
    for (const wrong of [0, 1, -1, 90, '0.9', null, [0.9], true]) {
      expect(await refusal('delay', wrong)).toEqual([422, 'BODY_INVALID', expect.stringMatching(/^intervals: /)]);
    }
    const inProcess = await modelInProcess(store, 'bare');
    expect(() => inProcess.predict([goodRow], { intervals: 0.9 })).toThrow(
      expect.objectContaining({ code: 'INTERVALS_ABSENT' }),
    );
    expect(() => inProcess.predict([goodRow], { intervals: 2 })).toThrow(
      expect.objectContaining({ code: 'PARAM_INVALID' }),
    );
  });
});
