/** What rows say of a model without a target besides metrics: what is flagged, or how large its clusters are. */
import type { evaluate } from '../../app/operations/evaluate.ts';
import { chance, estimate, figure, percent } from '../figures.ts';
import { tableText } from '../table-text.ts';
import type { Screen } from '../view.ts';
import type { Answer } from './answer.ts';
import { pairs, paragraphs, sentence } from './lines.ts';

type Evaluated = Answer<typeof evaluate>;

/** Below this chance rows are not like the training rows. */
const level = 0.05;
const mostGroups = 20;

export function unlabelledLines(
  { anomalies, clusters }: Pick<Evaluated, 'anomalies' | 'clusters'>,
  screen: Screen,
): string {
  if (anomalies) return anomalyLines(anomalies, screen);
  return clusters ? clusterLines(clusters, screen) : '';
}

function anomalyLines(anomalies: NonNullable<Evaluated['anomalies']>, screen: Screen): string {
  const { contamination, flagged, pValue, stranger, label } = anomalies;
  const labelled = label
    ? [['labelled', `${label.anomalies} of ${label.rows} rows are ${label.positive} (${label.column})`] as const]
    : [];
  return pairs(
    [
      ['flagged', `${estimate(flagged)}  asked: ${figure(contamination)}  ${chance(pValue)}`],
      ['stranger', `${estimate(stranger)}  0.5 for rows like the training rows`],
      ...labelled,
    ],
    screen,
  );
}

function clusterLines({ groups, pValue, label }: NonNullable<Evaluated['clusters']>, screen: Screen): string {
  const table = tableText(
    [
      { head: 'cluster' },
      { head: 'rows', align: 'right' },
      { head: 'share [95 % interval]' },
      { head: 'in training', align: 'right' },
    ],
    groups
      .slice(0, mostGroups)
      .map(({ name, rows, share, trained }) => [name, String(rows), estimate(share), percent(trained)]),
    screen,
  );
  const rest = groups.length > mostGroups ? `\n... and ${groups.length - mostGroups} more clusters` : '';
  const shares =
    pValue < level
      ? `The shares are not those of training (${chance(pValue)}).`
      : `The shares fit training (${chance(pValue)}).`;
  const by = label ? ` Agreement is with the ${label.classes} values of ${label.column}.` : '';
  return paragraphs(`${table}${rest}`, sentence(`${shares}${by}`, screen));
}
