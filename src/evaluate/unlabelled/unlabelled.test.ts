/** What is said of rankings and groups without a label. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { booleanColumn, datetimeColumn, numberColumn, stringColumn } from '../../table/build.ts';
import { tableOf } from '../../table/table.ts';
import { renderUnlabelledCard, renderUnlabelledMarkdownCard, unlabelledCardJson, unlabelledCardOf } from './card.ts';
import { excessMass } from './excess-mass.ts';
import { groupProfiles } from './group-profiles.ts';
import { profileText } from './profile-text.ts';
import { rankCorrelation, ranksOf } from './rank-correlation.ts';
import { renderUnlabelledReport } from './report.ts';
import type { UnlabelledReport } from './report-data.ts';

describe('excess mass', () => {
  const rows = Array.from({ length: 100 }, (_, i) => i);

  it('is greatest where the rows fill no room, and least where they lie like the points', () => {
    expect(excessMass(rows, [1000])).toBeCloseTo(100, 9);
    // One step of a quarter: from 1 to 1 - 1/4 of all rows.
    expect(excessMass(rows, rows)).toBeCloseTo((0.25 * (1 + 0.75)) / 2, 9);
  });

  it('falls with the room that usual rows share, whatever the scale of the scores', () => {
    const roomWith = (share: number) => Array.from({ length: 1000 }, (_, i) => (i < share * 1000 ? -1 : 1e6));
    const areas = [0.001, 0.01, 0.1, 0.5].map((share) => excessMass(rows, roomWith(share)));
    expect(areas.toSorted((a, b) => b - a)).toEqual(areas);
    // EM(t) = 1 - t / 100 stays above 0.9 up to t = 10.
    expect(areas[1]).toBeCloseTo((10.25 * (1 + 0.8975)) / 2, 9);
    const cubed = (values: number[]) => values.map((value) => value * value * value);
    expect(excessMass(cubed(rows), cubed(roomWith(0.1)))).toBe(areas[2]);
  });
});

describe('rank correlation', () => {
  it('gives equals their mean rank, as scipy does', () => {
    expect([...ranksOf([3, 1, 3, 2])]).toEqual([3.5, 1, 3.5, 2]);
    // scipy.stats.spearmanr([1, 2, 2, 4, 9], [5, 6, 7, 8, 7])
    expect(rankCorrelation([1, 2, 2, 4, 9], [5, 6, 7, 8, 7])).toBeCloseTo(0.763157894736842, 12);
  });

  it('is 1 of a ranking with itself, turned around -1, and 0 where there is no order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer(), { minLength: 2, maxLength: 30 }), (values) => {
        expect(rankCorrelation(values, values)).toBeCloseTo(1, 12);
        expect(
          rankCorrelation(
            values,
            values.map((value) => -value),
          ),
        ).toBeCloseTo(-1, 12);
        expect(rankCorrelation(values, Array(values.length).fill(3))).toBe(0);
      }),
    );
  });
});

const table = tableOf([
  numberColumn('noise', [1, 3, 1, 3]),
  numberColumn('size', [1, 2, 10, Number.NaN]),
  stringColumn('colour', ['red', 'red', 'blue', null]),
  booleanColumn('flag', [true, true, true, true]),
  datetimeColumn('day', [0, 86_400_000, 0, 86_400_000]),
  numberColumn('empty', [Number.NaN, Number.NaN, Number.NaN, Number.NaN]),
]);
const profiles = groupProfiles(table, [0, 0, 1, 1], 3);

describe('group profiles', () => {
  it('tell means and most frequent values, those that part the groups most first', () => {
    expect(profiles.map(({ name }) => name)).toEqual(['colour', 'size', 'day', 'empty', 'flag', 'noise']);
    const of = (name: string) => profiles.find((one) => one.name === name)!;
    expect(of('size').groups).toEqual([{ value: 1.5 }, { value: 10 }, null]);
    expect(of('colour')).toMatchObject({ groups: [{ value: 'red', share: 1 }, { value: 'blue', share: 1 }, null] });
    expect(of('colour').separation).toBe(1);
    expect(of('noise').separation).toBe(0);
    expect(of('empty').groups).toEqual([null, null, null]);
  });

  it('are printed in the units of the column', () => {
    const texts = profiles.map(({ kind, groups }) => groups.map((one) => profileText(kind, one)));
    expect(texts).toEqual([
      ['red (100 %)', 'blue (100 %)', '–'],
      ['1.500', '10', '–'],
      ['1970-01-01', '1970-01-01', '–'],
      ['–', '–', '–'],
      ['true (100 %)', 'true (100 %)', '–'],
      ['2', '2', '–'],
    ]);
  });
});

const data: UnlabelledReport = {
  title: 'fruit',
  model: { name: 'fruit', version: 2 },
  task: 'cluster',
  heading: '3 clusters',
  runId: 'run_1',
  createdAt: '2026-01-01T00:00:00.000Z',
  source: '<b>fruit</b>.csv',
  rows: { train: 4, holdout: 0, total: 4 },
  split: 'By folds.',
  metrics: { silhouette: { value: 0.5, ci: [0.4, 0.6] }, davies_bouldin: { value: null, ci: null } },
  notes: ['A note.'],
  groups: [0, 1, 2].map((g) => ({ name: `cluster ${g}`, rows: g })),
  profiles,
  candidates: { columns: ['Method', 'Score'], rows: [{ cells: ['kmeans', null], chosen: true }] },
  picture: [
    { x: 0, y: 0, group: 0 },
    { x: 1, y: 1, group: 1 },
  ],
  findings: [],
  lineage: [{ label: 'Run', value: 'run_1' }],
};

it('the report shows groups, panels and figures, escapes what it is given, and repeats to the byte', async () => {
  const page = await renderUnlabelledReport(data);
  expect(page).toBe(await renderUnlabelledReport(data));
  expect(page.match(/<svg/g)).toHaveLength(3);
  expect(page).toContain('&#60;b&#62;fruit');
  expect(page).not.toContain('<b>fruit');
  for (const text of ['fruit@2', 'Silhouette', '[0.40', 'red (100 %)', 'A note.']) expect(page).toContain(text);
});

describe('the card', () => {
  const measured: UnlabelledReport = {
    ...data,
    lineage: [
      { label: 'Seed', value: '7' },
      { label: 'Data hash', value: 'd'.repeat(64) },
      { label: 'Artifact hash', value: 'a'.repeat(64) },
    ],
    cost: {
      wallMs: 1500,
      cpuSeconds: 2.5,
      peakBytes: 1e8,
      threads: 2,
      machine: { platform: 'linux x64', processor: 'Some <i>chip</i>', cores: 2, memoryBytes: 8e9 },
      wattsPerCore: 10,
    },
  };

  it('has every point of the annex, each with what is known or what is missing, and the artifact in its bill', () => {
    const { technicalDocumentation: points, billOfMaterials: bill, cost } = unlabelledCardOf(measured);
    expect(points.map(({ point }) => point).join(' ')).toBe(
      '1(a) 1(b) 1(c) 1(d) 1(e) 1(f) 1(g) 1(h) 2(a) 2(b) 2(c) 2(d) 2(e) 2(f) 2(g) 2(h) 3 4 5 6 7 8 9',
    );
    for (const { facts, notStated } of points) expect(facts.length + notStated.length).toBeGreaterThan(0);
    const factsOf = (asked: string) => points.find(({ point }) => point === asked)!.facts.join(' ');
    expect(factsOf('1(d)')).toContain('a'.repeat(64));
    expect(factsOf('2(a)')).toBe('Candidates compared: 1, with seed 7; chosen: kmeans. No pre-trained model was used.');
    expect(factsOf('2(c)')).toContain('2.50 s over all threads');
    expect(factsOf('2(d)')).toContain('d'.repeat(64));
    expect(factsOf('2(g)')).toContain('Silhouette 0.500 [0.400, 0.600]');
    expect(bill.components[0].hashes).toEqual([{ alg: 'SHA-256', content: 'a'.repeat(64) }]);
    expect(cost!.energy.kwh).toBeCloseTo(25 / 3.6e6, 15);
  });

  it('says so where an older run recorded neither cost nor hashes', () => {
    const { technicalDocumentation: points, billOfMaterials: bill, cost } = unlabelledCardOf(data);
    expect([cost, bill.components[0].hashes]).toEqual([null, []]);
    expect(points.flatMap(({ notStated }) => notStated)).toContain('the resources of the training (not measured)');
    expect(JSON.stringify(points)).not.toMatch(/undefined|NaN|\[object/);
  });

  it('stands in every form, escaped, with the same bytes each time', async () => {
    const again = JSON.parse(JSON.stringify(measured)) as UnlabelledReport;
    for (const render of [renderUnlabelledCard, renderUnlabelledMarkdownCard, unlabelledCardJson]) {
      const text = await render(measured);
      expect(await render(again)).toBe(text);
      for (const part of ['Post-market monitoring', 'the risk management system', 'a'.repeat(64)]) {
        expect(text).toContain(part);
      }
    }
    for (const render of [renderUnlabelledCard, renderUnlabelledMarkdownCard]) {
      expect(await render(measured)).not.toMatch(/<i>|<b>/);
    }
    expect(await renderUnlabelledCard(data)).not.toContain('Training cost');
  });
});
