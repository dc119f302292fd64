/** What a mitigation did, in a terminal: by which rule, what became more equal, what that costs. */
import type { train } from '../../app/operations/train.ts';
import { chance, estimate, figure } from '../figures.ts';
import { paint } from '../paint.ts';
import { tableText } from '../table-text.ts';
import type { Screen } from '../view.ts';
import type { Answer } from './answer.ts';
import { openEstimate } from './fairness-lines.ts';
import { paragraphs } from './lines.ts';

type Trained = Extract<Answer<typeof train>, { readonly lift: unknown }>;
type Mitigation = NonNullable<Trained['mitigation']>;
type Grouping = Mitigation['before']['by'][number];

const mostListed = 12;

/** Empty where nothing was mitigated. */
export function mitigationLines({ mitigation, fairness }: Trained, screen: Screen): string {
  if (!mitigation || !fairness) return '';
  const { method, constraint, columns } = mitigation;
  const how = constraint === undefined ? method : `${method} for ${constraint}`;
  return paragraphs(
    paint(screen, 'strong', `mitigation by ${columns.join(' / ')}: ${how}`),
    ruleLines(mitigation, screen),
    parityTable(mitigation.before.by, fairness.by, screen),
    priceTable(mitigation, screen),
  );
}

function ruleLines({ thresholds, weights, columns }: Mitigation, screen: Screen): string {
  if (thresholds) {
    const { groups, otherwise, positiveClass } = thresholds;
    const told = groups.slice(0, mostListed).map(({ label, threshold }) => [label, above(threshold)]);
    const rest = groups.length - told.length;
    return tableText(
      [{ head: columns.join(' / ') }, { head: `"${positiveClass}" above` }],
      [...told, ...(rest > 0 ? [[`${rest} more groups`, 'their own']] : []), ['any other', figure(otherwise)]],
      screen,
    );
  }
  const told = (weights ?? []).slice(0, mostListed);
  return tableText(
    [
      { head: 'training rows of' },
      { head: 'class' },
      { head: 'rows', align: 'right' },
      { head: 'each counts', align: 'right' },
    ],
    told.map((one) => [one.label, one.class, String(one.rows), figure(one.weight)]),
    screen,
  );
}

/** -1 lets everyone pass and 1 nobody. */
function above(threshold: number): string {
  if (threshold === -1) return 'any probability';
  return threshold === 1 ? 'none: never' : figure(threshold);
}

function parityTable(before: readonly Grouping[], after: readonly Grouping[], screen: Screen): string {
  const rows = after.flatMap((now, i) => {
    const was = before[i];
    const about = after.length > 1 ? `${now.columns.join(' / ')}: ` : '';
    return measuresOf(now).map(([name, score]) => {
      const earlier = measuresOf(was).find(([other]) => other === name)?.[1];
      return [`${about}${name}`, earlier ? openEstimate(earlier) : '-', openEstimate(score)];
    });
  });
  return tableText([{ head: 'between groups' }, { head: 'without' }, { head: 'with' }], rows, screen);
}

type Open = Parameters<typeof openEstimate>[0];

function measuresOf({ parity, comparisons }: Grouping): (readonly [string, Open])[] {
  if (!parity) return Object.entries(comparisons).map(([name, one]) => [`${name} difference`, one.difference] as const);
  return [
    ['demographic_parity_difference', parity.demographic_parity_difference],
    ['demographic_parity_ratio', parity.demographic_parity_ratio],
    ['equalized_odds_difference', parity.equalized_odds_difference],
    ['equal_opportunity_difference', parity.equal_opportunity_difference],
  ];
}

function priceTable({ changes }: Mitigation, screen: Screen): string {
  return tableText(
    [{ head: 'price' }, { head: 'without' }, { head: 'with' }, { head: 'change, positive is better' }],
    changes.map((one) => [
      one.metric,
      figure(one.before),
      figure(one.after),
      `${estimate(one)}  ${chance(one.pValue)}`,
    ]),
    screen,
  );
}
