/** The report and the model card as files: one piece, safe, the same bytes each time, and nothing shown that there is not. */
import { describe, expect, it } from 'vitest';
import { renderCard } from '../../src/evaluate/card.ts';
import { renderReport } from '../../src/evaluate/report.ts';
import type { ReportData } from '../../src/evaluate/report-data.ts';
import { binaryRun, madeFairness, madeTest, regressionRun } from './sample-data.ts';

const pages: [string, (data: ReportData) => Promise<string>][] = [
  ['report', renderReport],
  ['card', renderCard],
];
const hostile = '<script>alert("1")</script><img src=x onerror=alert(2)>';

/** Elements that are never closed. */
const void_ = new Set(['meta', 'link', 'br', 'img', 'hr', 'input', 'wbr']);

/** Throws unless every element is closed in order. */
function checkNesting(page: string): void {
  const open: string[] = [];
  const markup = page.replace(/<style>[\s\S]*?<\/style>/g, '').replace(/<!doctype html>/i, '');
  for (const [, slash, name, attributes] of markup.matchAll(/<(\/?)([a-zA-Z][\w-]*)((?:"[^"]*"|[^">])*)>/g)) {
    if (void_.has(name) || attributes.endsWith('/')) continue;
    if (slash === '') open.push(name);
    else expect([name, open.pop()]).toEqual([name, name]);
  }
  expect(open).toEqual([]);
}

describe.each(pages)('the %s', (_, render) => {
  it.each([
    ['binary', binaryRun()],
    ['regression', regressionRun()],
    [
      'many classes',
      binaryRun({
        task: 'multiclass',
        classes: Array.from({ length: 40 }, (_, i) => `class ${i}`),
        curves: undefined,
        confusion: {
          classes: Array.from({ length: 40 }, (_, i) => `class ${i}`),
          counts: Array.from({ length: 40 }, () => Array.from({ length: 40 }, () => 3)),
        },
      }),
    ],
    [
      'many columns',
      binaryRun({
        columns: Array.from({ length: 500 }, (_, i) => ({
          name: `column ${i}`,
          kind: 'number',
          role: 'numeric',
          missing: i,
        })),
      }),
    ],
    ['groups and tests', binaryRun({ fairness: madeFairness(), tested: madeTest() })],
    ['no holdout', binaryRun({ rows: { train: 344, holdout: 0 } })],
    [
      'nothing defined',
      binaryRun({
        holdout: { value: null, ci: null },
        metrics: {},
        lift: { value: null, ci: null, pValue: null, verdict: 'not_distinguishable' },
        importance: [],
        slices: [],
        findings: [],
        candidates: [],
        curves: undefined,
        confusion: undefined,
      }),
    ],
  ] as [string, ReportData][])(
    'of a run with %s is whole, asks nobody for anything and runs nothing',
    async (_name, data) => {
      const page = await render(data);
      checkNesting(page);
      expect(page).not.toMatch(/<script|javascript:|onerror=|onload=/i);
      const asked = [...page.matchAll(/(?:src|href|xlink:href|url)\s*[=(]\s*["']?([^"')\s>]+)/g)].map(
        ([, target]) => target,
      );
      expect(asked.filter((target) => !/^(#|data:)/.test(target))).toEqual([]);
      expect(page).not.toMatch(/\bundefined\b|\bNaN\b|\[object /);
    },
  );

  it('is the same bytes whatever was drawn before', async () => {
    const first = await render(binaryRun());
    await render(regressionRun());
    await render(binaryRun({ title: 'another', importance: [] }));
    expect(await render(binaryRun())).toBe(first);
  });

  it('shows texts from data as texts', async () => {
    const data = binaryRun({
      title: hostile,
      model: { name: hostile, version: 1 },
      target: hostile,
      classes: [hostile, 'Yes'],
      source: hostile,
      importance: [{ feature: hostile, value: 0.1, ci: [0, 0.2] }],
      slices: [{ description: hostile, rows: 9, value: 0.5, ci: [0.4, 0.6] }],
      columns: [
        { name: hostile, kind: 'string', role: 'categorical', missing: 0, top: [{ value: hostile, count: 1 }] },
      ],
      findings: [{ code: 'id_like', severity: 'warning', column: hostile, message: hostile }],
      confusion: {
        classes: [hostile, 'Yes'],
        counts: [
          [1, 2],
          [3, 4],
        ],
      },
      notes: [hostile],
      fairness: madeFairness(hostile),
      tested: madeTest(hostile),
      lineage: [{ label: hostile, value: hostile }],
    });
    const page = await render(data);
    expect(page).not.toContain('<script>');
    expect(page).not.toContain('<img');
    checkNesting(page);
  });
});

describe('the report', () => {
  const sections = (page: string) => [...page.matchAll(/<section id="([\w-]+)"/g)].map(([, id]) => id);

  it('has a section for what there is, and none for what there is not', async () => {
    expect(sections(await renderReport(binaryRun()))).toEqual([
      'verdict',
      'metrics',
      'curves',
      'confusion',
      'importance',
      'slices',
      'data',
      'candidates',
      'lineage',
    ]);
    const tested = sections(await renderReport(binaryRun({ fairness: madeFairness(), tested: madeTest() })));
    expect(tested.slice(5, 8)).toEqual(['slices', 'fairness', 'tests']);
    const bare = regressionRun({ importance: [], slices: [] });
    expect(sections(await renderReport(bare))).toEqual([
      'verdict',
      'metrics',
      'errors',
      'data',
      'candidates',
      'lineage',
    ]);
  });

  it('says the verdict in its heading and no more than the comparison showed', async () => {
    const heading = (page: string) => /<h1>([^<]*)/.exec(page)![1];
    expect(heading(await renderReport(binaryRun()))).toContain('better than always answering the class shares');
    const doubtful = binaryRun({
      lift: { value: 0.01, ci: [-0.01, 0.03], pValue: 0.4, verdict: 'not_distinguishable' },
    });
    expect(heading(await renderReport(doubtful))).toContain('cannot be told');
    const none = binaryRun({ lift: { value: -0.1, ci: [-0.2, -0.05], pValue: 0.001, verdict: 'no_lift' } });
    expect(heading(await renderReport(none))).toContain('no better');
  });

  it('names the command that makes the model again, fit for a shell', async () => {
    const page = await renderReport(binaryRun({ model: { name: "it's", version: 2 } }));
    expect(page).toContain('modelwright reproduce &#39;it&#39;\\&#39;&#39;s@2&#39;');
  });
});

describe('groups and tests', () => {
  const data = binaryRun({ fairness: madeFairness(), tested: madeTest('a failing value') });

  it('tell the verdict of the four-fifths rule, groups that are too small, and rows without a value', async () => {
    const page = await renderReport(data);
    expect(page).toContain('By sex: four-fifths rule broken');
    expect(page).toContain('other below sex');
    expect(page).toContain('too few');
    expect(page).toContain('8 rows have no value here');
    expect(page).toContain('no end]');
  });

  it('show failing rows in the report, and never on the card, which is handed on', async () => {
    const changed = 'a failing value = "a failing value", then null';
    const [report, card] = (await Promise.all([renderReport(data), renderCard(data)])).map((page) =>
      page.replaceAll('<wbr>', '').replaceAll('&#34;', '"'),
    );
    expect(report).toContain(changed);
    expect(card).not.toContain(changed);
    expect(card).toContain('four-fifths rule broken');
  });
});

it('says what the confusion was counted on: holdout rows, or all rows where nothing was held out', async () => {
  expect(await renderReport(binaryRun())).toContain('Counted on 1,409 holdout rows that training never saw.');
  const judged = await renderReport(binaryRun({ rows: { train: 900, holdout: 0, total: 900 } }));
  expect(judged).toContain('Counted on all 900 rows, by outer cross-validation.');
});
