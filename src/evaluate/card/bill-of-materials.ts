/** What a model was made with and runs on, from what its training recorded: names of fields as in CycloneDX. */

import { table } from '../../report/components/table.ts';
import { html } from '../../report/html.ts';
import type { PageSection } from '../../report/page.ts';
import type { ReportData } from '../report-data.ts';
import { markdownTable, markdownText } from './markdown.ts';
import { pinnedPackages } from './pinned-packages.ts';

/** A part, as a component of CycloneDX 1.6. */
export interface BillComponent {
  readonly type: 'machine-learning-model' | 'framework' | 'platform' | 'library';
  readonly name: string;
  readonly version: string | null;
  /** SPDX expressions; empty where nobody stated one. */
  readonly licenses: readonly { readonly expression: string }[];
  readonly purl: string | null;
  readonly hashes: readonly { readonly alg: 'SHA-256'; readonly content: string }[];
  readonly description: string;
}

export interface BillOfMaterials {
  /** The model first, then what made it and runs it, then the packages which that pins. */
  readonly components: readonly BillComponent[];
  /** False where the packages of the recorded release are not known here. */
  readonly complete: boolean;
  readonly note: string;
}

/** What is needed of the data of a page. */
type Recorded = Pick<ReportData, 'model' | 'lineage' | 'card'> & { readonly artifactHash?: string };

/** The bill. A pure function of recorded facts: it names no package of the machine that draws it. */
export function billOfMaterials({ model, artifactHash, lineage, card }: Recorded): BillOfMaterials {
  const release = recorded(lineage, 'modelwright');
  const node = recorded(lineage, 'Node.js');
  const packages = release === null ? undefined : pinnedPackages.get(release);
  return {
    components: [
      {
        type: 'machine-learning-model',
        name: model.name,
        version: model.version === undefined ? null : String(model.version),
        licenses: card?.license === undefined ? [] : [{ expression: card.license }],
        purl: null,
        hashes: artifactHash === undefined ? [] : [{ alg: 'SHA-256', content: artifactHash }],
        description: 'the artifact; it holds no code',
      },
      library('framework', 'modelwright', release, 'Apache-2.0', 'trained the model and runs it'),
      {
        type: 'platform',
        name: 'Node.js',
        version: node,
        licenses: [{ expression: 'MIT' }],
        purl: node === null ? null : `pkg:generic/node@${node}`,
        hashes: [],
        description: 'the runtime of the training; any supported release gives the same bytes',
      },
      ...(packages ?? []).map(({ name, version, license, purpose }) =>
        library('library', name, version, license, purpose),
      ),
    ],
    complete: packages !== undefined,
    note:
      packages === undefined
        ? 'The packages of that release of modelwright are pinned in its package.json and not listed here.'
        : 'Direct packages at the exact versions that this release of modelwright pins; what they bring along stands in the lock file.',
  };
}

function recorded(lineage: ReportData['lineage'], label: string): string | null {
  return lineage.find((row) => row.label === label)?.value ?? null;
}

function library(
  type: BillComponent['type'],
  name: string,
  version: string | null,
  license: string,
  description: string,
): BillComponent {
  const path = name.replace('@', '%40');
  const purl = version === null ? null : `pkg:npm/${path}@${version}`;
  return { type, name, version, licenses: [{ expression: license }], purl, hashes: [], description };
}

const columns = ['Part', 'Version', 'Licence', 'For'] as const;

function rowsOf({ components }: BillOfMaterials): string[][] {
  return components.map(({ name, version, licenses, description }) => [
    name,
    version ?? 'not recorded',
    licenses.map(({ expression }) => expression).join(', ') || 'not stated',
    description,
  ]);
}

/** Packages in sight before the table is folded. */
const openRows = 6;

/** The bill as a section of a page. */
export function billSection(data: Recorded): PageSection {
  const bill = billOfMaterials(data);
  return {
    id: 'bill',
    title: 'Bill of materials',
    lead: bill.note,
    body: html`${table({
      caption: 'What the model was made with and needs to run',
      columns: columns.map((title) => ({ title })),
      rows: rowsOf(bill),
      open: openRows,
    })}`,
  };
}

/** The bill as Markdown. */
export function markdownBill(data: Recorded): string {
  const bill = billOfMaterials(data);
  return `${markdownText(bill.note)}\n\n${markdownTable(
    columns,
    rowsOf(bill).map((row) => row.map(markdownText)),
  )}`;
}
