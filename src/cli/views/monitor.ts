/** A model in use: what to act on first, then drift column by column, then performance. */
import type { monitor } from '../../app/operations/monitor.ts';
import { estimate, figure } from '../figures.ts';
import { findingLines } from '../finding-lines.ts';
import { paint } from '../paint.ts';
import { tableText } from '../table-text.ts';
import type { Screen, View } from '../view.ts';
import type { Answer } from './answer.ts';
import { unlabelledLines } from './evaluate-unlabelled.ts';
import { paragraphs, sentence } from './lines.ts';

type Watched = Answer<typeof monitor>;

const references = { training: 'training', reference: 'the reference' } as const;
const sources = { http: 'requests', batch: 'batch predictions', source: 'rows of the source' } as const;

export const monitorView: View<Watched> = (answer, screen) => {
  const { model, rows, labelled, from, performance } = answer;
  return paragraphs(
    sentence(
      `${paint(screen, 'strong', `${model.name}@${model.version}`)}: ${rows} ${sources[from]} against ${references[answer.against]}, ${labelled} with a known outcome`,
      screen,
    ),
    answer.alerts.length > 0
      ? findingLines(answer.alerts, screen).join('\n')
      : paint(screen, 'good', 'nothing to look at'),
    driftTable(answer.drift, screen),
    unlabelledLines(answer, screen),
    sentence(`performance: ${performance.status}. ${performance.message}`, screen),
    performanceTable(answer, screen),
  );
};

function driftTable({ columns }: Watched['drift'], screen: Screen): string {
  const order = columns.toSorted((a, b) => Number(b.drifted) - Number(a.drifted));
  return tableText(
    [
      { head: 'column' },
      { head: 'status' },
      { head: 'score', align: 'right' },
      { head: 'threshold', align: 'right', optional: true },
      { head: 'test', flexible: true },
    ],
    order.map(({ name, status, driftScore, threshold, test, reason }) => [
      name,
      status,
      figure(driftScore),
      figure(threshold),
      reason ?? test ?? '',
    ]),
    screen,
  );
}

function performanceTable({ performance: { metrics, reference } }: Watched, screen: Screen): string {
  const names = Object.keys(metrics);
  if (names.length === 0) return '';
  return tableText(
    [{ head: 'metric' }, { head: 'now' }, { head: 'in training' }],
    names.map((name) => [name, estimate(metrics[name]), name in reference ? estimate(reference[name]) : '-']),
    screen,
  );
}
