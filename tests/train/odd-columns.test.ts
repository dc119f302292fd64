/** Columns that are called like what every object inherits, or with commas: trained with, predicted, served and explained like any others. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readTable } from '../../src/data/read.ts';
import { resolveSource } from '../../src/data/source.ts';
import { createRng } from '../../src/math/philox.ts';
import { startServer } from '../../src/server/start.ts';
import { openStore } from '../../src/store/open-store.ts';
import { cell } from '../../src/table/column.ts';
import { columnOf } from '../../src/table/table.ts';
import { cli } from '../cli/in-process.ts';
import { withHome } from './with-home.ts';

/** The first column tells most, a text the rest. */
const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'city, state'];

function rowsOf(count: number): Record<string, string | number>[] {
  const rng = createRng(4).split('odd');
  return Array.from({ length: count }, () =>
    Object.fromEntries([
      ['__proto__', Number(rng.normal().toFixed(3))],
      ['constructor', Number(rng.normal().toFixed(3))],
      ['prototype', rng.integer(9)],
      ['toString', ['__proto__', 'constructor', 'other'][rng.integer(3)]],
      ['hasOwnProperty', ['valueOf', 'isPrototypeOf'][rng.integer(2)]],
      ['city, state', ['Bern, BE', 'Graz'][rng.integer(2)]],
    ]),
  );
}

it('serve a model wherever it is asked, and change no object', () =>
  withHome(async (mw, folder) => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const rows = rowsOf(2100);
    const quoted = (value: string | number) => `"${value}"`;
    const lines = rows.map((row) => {
      const said = Number(row[names[0]]) + (row['toString'] === 'constructor' ? 1 : 0) > 0.3 ? 'yes' : 'no';
      return [...names.map((name) => quoted(row[name])), said].join(',');
    });
    const source = join(folder, 'odd.csv');
    writeFileSync(source, `${[...names.map(quoted), 'y'].join(',')}\n${lines.join('\n')}\n`);
    const words = [
      '--target',
      'y',
      '--name',
      'odd',
      '--preset',
      'fast',
      '--max-candidates',
      '1',
      '--home',
      join(folder, 'home'),
    ];
    const trained = await cli([
      'train',
      source,
      ...words,
      '--sensitive',
      '"city, state",hasOwnProperty',
      '--exclude',
      'prototype',
      '--json',
    ]);
    expect([trained.exitCode, trained.stderr]).toEqual([0, expect.anything()]);
    const { fairness } = JSON.parse(trained.stdout);
    expect(fairness.by[0].columns).toEqual(['city, state']);
    expect(fairness.by[0].groups.map(({ label }: { label: string }) => label)).toEqual(['Bern, BE', 'Graz']);

    const model = await mw.load('odd');
    expect(model.signature.inputs.map(({ name }) => name)).toEqual(names.filter((name) => name !== 'prototype'));
    const asked = rows.slice(0, 20);
    const { predictions, probabilities } = model.predict(asked);
    expect(new Set(predictions).size).toBe(2);

    const output = join(folder, 'scored.ndjson');
    await mw.predict({ model: 'odd', source, output });
    const written = await readTable(await resolveSource(output));
    for (const row of asked.keys()) expect(cell(columnOf(written, 'prediction'), row)).toBe(predictions[row]);

    const store = await openStore(join(folder, 'home'));
    const server = await startServer({ platform: { store: async () => store }, port: 0 });
    try {
      const reply = await fetch(`${server.url}/v1/models/odd/predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ rows: asked, explain: true }),
      });
      const answer = JSON.parse(await reply.text());
      expect(reply.status).toBe(200);
      expect(answer).toMatchObject({ predictions, probabilities: JSON.parse(JSON.stringify(probabilities)) });
      const [{ contributions }] = answer.explanations.rows;
      expect(Object.keys(contributions).toSorted()).toEqual(names.filter((name) => name !== 'prototype').toSorted());
      expect(contributions['toString']).toEqual(expect.any(Number));
    } finally {
      await server.close();
      await store.close();
    }
    // The log of what was served is read back by name.
    expect(await mw.monitor({ model: 'odd', current: source })).toMatchObject({ rows: 2100 });
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    for (const key in {}) expect(key).toBe('no key');
  }));
