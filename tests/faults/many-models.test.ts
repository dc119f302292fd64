/** F43: more models than memory is given to. Each answers, those asked for longest ago make room, and memory stays what was declared. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { goodRow, registerModel, smallModel } from '../server/small-models.ts';
import { withHome } from '../store/with-home.ts';
import { withServeProcess } from './serve-process.ts';

// Processes start slowly on a crowded machine.
vi.setConfig({ testTimeout: 180_000 });

const names = Array.from({ length: 24 }, (_, i) => `late-${i}`);
const held = 6;

it('four times as many models as may be held all answer, each as itself, and no more are held', () =>
  withHome(async (home) => {
    const folder = dirname(home);
    mkdirSync(folder, { recursive: true });
    const serving = { memory: { models: held } };
    writeFileSync(join(folder, 'modelwright.config.mjs'), `export default ${JSON.stringify({ serving })};\n`);
    const own = new Map<string, unknown>();
    await withServeProcess(
      home,
      async (store) => {
        for (const [i, name] of names.entries()) {
          const model = smallModel('regression', i + 1);
          await registerModel(store, name, model);
        }
      },
      async ({ send, metric }) => {
        for (let round = 0; round < 2; round++) {
          // Several at a time ask for one that is not there: they share its loading.
          for (const name of names) {
            const asked = Array.from({ length: 4 }, () => send(`/v1/models/${name}/predict`, { rows: [goodRow] }));
            for (const { status, json } of await Promise.all(asked)) {
              expect(status).toBe(200);
              const [prediction] = json.predictions;
              expect(prediction).toBe(own.get(name) ?? prediction);
              own.set(name, prediction);
            }
            expect(await metric('modelwright_models_loaded')).toBeLessThanOrEqual(held);
          }
        }
        expect(new Set(own.values()).size).toBe(names.length);
        expect(await metric('modelwright_models_loaded')).toBe(held);
        expect(await metric('modelwright_models_loaded_bytes')).toBeGreaterThan(0);
      },
      { cwd: folder },
    );
  }));
