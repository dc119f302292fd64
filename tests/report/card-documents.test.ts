/** The card's bill of materials and its headings of the AI Act: from the record alone, nothing invented, the same in every form. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { version } from '../../src/core/version.ts';
import { billOfMaterials } from '../../src/evaluate/card/bill-of-materials.ts';
import { cardFactsSchema } from '../../src/evaluate/card/card-facts.ts';
import { renderMarkdownCard } from '../../src/evaluate/card/markdown-card.ts';
import { modelCardJson, modelCardOf } from '../../src/evaluate/card/model-card.ts';
import { pinnedPackages } from '../../src/evaluate/card/pinned-packages.ts';
import { technicalDocumentation } from '../../src/evaluate/card/technical-documentation.ts';
import { renderCard } from '../../src/evaluate/card.ts';
import type { ReportData } from '../../src/evaluate/report-data.ts';
import { binaryRun, madeFairness, regressionRun } from './sample-data.ts';

const root = join(import.meta.dirname, '../..');
const packageAt = (path: string) =>
  JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as {
    version: string;
    license: string;
    dependencies: Record<string, string>;
  };

const of = (release: string, more: Partial<ReportData> = {}) =>
  binaryRun({
    ...more,
    lineage: [
      { label: 'modelwright', value: release },
      { label: 'Node.js', value: '20.20.1' },
    ],
  });

describe('the bill of materials', () => {
  it('lists what this release pins, with the licences that the packages state', () => {
    const { dependencies } = packageAt('.');
    const pinned = pinnedPackages.get(version)!;
    expect(Object.fromEntries(pinned.map((one) => [one.name, one.version]))).toEqual(dependencies);
    for (const { name, license } of pinned)
      expect([name, license]).toEqual([name, packageAt(`node_modules/${name}`).license]);
  });

  it('names the model, the recorded release and runtime, and packages by their package address', () => {
    const { components, complete } = billOfMaterials(of(version, { card: cardFactsSchema.parse({ license: 'MIT' }) }));
    expect(complete).toBe(true);
    const [model, framework, platform] = components;
    expect(model).toMatchObject({
      type: 'machine-learning-model',
      licenses: [{ expression: 'MIT' }],
      hashes: [{ alg: 'SHA-256', content: binaryRun().artifactHash }],
    });
    expect(framework).toMatchObject({ name: 'modelwright', version, purl: `pkg:npm/modelwright@${version}` });
    expect(platform).toMatchObject({ name: 'Node.js', version: '20.20.1' });
    expect(components.find(({ name }) => name === '@duckdb/node-api')!.purl).toMatch(
      /^pkg:npm\/%40duckdb\/node-api@\d/,
    );
  });

  it('lists no packages of a release that it does not know, and invents no licence of the model', () => {
    const bill = billOfMaterials(of('99.0.0'));
    expect(bill).toMatchObject({ complete: false, components: { length: 3 } });
    expect(bill.components[0].licenses).toEqual([]);
    expect(bill.note).toContain('not listed');
    const bare = billOfMaterials({ ...of(version), lineage: [] });
    expect(bare.components.map((one) => one.version).slice(1)).toEqual([null, null]);
  });
});

describe('the technical documentation', () => {
  it('has every point of the annex once, in its order, and each says something or what is missing', () => {
    for (const data of [binaryRun(), regressionRun()]) {
      const points = technicalDocumentation(data);
      expect(points.map(({ point }) => point).join(' ')).toBe(
        '1(a) 1(b) 1(c) 1(d) 1(e) 1(f) 1(g) 1(h) 2(a) 2(b) 2(c) 2(d) 2(e) 2(f) 2(g) 2(h) 3 4 5 6 7 8 9',
      );
      for (const { facts, notStated } of points) expect(facts.length + notStated.length).toBeGreaterThan(0);
      expect(JSON.stringify(points)).not.toMatch(/undefined|NaN|\[object/);
    }
  });

  it('marks as not stated what nobody said, and no more once it was said', () => {
    const missing = (data: ReportData) =>
      technicalDocumentation(data)
        .flatMap(({ notStated }) => notStated)
        .join('; ');
    const silent = missing(binaryRun({ card: undefined }));
    const fields = ['card.intendedUse', 'card.owners', 'card.outOfScope', 'card.limits', 'card.ethics'];
    for (const field of fields) expect(silent).toContain(field);
    const card = cardFactsSchema.parse({
      intendedUse: 'Rank customers.',
      owners: 'Team',
      outOfScope: 'Prices',
      limits: 'Firms',
      ethics: 'Few calls',
    });
    const told = binaryRun({ card, fairness: madeFairness() });
    for (const field of [...fields, 'sensitive columns']) expect(missing(told)).not.toContain(field);
    const facts = JSON.stringify(technicalDocumentation(told));
    for (const said of ['Rank customers.', 'Not for: Prices', 'Firms', 'Few calls']) expect(facts).toContain(said);
    expect(missing(told)).toContain('the risk management system');
  });

  it('stands in every form of the card, with the same bytes each time', async () => {
    const data = of(version, { fairness: madeFairness() });
    const again = JSON.parse(JSON.stringify(data)) as ReportData;
    for (const render of [renderCard, renderMarkdownCard, modelCardJson]) {
      const text = await render(data);
      expect(await render(again)).toBe(text);
      for (const part of ['Post-market monitoring', 'the risk management system', '20.20.1', 'BSD-3-Clause']) {
        expect(text).toContain(part);
      }
    }
    const { technicalDocumentation: points, billOfMaterials: bill } = modelCardOf(data);
    expect([points.length, bill.complete]).toEqual([23, true]);
  });
});
