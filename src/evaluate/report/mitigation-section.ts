/** What a mitigation did: by which rule, what became more equal between groups, and what that costs. */
import { table } from '../../report/components/table.ts';
import { type Html, html } from '../../report/html.ts';
import { formatCount, formatNumber, formatPValue } from '../../report/number-format.ts';
import type { PageSection } from '../../report/page.ts';
import type { FairnessReport, FairnessReportGroups, OpenScore } from '../fairness/fairness-report.ts';
import type { MitigationReport } from '../fairness/mitigation-report.ts';
import type { ReportData } from '../report-data.ts';
import { estimateText } from './estimate-text.ts';
import { openText, parityNames } from './fairness-rows.ts';
import { openCell } from './fairness-section.ts';
import { metricTitle } from './metric-title.ts';

/** The section of a report; `undefined` where nothing was mitigated. */
export function mitigationSection({ mitigation, fairness }: ReportData): PageSection | undefined {
  if (!mitigation || !fairness) return undefined;
  return {
    id: 'mitigation',
    title: 'Mitigation',
    lead: `${said(mitigation)} The same choice without it is judged on the same rows. Brackets are 95 % confidence intervals.`,
    body: html`${parityTable(mitigation.before, fairness)}${priceTable(mitigation)}${ruleTable(mitigation)}`,
  };
}

/** One paragraph for a model card in text; empty where nothing was mitigated. */
export function mitigationText({ mitigation, fairness }: ReportData): string {
  if (!mitigation) return '';
  const [before, after] = [mitigation.before.by.at(-1)?.parity, fairness?.by.at(-1)?.parity];
  if (!before || !after) return said(mitigation);
  const told = (['demographic_parity_difference', 'equalized_odds_difference'] as const).map(
    (name) => `${metricTitle(name)} ${openText(before[name])} without, ${openText(after[name])} with.`,
  );
  return [said(mitigation), ...told].join(' ');
}

function said({ method, constraint, columns }: MitigationReport): string {
  const by = columns.join(' and ');
  if (method === 'reweighing') {
    return `Every fit weighed its training rows so that the target does not depend on ${by}; judged rows count alike.`;
  }
  return `Each group by ${by} is decided by a threshold of its own, chosen on held-out rows for ${metricTitle(constraint ?? '').toLowerCase()}.`;
}

function measuresOf({ parity, comparisons }: FairnessReportGroups): (readonly [string, OpenScore])[] {
  if (parity) return parityNames.map((name) => [name, parity[name]] as const);
  return Object.entries(comparisons).map(([name, { difference }]) => [`${name}_difference`, difference] as const);
}

function parityTable(before: FairnessReport, after: FairnessReport): Html {
  const rows = after.by.flatMap((now, i) => {
    const was = new Map(measuresOf(before.by[i]));
    return measuresOf(now).map(([name, score]) => [
      now.columns.join(' / '),
      metricTitle(name),
      openCell(was.get(name) ?? { value: null, ci: null }),
      openCell(score),
    ]);
  });
  return table({
    caption: 'Between groups, without and with the mitigation',
    columns: [
      { title: 'Groups' },
      { title: 'Measure' },
      { title: 'Without', kind: 'number' },
      { title: 'With', kind: 'number' },
    ],
    rows,
    open: 20,
  });
}

function priceTable({ changes }: MitigationReport): Html {
  return table({
    caption: 'What it costs: positive changes are better',
    columns: [
      { title: 'Metric' },
      { title: 'Without', kind: 'number' },
      { title: 'With', kind: 'number' },
      { title: 'Change', kind: 'number' },
      { title: 'p', kind: 'number' },
    ],
    rows: changes.map((one) => [
      metricTitle(one.metric),
      estimateText({ value: one.before, ci: null }),
      estimateText({ value: one.after, ci: null }),
      estimateText(one),
      formatPValue(one.pValue),
    ]),
  });
}

function ruleTable({ thresholds, weights }: MitigationReport): Html {
  if (thresholds) {
    const { groups, otherwise, positiveClass } = thresholds;
    return table({
      caption: `“${positiveClass}” is answered above this probability; -1 is everyone, 1 nobody`,
      columns: [{ title: 'Group' }, { title: 'Threshold', kind: 'number' }],
      rows: [
        ...groups.map(({ label, threshold }) => [label, formatNumber(threshold)]),
        ['Any other, or no value', formatNumber(otherwise)],
      ],
      open: 20,
    });
  }
  return table({
    caption: 'How much a training row counts',
    columns: [
      { title: 'Group' },
      { title: 'Class' },
      { title: 'Rows', kind: 'number' },
      { title: 'Weight', kind: 'number' },
    ],
    rows: (weights ?? []).map((one) => [one.label, one.class, formatCount(one.rows), formatNumber(one.weight)]),
    open: 20,
  });
}
