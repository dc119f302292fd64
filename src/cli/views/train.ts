/** A finished training: the verdict first, what was tried, and what to do next. */
import type { train } from '../../app/operations/train.ts';
import { formatBytes } from '../../report/number-format.ts';
import { chance, duration, estimate, figure, microseconds, percent } from '../figures.ts';
import { findingLines } from '../finding-lines.ts';
import { paint } from '../paint.ts';
import { tableText } from '../table-text.ts';
import type { Screen, View } from '../view.ts';
import type { Answer } from './answer.ts';
import { calibrationLine, decisionLine } from './answer-lines.ts';
import { fairnessLines } from './fairness-lines.ts';
import { lookLine, nextSteps, pairs, paragraphs, sentence, shownPath } from './lines.ts';
import { unlabelledView } from './train-unlabelled.ts';

type Trained = Extract<Answer<typeof train>, { readonly lift: unknown }>;

const mostCandidates = 10;

const verdicts = {
  lift: ['good', 'better than the baseline'],
  no_lift: ['bad', 'no better than the baseline'],
  not_distinguishable: ['warning', 'not distinguishable from the baseline'],
} as const;

export const trainView: View<Answer<typeof train>> = (answer, screen) =>
  'lift' in answer ? supervisedView(answer, screen) : unlabelledView(answer, screen);

const supervisedView: View<Trained> = (answer, screen) => {
  const { model, metric, baseline, holdout, lift, rows } = answer;
  const [meaning, words] = verdicts[lift.verdict];
  const name = `${model.name}@${model.version}`;
  const judged = rows.holdout > 0 ? `${rows.holdout} sealed rows` : 'outer cross-validation, every row judged unseen';
  return paragraphs(
    findingLines(answer.findings, screen).join('\n'),
    sentence(`${paint(screen, 'strong', name)}: ${paint(screen, meaning, words)}, by ${judged}`, screen),
    pairs(
      [
        [metric.name, `${estimate(holdout)}  ${metric.direction}`],
        [`baseline (${baseline.name})`, estimate(baseline)],
        ['lift', `${estimate(lift)}  ${chance(lift.pValue)}`],
        ...(answer.metrics['cost'] ? [['cost', `${estimate(answer.metrics['cost'])}  a row`] as const] : []),
        ...(answer.look ? [['holdout', lookLine(answer.look)] as const] : []),
      ],
      screen,
    ),
    fairnessLines(answer.fairness, screen),
    candidateTable(answer, screen),
    pairs(
      [
        ['model', modelLine(answer)],
        ...(answer.calibration ? [['probabilities', calibrationLine(answer.calibration)] as const] : []),
        ...(answer.decision
          ? [['answers', decisionLine(answer.decision, answer.decision.positiveClass)] as const]
          : []),
        ['task', `${answer.task}, ${rows.train} training rows`],
        ...gateLines(answer),
        ['alias', answer.champion ? 'champion' : 'none; promote it when you want it served by its name'],
        ['artifact', answer.artifactHash],
        ['report', shownPath(answer.reportPath)],
        ['card', shownPath(answer.cardPath)],
        ...(answer.refit ? [['refit', `${answer.refit.name}@${answer.refit.version}, on every row`] as const] : []),
        ['took', duration(answer.durationMs)],
      ],
      screen,
    ),
    nextSteps(name),
  );
};

function gateLines({ gated }: Trained): (readonly [string, string])[] {
  if (!gated) return [];
  return [['gates', gated.passed ? 'passed' : gated.failed.join('; ')]];
}

function candidateTable({ candidates, metric }: Trained, screen: Screen): string {
  const sign = metric.direction === 'maximize' ? -1 : 1;
  const ordered = candidates.toSorted((a, b) => sign * ((a.score ?? 0) - (b.score ?? 0)));
  const shown = ordered.filter(({ weight }, place) => place < mostCandidates || weight > 0);
  const table = tableText(
    [
      { head: 'candidate' },
      { head: `cv ${metric.name}`, align: 'right' },
      { head: 'share', align: 'right' },
      { head: 'fit', align: 'right' },
      { head: 'row', align: 'right' },
      { head: 'size', align: 'right' },
      { head: 'settings', flexible: true },
    ],
    shown.map(({ name, score, weight, fitMs, latencyUs, bytes, params }) => [
      name,
      figure(score),
      weight > 0 ? percent(weight) : '-',
      duration(fitMs),
      microseconds(latencyUs),
      formatBytes(bytes),
      Object.entries(params)
        .map(([param, value]) => `${param} ${typeof value === 'number' ? figure(value) : String(value)}`)
        .join(', '),
    ]),
    screen,
  );
  const rest = candidates.length - shown.length;
  return rest > 0 ? `${table}\n... and ${rest} more candidates` : table;
}

function modelLine({ chosen }: Trained): string {
  const { kind, members, models, score, latencyUs, bytes } = chosen;
  const what = { single: 'one candidate', voting: `mean of ${members}`, stacking: `stack of ${members}` }[kind];
  const copies = models > members ? `, ${models} models` : '';
  return `${what}${copies}, cv ${figure(score)}, ${microseconds(latencyUs)} a row, ${formatBytes(bytes)}`;
}
