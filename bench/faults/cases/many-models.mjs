/** F43: ten thousand models are registered, a thousand are asked, with and without room for all of those. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quantile } from '../../measure.mjs';
import { openClient, residentBytes, serve } from '../serving.mjs';
import { registerSmall } from '../small-models.mjs';

export const title = '10,000 models registered, 1,000 of them asked';

const registered = 10_000;
const asked = 1_000;

export async function measure(folder) {
  const home = join(folder, 'home');
  const names = Array.from({ length: registered }, (_, i) => `m${i}`);
  await registerSmall(home, names, asked);
  const rows = [];
  for (const models of [asked, 100]) {
    const serving = { memory: { models } };
    writeFileSync(join(folder, 'modelwright.config.mjs'), `export default ${JSON.stringify({ serving })};\n`);
    const server = await serve(home, { cwd: folder });
    const client = openClient();
    const times = async () => {
      const found = [];
      for (const name of names.slice(0, asked)) {
        const { status, ms } = await client.predict(server.url, name);
        if (status !== 200) throw new Error(`status ${status}`);
        found.push(ms);
      }
      return found;
    };
    const first = await times();
    const second = await times();
    const shown = (all) => `${quantile(all, 0.5).toFixed(1)} / ${quantile(all, 0.99).toFixed(1)} ms`;
    const megabytes = residentBytes(server.pid) / 1024 ** 2;
    const held = await server.metric('modelwright_models_loaded');
    rows.push([
      models,
      `${(server.startMs / 1000).toFixed(1)} s`,
      shown(first),
      shown(second),
      held,
      `${megabytes.toFixed(0)} MiB`,
    ]);
    client.close();
    server.signal('SIGKILL');
    await server.ended;
  }
  return {
    columns: [
      'may be held',
      'start to ready',
      'first answer of each, median / p99',
      'second',
      'held at the end',
      'resident memory',
    ],
    rows,
    notes: ['Target: the first answer within 1 s at the 99th percentile. Models are small: an artifact is a few KiB.'],
  };
}
