/** Tracked runs. */
import type { runsCompare, runsList, runsShow } from '../../app/operations/runs.ts';
import { figure } from '../figures.ts';
import { paint } from '../paint.ts';
import { tableText } from '../table-text.ts';
import type { View } from '../view.ts';
import type { Answer } from './answer.ts';
import { pairs, paragraphs } from './lines.ts';

/** Metrics shown in a list of runs, those that people compare first. */
const mostMetrics = 3;

export const runsListView: View<Answer<typeof runsList>> = ({ runs }, screen) => {
  if (runs.length === 0) return 'no run yet';
  return tableText(
    [
      { head: 'run' },
      { head: 'kind' },
      { head: 'name' },
      { head: 'status' },
      { head: 'started' },
      { head: 'metrics', flexible: true },
    ],
    runs.map(({ runId, kind, name, status, startedAt, metrics }) => [
      runId,
      kind,
      name,
      status,
      startedAt,
      Object.entries(metrics)
        .slice(0, mostMetrics)
        .map(([metric, value]) => `${metric} ${figure(value)}`)
        .join(', '),
    ]),
    screen,
  );
};

export const runsShowView: View<Answer<typeof runsShow>> = (answer, screen) => {
  const metrics = Object.entries(answer.metrics).map(([metric, value]) => [metric, figure(value)]);
  return paragraphs(
    `${paint(screen, 'strong', answer.runId)}: ${answer.kind} ${answer.name}, ${answer.status}`,
    pairs(
      [
        ['by', answer.actor],
        ['started', answer.startedAt],
        ['finished', answer.finishedAt ?? 'not yet'],
        ...(answer.error ? [['error', String((answer.error as { message?: unknown }).message)] as const] : []),
      ],
      screen,
    ),
    metrics.length > 0 ? tableText([{ head: 'metric' }, { head: 'value', align: 'right' }], metrics, screen) : '',
    `settings\n${JSON.stringify(answer.config, null, 2)}`,
  );
};

export const runsCompareView: View<Answer<typeof runsCompare>> = ({ runs, config, metrics }, screen) => {
  const head = [{ head: '' }, ...runs.map(({ runId }) => ({ head: runId, align: 'right' as const }))];
  return paragraphs(
    tableText(
      head,
      [
        ['status', ...runs.map(({ status }) => status)],
        ...metrics.map(({ name, values }) => [name, ...values.map(figure)]),
      ],
      screen,
    ),
    config.length === 0
      ? 'the settings are equal'
      : tableText(
          head,
          config.map(({ field, values }) => [field, ...values.map((value) => JSON.stringify(value))]),
          screen,
        ),
  );
};
