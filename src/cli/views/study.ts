/** Studies and their trials. */
import type {
  studyDelete,
  studyExport,
  studyImportance,
  studyList,
  studyRun,
  studyShow,
} from '../../app/operations/study.ts';
import { duration, figure } from '../figures.ts';
import { paint } from '../paint.ts';
import { stairs } from '../stairs.ts';
import { tableText } from '../table-text.ts';
import type { Screen, View } from '../view.ts';
import type { Answer } from './answer.ts';
import { pairs, paragraphs, sentence, shownPath } from './lines.ts';

type Counts = Answer<typeof studyShow>['trials'];
type Params = Answer<typeof studyShow>['top'][number]['params'];

export const studyRunView: View<Answer<typeof studyRun>> = (answer, screen) => {
  const { study, best, front, directions, trials, ended, wanted, stoppedBy, lastProblem, durationMs } = answer;
  const goOn = stoppedBy === 'timeout' || stoppedBy === 'signal' ? `; the same command goes on to ${wanted}` : '';
  const end = stoppedBy === 'exhausted' ? ' and the sampler has nothing left' : goOn;
  return paragraphs(
    sentence(`${paint(screen, 'strong', study)}: ${ended} trial(s) in ${duration(durationMs)}${end}`, screen),
    pairs(
      [
        ['trials', counted(trials)],
        ...(best === null ? [] : [['best', `${figure(best.value)} in trial ${best.number}`] as const]),
        ...(front === null ? [] : [['front', `${front.length} trial(s), ${directions.join(' and ')}`] as const]),
        ...Object.entries(best?.params ?? {}).map(([name, value]) => [`  ${name}`, shown(value)] as const),
        ...(lastProblem === null ? [] : [['last problem', lastProblem] as const]),
      ],
      screen,
    ),
  );
};

export const studyListView: View<Answer<typeof studyList>> = ({ studies }, screen) => {
  if (studies.length === 0) return 'no study yet';
  return tableText(
    [
      { head: 'study' },
      { head: 'best', align: 'right' },
      { head: 'direction', optional: true },
      { head: 'sampler', optional: true },
      { head: 'trials' },
      { head: 'last trial', optional: true },
    ],
    studies.map(({ name, best, front, directions, sampler, trials, lastAt }) => [
      name,
      front === null ? figure(best) : `front of ${front}`,
      directions.join(', '),
      sampler,
      counted(trials),
      lastAt ?? '-',
    ]),
    screen,
  );
};

export const studyShowView: View<Answer<typeof studyShow>> = (answer, screen) => {
  const { name, directions, sampler, pruner, seed, generation, trials, top, front } = answer;
  const { improvements, numbers, lastProblem } = answer;
  const [best] = top;
  return paragraphs(
    sentence(
      `${paint(screen, 'strong', name)}: ${
        front !== null && front.trials > 0
          ? `${front.trials} of ${numbers} trials on the Pareto front`
          : best === undefined
            ? 'no complete trial yet'
            : `best ${figure(best.value)} in trial ${best.number} of ${numbers}`
      }`,
      screen,
    ),
    pairs(
      [
        [directions.length > 1 ? 'directions' : 'direction', directions.join(', ')],
        ['sampler', methodText(sampler)],
        ['pruner', pruner === null ? 'none' : methodText(pruner)],
        ['seed', String(seed)],
        ['generation', String(generation)],
        ['begun', answer.createdAt],
        ['trials', counted(trials)],
        ...(lastProblem === null ? [] : [['last problem', lastProblem] as const]),
      ],
      screen,
    ),
    stairs(improvements, numbers, screen.width),
    topTable(top, screen),
    front === null ? '' : frontTable(front, screen),
  );
};

export const studyImportanceView: View<Answer<typeof studyImportance>> = (answer, screen) => {
  const { study, trials, parameters, conditional } = answer;
  const together = 1 - parameters.reduce((sum, { importance }) => sum + importance, 0);
  return paragraphs(
    sentence(`What explains the differences between ${trials} trials of ${paint(screen, 'strong', study)}`, screen),
    tableText(
      [
        { head: 'parameter' },
        { head: 'by itself', align: 'right' },
        { head: '' },
        { head: 'impurity', align: 'right', optional: true },
      ],
      parameters.map(({ name, importance, impurity }) => [
        name,
        percent(importance),
        '█'.repeat(Math.round(importance * barWidth)),
        percent(impurity),
      ]),
      screen,
    ),
    together > 0.005 ? sentence(`Only together: ${percent(together)}.`, screen) : '',
    conditional.length === 0
      ? ''
      : sentence(`Not judged, because not every trial had them: ${conditional.join(', ')}.`, screen),
  );
};

export const studyExportView: View<Answer<typeof studyExport>> = ({ output, trials, bytes }) =>
  `${trials} trial(s), ${bytes} bytes\n${shownPath(output)}`;

export const studyDeleteView: View<Answer<typeof studyDelete>> = ({ study, trials }) =>
  `${study} is deleted with ${trials} trial(s)`;

const barWidth = 24;

function topTable(top: Answer<typeof studyShow>['top'], screen: Screen): string {
  if (top.length === 0) return '';
  const { heads, cells } = paramColumns(top);
  return tableText(
    [{ head: 'trial', align: 'right' }, { head: 'value', align: 'right' }, ...heads],
    top.map(({ number, value, params }) => [String(number), figure(value), ...cells(params)]),
    screen,
  );
}

function frontTable({ list, trials }: NonNullable<Answer<typeof studyShow>['front']>, screen: Screen): string {
  if (list.length === 0) return '';
  const { heads, cells } = paramColumns(list);
  const objectives = list[0].values.map((_, i) => ({ head: `objective ${i + 1}`, align: 'right' as const }));
  const table = tableText(
    [{ head: 'trial', align: 'right' }, ...objectives, ...heads],
    list.map(({ number, values, params }) => [String(number), ...values.map(figure), ...cells(params)]),
    screen,
  );
  const hidden = trials - list.length;
  return hidden > 0 ? `${table}\n${hidden} more; --top shows them` : table;
}

/** A column for each parameter that any of the trials has. */
function paramColumns(trials: readonly { readonly params: Params }[]) {
  const names = [...new Set(trials.flatMap(({ params }) => Object.keys(params)))];
  return {
    heads: names.map((head) => ({ head, align: 'right' as const, optional: true })),
    cells: (params: Params) => names.map((name) => (Object.hasOwn(params, name) ? shown(params[name]) : '')),
  };
}

function counted({ complete, pruned, failed, waiting }: Counts): string {
  const parts = Object.entries({ complete, pruned, failed, waiting }).filter(([, count]) => count > 0);
  return parts.length === 0 ? 'none' : parts.map(([state, count]) => `${count} ${state}`).join(', ');
}

function shown(value: Params[string]): string {
  return typeof value === 'number' ? figure(value) : String(value);
}

function methodText({ name, ...options }: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(options).map(([option, value]) => `${option} ${String(value)}`);
  return given.length === 0 ? String(name) : `${String(name)} (${given.join(', ')})`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
