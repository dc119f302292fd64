/** `models card` from the command line: what people said and what was measured, the same bytes each time, bad input. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ModelCard } from '../../src/evaluate/card/model-card.ts';
import { penguins } from '../train/with-home.ts';
import { cli } from './in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'card-'));
const at = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(at(name), 'utf8');
const card = (...words: string[]) => cli(['models', 'card', ...words, '--home', at('home')]);

beforeAll(async () => {
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
  writeFileSync(
    at('modelwright.config.js'),
    `export default { card: { owners: 'Island team', intendedUse: ['Count birds'], wattsPerCore: 20 } };`,
  );
  const words = [
    '--target',
    'Species',
    '--preset',
    'fast',
    '--max-candidates',
    '1',
    '--sensitive',
    'Sex',
    '--home',
    at('home'),
  ];
  const { exitCode, stderr } = await cli(['train', penguins, ...words]);
  expect([exitCode, stderr]).toEqual([0, expect.anything()]);
}, 120_000);
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

describe('models card', () => {
  it.each(['html', 'md', 'json'])('writes %s, the same bytes twice', async (format) => {
    for (const name of ['first', 'second']) {
      const { exitCode, stdout } = await card('penguins', '--format', format, '--output', at(name));
      expect(exitCode).toBe(0);
      expect(stdout).toContain('nobody has said: outOfScope, limits, ethics');
    }
    expect(read('second')).toBe(read('first'));
    expect(read('first')).toContain('Island team');
    expect(read('first')).toContain('Count birds');
    for (const group of ['FEMALE', 'MALE']) expect(read('first')).toContain(group);
  });

  it('tells the figures of the groups as the training did', async () => {
    await card('penguins@1', '--format', 'json', '--output', at('card.json'));
    const { fairness } = JSON.parse(read('card.json')) as ModelCard;
    const [{ columns, groups, comparisons }] = fairness!.by;
    expect(columns).toEqual(['Sex']);
    for (const { metrics, tooSmall } of groups) expect(Object.keys(metrics)).toEqual(tooSmall ? [] : ['accuracy']);
    const { difference, ratio } = comparisons['accuracy'];
    expect(difference.ci![0]).toBeLessThanOrEqual(difference.value!);
    expect(ratio.value).toBeLessThanOrEqual(1);
  });

  it('tells what the training took', async () => {
    await card('penguins@1', '--format', 'json', '--output', at('card.json'));
    const { cost, calibration, model, use } = JSON.parse(read('card.json')) as ModelCard;
    expect(cost!.cpuSeconds).toBeGreaterThan(0);
    expect(cost!.energy.kwh).toBeCloseTo((cost!.cpuSeconds * 20) / 3.6e6, 15);
    expect(cost!.energy.gramsCo2).toBeNull();
    expect(calibration.error!.bins).toBeGreaterThan(1);
    expect(model).toMatchObject({ name: 'penguins', version: 1, target: 'Species' });
    expect(use).toMatchObject({ owners: ['Island team'], intended: ['Count birds'], license: null });
  });

  it.each([
    [['gulls'], /model "gulls" does not exist; models are: penguins/, 1],
    [['penguins@9'], /version/, 1],
    [['penguins', '--format', 'pdf'], /one of html, md, json/, 2],
    [['penguins', '--output', join(folder, 'no', 'card.html')], /folder does not exist/, 1],
  ])('%j is refused', async (words, message, code) => {
    const { exitCode, stderr, stdout } = await card(...words);
    expect(stderr).toMatch(message);
    expect([exitCode, stdout]).toEqual([code, '']);
  });
});
