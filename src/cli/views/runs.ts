/** Tracked runs. */
import type { runsCompare, runsList, runsShow } from '../../app/operations/runs.ts';
import { figure } from '../figures.ts';
import { paint } from '../paint.ts';
import { tableText } from '../table-text.ts';
import { cut } from '../text-width.ts';
import type { Screen, View } from '../view.ts';
import type { Answer } from './answer.ts';
import { pairs, paragraphs, sentence } from './lines.ts';

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
    sentence(`${paint(screen, 'strong', answer.runId)}: ${answer.kind} ${answer.name}, ${answer.status}`, screen),
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
    settings(answer.config, screen),
  );
};

/** Settings that were made, one line each; what is nested is shown as far as it fits. */
function settings(config: unknown, screen: Screen): string {
  if (config === null || typeof config !== 'object') return '';
  const made = Object.entries(config).filter(
    ([, value]) => !(value === null || (Array.isArray(value) && value.length === 0)),
  );
  const width = Math.max(0, ...made.map(([name]) => name.length)) + 2;
  return pairs(
    made.map(([name, value]) => [
      name,
      cut(typeof value === 'string' ? value : JSON.stringify(value), screen.width - width),
    ]),
    screen,
  );
}

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
