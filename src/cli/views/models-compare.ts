/** Two models side by side. */
import type { modelsCompare } from '../../app/operations/models.ts';
import { formatBytes } from '../../report/number-format.ts';
import { chance, estimate, figure } from '../figures.ts';
import { paint } from '../paint.ts';
import { tableText } from '../table-text.ts';
import type { Screen, View } from '../view.ts';
import type { Answer } from './answer.ts';
import { comparedMetrics } from './compared-metrics.ts';
import { lookLine, pairs, paragraphs, sentence, shownPath } from './lines.ts';
import { compareUnlabelledView } from './models-compare-unlabelled.ts';

type Compared = Extract<Answer<typeof modelsCompare>, { format: 'modelwright-comparison' }>;

const mostSlices = 8;
const colors = { better: 'good', worse: 'bad', not_distinguishable: 'warning' } as const;

export const modelsCompareView: View<Answer<typeof modelsCompare>> = (answer, screen) =>
  answer.format === 'modelwright-comparison' ? supervisedView(answer, screen) : compareUnlabelledView(answer, screen);

const supervisedView: View<Compared> = (answer, screen) => {
  const { first, second, metrics, metric, verdict, judgedOn, notes, looks, output } = answer;
  const [ours, theirs] = [`${first.name}@${first.version}`, `${second.name}@${second.version}`];
  const words = verdict === 'not_distinguishable' ? `not distinguishable from ${theirs}` : `${verdict} than ${theirs}`;
  return paragraphs(
    sentence(`${ours}: ${paint(screen, colors[verdict], words)} in ${metric}, by ${judgedOn}`, screen),
    comparedMetrics(metrics, [ours, theirs], screen),
    sliceLines(answer, screen),
    notes.map((note) => sentence(note, screen)).join('\n'),
    pairs(
      [
        ...agreement(answer),
        ['size', `${formatBytes(first.bytes)} and ${formatBytes(second.bytes)}`],
        ...(looks ?? []).map((look, i) => [`holdout, ${[ours, theirs][i]}`, lookLine(look)] as const),
      ],
      screen,
    ),
    shownPath(output),
  );
};

function sliceLines({ slices }: Compared, screen: Screen): string {
  if (slices.tested === 0) return '';
  const found = slices.list.filter(({ verdict }) => verdict !== 'not_distinguishable');
  const said = `${slices.tested} part(s) of the rows tested by ${slices.metric}`;
  if (found.length === 0) return sentence(`${said}: none with a difference beyond chance`, screen);
  return [
    sentence(`${said}; different in ${found.length}:`, screen),
    tableText(
      [{ head: 'part', flexible: true }, { head: 'rows', align: 'right' }, { head: 'difference' }, { head: 'q' }],
      found
        .slice(0, mostSlices)
        .map(({ description, rows, difference, qValue }) => [
          description,
          String(rows),
          estimate(difference),
          chance(qValue),
        ]),
      screen,
    ),
  ].join('\n');
}

function agreement({ agreement: { sameClass, mcnemar, correlation } }: Compared): (readonly [string, string])[] {
  return [
    ...(sameClass === null ? [] : [['same class', estimate(sameClass)] as const]),
    ...(mcnemar === null
      ? []
      : [['right alone', `${mcnemar.onlyFirst} and ${mcnemar.onlySecond} rows, ${chance(mcnemar.pValue)}`] as const]),
    ...(correlation === null ? [] : [['correlation', figure(correlation)] as const]),
  ];
}
