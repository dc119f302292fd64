/** What a model relies on: the strongest columns, and rules that imitate it. */
import type { explain } from '../../app/operations/explain.ts';
import { formatPercent } from '../../report/number-format.ts';
import { chance, estimate, figure } from '../figures.ts';
import { tableText } from '../table-text.ts';
import type { Screen, View } from '../view.ts';
import type { Answer } from './answer.ts';
import { paragraphs, sentence, shownPath } from './lines.ts';
import { scaleText } from './scale-text.ts';

type Explained = Answer<typeof explain>;

const mostColumns = 12;
const mostRules = 5;
const mostPairs = 3;

export const explainView: View<Explained> = (answer, screen) => {
  const { model, explained, output } = answer;
  const { of, scale, rows, permutations } = explained;
  const whose = of === undefined ? scaleText(scale) : `${scaleText(scale)} of "${of}"`;
  const drawn = permutations === undefined ? '' : `, ${permutations} random order(s) a row`;
  return paragraphs(
    sentence(`${model.name}@${model.version}: what ${rows} rows owe to each column, in ${whose}${drawn}`, screen),
    columnTable(answer, screen),
    interactionLine(answer, screen),
    ruleLines(answer, screen),
    shownPath(output),
  );
};

function columnTable({ explained, permutation }: Explained, screen: Screen): string {
  const losses = new Map(permutation?.columns.map((column) => [column.feature, column]));
  const rows = explained.importance.slice(0, mostColumns).map(({ column, value, ci }) => {
    const loss = losses.get(column);
    return [
      column,
      estimate({ value, ci }),
      ...(loss ? [estimate(loss), loss.pValue === null ? '' : chance(loss.pValue)] : []),
    ];
  });
  const measured = permutation
    ? [{ head: `loss of ${permutation.metric} without it` }, { head: 'p', optional: true }]
    : [];
  const complete = rows.filter((row) => row.length === 2 + measured.length);
  return tableText([{ head: 'column' }, { head: 'mean size' }, ...measured], complete, screen);
}

/** Weaker ones are noise of the rows that were asked. */
const leastH = 0.1;

function interactionLine({ interactions }: Explained, screen: Screen): string {
  const told = interactions.filter(({ h }) => h >= leastH).slice(0, mostPairs);
  if (told.length === 0) return '';
  const pairs = told.map(
    ({ columns, h, strength }) => `${columns.join(' and ')} (H ${h.toFixed(2)}, ${figure(strength)})`,
  );
  return sentence(`act together: ${pairs.join(', ')}`, screen);
}

function ruleLines({ surrogate }: Explained, screen: Screen): string {
  if (!surrogate) return '';
  const { r2, agreement, rules } = surrogate;
  const figures = [
    ...(r2 === null ? [] : [`${formatPercent(Math.max(0, r2))} of the variance`]),
    ...(agreement === null ? [] : [`${formatPercent(agreement)} of the classes`]),
  ];
  const lines = rules.slice(0, mostRules).map(({ conditions, share, value }) => {
    const where = conditions.length > 0 ? conditions.join(' and ') : 'everywhere';
    return sentence(`  ${formatPercent(share)}: ${value} where ${where}`, screen);
  });
  return [sentence(`rules that imitate it (${figures.join(', ') || 'not judged'}):`, screen), ...lines].join('\n');
}
