/** Fairness in a terminal: for each grouping a table of its groups, the parity measures, the four-fifths verdict. */
import type { evaluate } from '../../app/operations/evaluate.ts';
import { estimate, figure } from '../figures.ts';
import { paint } from '../paint.ts';
import { tableText } from '../table-text.ts';
import type { Screen } from '../view.ts';
import type { Answer } from './answer.ts';
import { pairs, paragraphs, sentence } from './lines.ts';

type FairnessAnswer = NonNullable<Answer<typeof evaluate>['fairness']>;
type ByGroup = FairnessAnswer['by'][number];

const mostGroups = 12;

const verdicts = {
  holds: ['good', 'holds'],
  broken: ['bad', 'broken'],
  not_distinguishable: ['warning', 'not distinguishable: too few rows to say'],
  not_comparable: ['warning', 'not comparable: fewer than two groups are large enough, or nobody is selected'],
} as const;

/** Empty where fairness was not judged. */
export function fairnessLines(fairness: FairnessAnswer | undefined, screen: Screen): string {
  if (!fairness) return '';
  const { selected, by } = fairness;
  const about = selected === null ? '' : `, selected = predicted "${selected}"`;
  return paragraphs(
    ...by.flatMap((grouping) => [
      paint(screen, 'strong', `fairness by ${grouping.columns.join(' / ')}${about}`),
      groupTable(grouping, screen),
      parityLines(grouping, screen),
    ]),
  );
}

function groupTable({ groups, columns }: ByGroup, screen: Screen): string {
  const judged = groups.filter(({ tooSmall }) => !tooSmall);
  const names = Object.keys(judged[0]?.metrics ?? {});
  const shown = ['selection_rate', 'true_positive_rate', 'false_positive_rate', 'accuracy', ...names]
    .filter((name, i, all) => names.includes(name) && all.indexOf(name) === i)
    .slice(0, 4);
  const bySize = groups.toSorted((a, b) => b.count - a.count);
  const listed = bySize.slice(0, mostGroups);
  const table = tableText(
    [
      { head: columns.join(' / ') },
      { head: 'rows', align: 'right' },
      ...shown.map((head, i) => ({ head, ...(i > 0 && { optional: true }) })),
    ],
    listed.map(({ label, count, tooSmall, metrics }) => [
      label,
      String(count),
      ...shown.map((name) => (tooSmall ? 'too few rows' : estimate(metrics[name]))),
    ]),
    screen,
  );
  const rest = groups.length - listed.length;
  return rest > 0 ? `${table}\n... and ${rest} smaller groups` : table;
}

function parityLines({ parity, fourFifths, comparisons }: ByGroup, screen: Screen): string {
  if (!parity || !fourFifths) {
    const rows = Object.entries(comparisons).map(
      ([name, { difference }]) => [`${name} difference`, openEstimate(difference)] as const,
    );
    return rows.length > 0 ? pairs(rows, screen) : '';
  }
  const [meaning, words] = verdicts[fourFifths.verdict];
  const pairsBroken = fourFifths.broken.slice(0, 3).map(([less, more]) => `${less} below ${more}`);
  const rest = fourFifths.broken.length - pairsBroken.length;
  const told = [...pairsBroken, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
  return [
    pairs(
      Object.entries(parity).map(([name, score]) => [name, openEstimate(score)] as const),
      screen,
    ),
    sentence(`four-fifths rule ${paint(screen, meaning, words)}${told === '' ? '' : ` (${told})`}`, screen),
  ].join('\n');
}

/** An interval that may have no upper end. */
export function openEstimate({
  value,
  ci,
}: {
  value: number | null;
  ci: readonly [number, number | null] | null;
}): string {
  return ci ? `${figure(value)} [${figure(ci[0])}, ${ci[1] === null ? 'no end' : figure(ci[1])}]` : figure(value);
}
