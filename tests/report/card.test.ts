/** The card in its three forms: complete, the same bytes, nothing invented, texts that stay texts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardFactsSchema } from '../../src/evaluate/card/card-facts.ts';
import { markdownText } from '../../src/evaluate/card/markdown.ts';
import { renderMarkdownCard } from '../../src/evaluate/card/markdown-card.ts';
import { type ModelCard, modelCardJson } from '../../src/evaluate/card/model-card.ts';
import { energyOf } from '../../src/evaluate/card/training-cost.ts';
import { unsaid, unsaidFields, useRows } from '../../src/evaluate/card/use-rows.ts';
import { renderCard } from '../../src/evaluate/card.ts';
import type { Score } from '../../src/evaluate/evaluation.ts';
import { estimateText } from '../../src/evaluate/report/estimate-text.ts';
import type { ReportCost, ReportData, ReportEstimate } from '../../src/evaluate/report-data.ts';
import { binaryRun, madeFairness, regressionRun } from './sample-data.ts';

const cost: ReportCost = {
  wallMs: 61_234,
  cpuSeconds: 100,
  peakBytes: 512 * 1024 * 1024,
  threads: 2,
  machine: { platform: 'linux x64', processor: 'Some Processor', cores: 2, memoryBytes: 8 * 1024 ** 3 },
  wattsPerCore: 12,
};
const card = cardFactsSchema.parse({
  owners: ['Retention team'],
  license: 'Apache-2.0',
  intendedUse: 'Rank customers for a call.',
  outOfScope: ['Prices', 'Single decisions'],
});
const full = () =>
  binaryRun({
    card,
    cost,
    calibrationError: { value: 0.021, ci: [0.011, 0.034], bins: 15 },
    fairness: madeFairness(),
  });

const forms: [string, (data: ReportData) => Promise<string>][] = [
  ['HTML', renderCard],
  ['Markdown', async (data) => renderMarkdownCard(data)],
  ['JSON', async (data) => modelCardJson(data)],
];

describe.each(forms)('the card as %s', (_, render) => {
  it('tells what people said and what was measured', async () => {
    const text = await render(full());
    for (const said of ['Retention team', 'Rank customers for a call', 'Prices', 'Single decisions']) {
      expect(text).toContain(said);
    }
    for (const told of ['tenure', 'Some Processor', 'churn.csv', 'd'.repeat(64), 'Monthly', '22 rows repeat']) {
      expect(text).toContain(told);
    }
    expect(text).toMatch(/0\.02[01]/);
  });

  it('has every part: use, limits, owners, data, figures with intervals by slice and by group, what it took', async () => {
    const facts = cardFactsSchema.parse({
      ...card,
      limits: 'Knows no firms.',
      ethics: 'Old customers are called less.',
    });
    const text = (await render({ ...full(), card: facts })).replaceAll(/<[^>]*>/g, '');
    for (const said of ['Knows no firms.', 'Old customers are called less.', 'Retention team', 'Apache-2.0']) {
      expect(text).toContain(said);
    }
    const { slices, metrics, rows } = full();
    if (text.startsWith('{')) {
      const parsed = JSON.parse(text) as ModelCard;
      expect(parsed).toMatchObject({ slices, data: { rows }, use: { limits: ['Knows no firms.'] } });
      expect(parsed.cost!.energy.kwh).toBeGreaterThan(0);
      return;
    }
    for (const part of [...slices, ...Object.values(metrics)]) expect(text).toContain(estimateText(part));
    for (const title of [
      'Intended use',
      'Limits',
      'Owners',
      'Weakest slices',
      'Fairness',
      'Energy, estimated',
      'Data',
    ]) {
      expect(text).toContain(title);
    }
  });

  it('is the same bytes each time, also of data that went through JSON', async () => {
    const first = await render(full());
    await render(regressionRun());
    expect(await render(JSON.parse(JSON.stringify(full())))).toBe(first);
  });

  it('tells how probabilities become answers', async () => {
    const text = await render(
      binaryRun({
        decision: {
          by: 'threshold',
          threshold: 0.31,
          positiveClass: 'Yes',
          purpose: 'f1',
          metric: 'f1',
          direction: 'maximize',
          rows: 5634,
          plainScore: 0.55,
          gain: { value: 0.06, ci: [0.04, 0.08], verdict: 'lift' },
          refused: false,
        },
        calibration: {
          asked: 'auto',
          method: 'platt',
          tried: [{ method: 'none', logLoss: 0.42 }],
          rows: 5634,
          of: 'positive',
          before: [],
        },
      }),
    );
    expect(text).toContain('0.31');
    expect(text).toContain('platt');
    expect(text).not.toMatch(/undefined|NaN|\[object /);
  });

  it('tells the figures of each group with intervals, and how far groups are apart', async () => {
    const text = (await render(binaryRun({ fairness: madeFairness() })))
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/[ \n]+/g, ' ');
    const { by, overall } = madeFairness();
    expect(by.map(({ columns }) => columns)).toEqual([['sex'], ['region'], ['sex', 'region']]);
    if (text.startsWith('{')) {
      const parsed = JSON.parse(await render(binaryRun({ fairness: madeFairness() }))) as ModelCard;
      expect(parsed.fairness).toEqual(JSON.parse(JSON.stringify(madeFairness())));
      return;
    }
    for (const { groups, parity } of by) {
      for (const { label, metrics, tooSmall } of groups) {
        expect(text).toContain(label);
        const figures = Object.values(metrics);
        expect(figures.length).toBe(tooSmall ? 0 : Object.keys(overall).length);
        for (const score of figures) expect(text).toContain(estimateText(score));
      }
      for (const score of Object.values(parity!)) {
        if (score.ci?.[1] !== null) expect(text).toContain(estimateText(score as ReportEstimate));
      }
    }
    for (const said of [
      'four-fifths rule',
      'Selection rate',
      'Equalized odds ratio',
      'too few',
      'have no value here',
    ]) {
      expect(text).toContain(said);
    }
  });

  it('tells how far groups of a regression are apart, and nothing of groups where no column was named', async () => {
    const { by, ...rest } = madeFairness();
    const score: Score = { value: 0.25, ci: [0.125, 0.375] };
    const [{ groups, comparisons, ...grouping }] = by;
    const mae = {
      ...comparisons['selection_rate'],
      difference: score,
      ratio: { value: 0.75, ci: [0.5, null] as const },
    };
    const measured = groups.map((group) => ({ ...group, tooSmall: false, metrics: { mae: score } }));
    const text = await render(
      regressionRun({
        fairness: {
          ...rest,
          selected: null,
          overall: { mae: score },
          by: [{ ...grouping, groups: measured, comparisons: { mae }, parity: null, fourFifths: null }],
        },
      }),
    );
    expect(text).toMatch(/Difference of MAE|"mae"/);
    expect(text).toMatch(/no end\]|null/);
    expect(text).not.toMatch(/is selected|undefined|NaN|\[object /);
    expect(await render(regressionRun())).not.toMatch(/## Fairness|four-fifths|Selection rate/);
  });

  it('of an older run says nothing of cost, and of a regression nothing of calibration', async () => {
    const text = await render(regressionRun());
    expect(text).not.toMatch(/Training cost|CO2|"energy"|Calibration<|## Calibration|undefined|NaN|\[object /);
  });
});

describe('the JSON', () => {
  const parsed = (data: ReportData): ModelCard => JSON.parse(modelCardJson(data));

  it('has the same fields whatever is known', () => {
    const keys = (value: object) => Object.keys(value);
    const [rich, poor] = [parsed(full()), parsed(regressionRun())];
    expect(keys(poor)).toEqual(keys(rich));
    expect(keys(poor.model)).toEqual(keys(rich.model));
    expect(keys(poor.use)).toEqual(keys(rich.use));
    expect(poor).toMatchObject({
      cost: null,
      use: { owners: [], license: null },
      calibration: { error: null, curve: [] },
    });
  });

  it('has every metric with its interval and the baseline beside it', () => {
    const { evaluation } = parsed(full());
    expect(evaluation.metrics).toEqual([
      { name: 'roc_auc', value: 0.86, ci: [0.84, 0.88], baseline: { value: 0.5, ci: [0.48, 0.52] } },
      { name: 'log_loss', value: 0.4, ci: [0.38, 0.42000000000000004], baseline: expect.anything() },
      { name: 'f1', value: null, ci: null, baseline: null },
    ]);
  });
});

describe('the Markdown', () => {
  it('begins with the front matter of Hugging Face', () => {
    const [, matter] = /^---\n([\s\S]*?)---\n/.exec(renderMarkdownCard(full()))!;
    expect(matter).toBe(`license: "Apache-2.0"
library_name: modelwright
tags:
- tabular-classification
model-index:
- name: "churn"
  results:
  - task:
      type: tabular-classification
    dataset:
      type: tabular
      name: "churn.csv"
    metrics:
    - type: "roc_auc"
      name: "ROC AUC"
      value: 0.86
    - type: "log_loss"
      name: "Log loss"
      value: 0.4
`);
  });

  it('has rows as wide as their head', () => {
    const tables = renderMarkdownCard(full())
      .split('\n\n')
      .filter((part) => part.startsWith('|'));
    expect(tables.length).toBeGreaterThan(3);
    for (const table of tables) {
      const widths = table
        .trim()
        .split('\n')
        .map((line) => line.replaceAll('\\|', '').split('|').length);
      expect(new Set(widths).size).toBe(1);
    }
  });

  it('keeps texts of data texts', () => {
    const hostile = '<img src=x onerror=alert(1)> [x](javascript:alert(1)) | `a` **b** \n# c';
    const text = renderMarkdownCard(
      binaryRun({
        target: hostile,
        source: hostile,
        title: hostile,
        model: { name: hostile, version: 1 },
        importance: [{ feature: hostile, value: 0.1, ci: null }],
        slices: [{ description: hostile, rows: 9, value: 0.5, ci: null }],
        findings: [{ code: 'id_like', severity: 'warning', column: hostile, message: hostile }],
        notes: [hostile],
        lineage: [{ label: hostile, value: hostile }],
        fairness: madeFairness(hostile),
        card: cardFactsSchema.parse({ intendedUse: hostile, license: hostile }),
      }),
    );
    const [, , body] = text.split(/^---$/m);
    expect(body).not.toMatch(/<img|(?<!\\)\]\(javascript|^# c/m);
    expect(body.replaceAll('\\`', '').match(/`/g)!.length % 2).toBe(0);
  });

  it('escapes every mark, and nothing else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const escaped = markdownText(text);
        expect(escaped.replace(/\\[\\`*_[\]#|~$]|&(lt|gt|amp);/g, '')).not.toMatch(/[\\`*_[\]<>#|~&$]/);
        expect(escaped).not.toMatch(/[\n\r]|^\s*([-+]|\d+[.)])(\s|$)/);
      }),
    );
    expect(markdownText('Abc 123, ä (1-2).')).toBe('Abc 123, ä (1-2).');
    expect(markdownText('- x')).toBe('\u200b- x');
    expect(markdownText('<b> & [c](d)')).toBe('&lt;b&gt; &amp; \\[c\\](d)');
  });
});

describe('the estimate of energy', () => {
  it('is processor seconds times watts, in kilowatt hours, and says so', () => {
    const { kwh, gramsCo2, formula } = energyOf({ ...cost, cpuSeconds: 3600, wattsPerCore: 10, gramsCo2PerKwh: 300 });
    expect(kwh).toBeCloseTo(0.01, 15);
    expect(gramsCo2).toBeCloseTo(3, 12);
    expect(formula).toContain('Estimate: 3,600 processor seconds times 10.0 W per busy core (an assumption)');
    expect(energyOf(cost).gramsCo2).toBeNull();
  });
});

describe('what people say', () => {
  it('may be one text or several', () => {
    expect(card.intendedUse).toEqual(['Rank customers for a call.']);
    expect(card.wattsPerCore).toBe(12);
    expect(useRows(card).map(([term]) => term)).toEqual(['Intended use', 'Out of scope', 'Owners', 'License']);
  });

  it('is missed by name when nobody said it', () => {
    expect(unsaidFields(card)).toEqual(['limits', 'ethics']);
    expect(unsaid(card)).toContain('limits, ethical remarks');
    expect(unsaid({ ...card, limits: ['none known'], ethics: ['nobody'] })).toBe('');
    expect(useRows(undefined)).toEqual([]);
  });

  it.each([
    [{ owners: '' }],
    [{ owners: [] }],
    [{ owner: 'me' }],
    [{ wattsPerCore: 0 }],
    [{ gramsCo2PerKwh: -1 }],
    [{ limits: ['x'.repeat(4001)] }],
    [{ limits: Array.from({ length: 51 }, () => 'x') }],
  ])('%j is refused', (facts) => {
    expect(cardFactsSchema.safeParse(facts).success).toBe(false);
  });
});
