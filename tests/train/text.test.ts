/** The life of a model that reads running text: trained, reproduced, asked, and refused as an export. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createRng } from '../../src/math/philox.ts';
import { withHome } from './with-home.ts';

const sample = <Item>(items: readonly Item[], at: number): Item => items[at % items.length];

/** Notes about deliveries; what happened is in the words alone, and the order of two of them. */
function writeNotes(folder: string, rows: number, withTarget: boolean): string {
  const rng = createRng(5).split(String(withTarget));
  const starts = [
    'The parcel from Graz',
    'My second order',
    'Their long letter',
    'A box of apples',
    'The blue bicycle',
  ];
  const endings = { yes: ['came late', 'was broken'], no: ['came early', 'was fine'] };
  const lines = Array.from({ length: rows }, (_, row) => {
    const outcome = rng.integer(2) === 1 ? 'yes' : 'no';
    const ending = sample(endings[outcome], rng.integer(2));
    const note = `${sample(starts, rng.integer(5))} number ${row} ${ending} on day ${rng.integer(30)}`;
    return withTarget ? `${note},${outcome}` : note;
  });
  const path = join(folder, withTarget ? 'notes.csv' : 'fresh.csv');
  writeFileSync(path, `${['note', ...(withTarget ? ['complaint'] : [])].join(',')}\n${lines.join('\n')}\n`);
  return path;
}

it('learns from words, reproduces to the byte, scores new texts and is refused as an export by name', () =>
  withHome(async (mw, folder) => {
    const source = writeNotes(folder, 240, true);
    const trained = await mw.train({ source, target: 'complaint', preset: 'fast', maxCandidates: 2 });
    expect(trained.holdout.value).toBeGreaterThan(0.99);
    expect(trained.findings.map(({ code, severity }) => `${severity} ${code}`)).toContain('info text_like');
    expect(await mw.reproduce({ model: 'notes' })).toMatchObject({ equal: true });
    const { signature } = await mw.models.show({ model: 'notes' });
    expect(signature).toMatchObject({ inputs: [{ name: 'note', type: 'string' }] });

    const output = join(folder, 'scored.csv');
    await mw.predict({ model: 'notes', source: writeNotes(folder, 30, false), output });
    const fresh = readFileSync(join(folder, 'fresh.csv'), 'utf8').trim().split('\n').slice(1);
    const scored = readFileSync(output, 'utf8').trim().split('\n').slice(1);
    for (const [row, text] of fresh.entries()) {
      expect(scored[row].split(',')[1]).toBe(/late|broken/.test(text) ? 'yes' : 'no');
    }
    await expect(mw.export({ model: 'notes', output: join(folder, 'notes.mjs') })).rejects.toMatchObject({
      code: 'EXPORT_UNSUPPORTED',
      message: expect.stringContaining('tfidf'),
    });
  }));
