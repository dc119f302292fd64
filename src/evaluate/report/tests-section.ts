/** What the latest test of the version found: behaviour and gates. */
import { table } from '../../report/components/table.ts';
import { type Html, html } from '../../report/html.ts';
import { formatCount } from '../../report/number-format.ts';
import type { PageSection } from '../../report/page.ts';
import type { BehaviourResult } from '../behaviour/behaviour.ts';
import type { GateFinding, TestFindings } from '../test-findings.ts';
import { estimateCell, estimateText } from './estimate-text.ts';

/** With failing rows: for the report, which stays where the data is. */
export function testsSection(tested: TestFindings | undefined): PageSection | undefined {
  return tested && sectionOf(tested, examplesView(tested));
}

/** Without rows: for the card, which is handed on. */
export function testsSummary(tested: TestFindings | undefined): PageSection | undefined {
  return tested && sectionOf(tested, html``);
}

function sectionOf(tested: TestFindings, examples: Html): PageSection {
  const { testedAt, passed, data, tests, gates } = tested;
  const on = data.kind === 'holdout' ? 'sealed rows' : `labelled rows of ${data.name}`;
  return {
    id: 'tests',
    title: 'Tests and gates',
    lead: `Tested ${testedAt} on ${formatCount(data.rows)} ${on}: it ${passed ? 'passes' : 'does not pass'}.`,
    body: html`${tests.length > 0 && testTable(tests)}${gates.length > 0 && gateTable(gates)}${examples}`,
  };
}

function testTable(tests: readonly BehaviourResult[]): Html {
  return table({
    caption: 'Behavioural tests',
    columns: [
      { title: 'Test' },
      { title: 'Asked' },
      { title: 'Result' },
      { title: 'Rows', kind: 'number' },
      { title: 'Failed', kind: 'number' },
      { title: 'Share that fails', kind: 'number' },
    ],
    rows: tests.map(({ name, law, verdict, required, rows, failures, failureRate }) => [
      name,
      law,
      verdict === 'failed' && !required ? 'failed, not required' : verdict,
      formatCount(rows),
      formatCount(failures),
      estimateCell(failureRate),
    ]),
    stressed: tests.flatMap(({ verdict, required }, i) => (verdict !== 'passed' && required ? [i] : [])),
  });
}

function gateTable(gates: readonly GateFinding[]): Html {
  return table({
    caption: 'Gates',
    columns: [{ title: 'Gate' }, { title: 'Asked' }, { title: 'Result' }, { title: 'Found' }],
    rows: gates.map(({ name, law, on, passed, value, ci, problem }) => [
      name,
      on === '' ? law : `${law}, for ${on}`,
      passed ? 'passed' : 'failed',
      problem === '' ? foundText(value, ci) : problem,
    ]),
    stressed: gates.flatMap(({ passed }, i) => (passed ? [] : [i])),
  });
}

function foundText(value: number | null, ci: GateFinding['ci']): string {
  if (ci === null) return estimateText({ value, ci: null });
  const [low, high] = ci;
  if (low !== null && high !== null) return estimateText({ value, ci: [low, high] });
  const end = (one: number | null) => (one === null ? 'no end' : estimateText({ value: one, ci: null }));
  return `${estimateText({ value, ci: null })} [${end(low)}, ${end(high)}]`;
}

function examplesView({ tests }: TestFindings): Html {
  const failing = tests.filter(({ examples }) => examples.length > 0);
  return html`${failing.map(({ name, examples }) =>
    table({
      caption: `Failing rows of “${name}”`,
      columns: [{ title: 'Changed' }, { title: 'Answer' }],
      rows: examples.map(({ before, after, found }) => [changeText(before, after), found]),
    }),
  )}`;
}

function changeText(before: Readonly<Record<string, unknown>>, after?: Readonly<Record<string, unknown>>): string {
  return Object.entries(before)
    .map(
      ([column, value]) =>
        `${column} = ${JSON.stringify(value)}${after ? `, then ${JSON.stringify(after[column])}` : ''}`,
    )
    .join('; ');
}
