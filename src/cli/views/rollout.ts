/** Rollouts: a picture of the traffic, figures of each version, and what the guardrails know. */
import type { rolloutList, rolloutStatus } from '../../app/operations/rollout.ts';
import { duration, figure } from '../figures.ts';
import { paint } from '../paint.ts';
import { tableText } from '../table-text.ts';
import type { View } from '../view.ts';
import type { Answer } from './answer.ts';
import { pairs, paragraphs, sentence } from './lines.ts';

type Status = Answer<typeof rolloutStatus>;

/** Characters of a bar that stands for all traffic. */
const barWidth = 20;

export const rolloutView: View<Status> = (rollout, screen) => {
  const { model, strategy, phase, step, reason, startedAt, startedBy, endedAt, shadow } = rollout;
  const isOver = endedAt !== null;
  return paragraphs(
    paint(screen, phase === 'rolled_back' ? 'warning' : 'strong', `${model}: ${strategy}, ${phaseWords[phase]}`),
    pairs(
      [
        ['started', `${startedAt} by ${startedBy}: ${reason}`],
        ...(isOver ? [['ended', endedAt] as const] : [['step', stepWords(step)] as const]),
        ...(shadow ? [['shadow', shadowWords(shadow)] as const] : []),
      ],
      screen,
    ),
    tableText(
      [
        { head: 'version' },
        { head: 'traffic' },
        { head: 'answers', align: 'right' },
        { head: 'failed', align: 'right' },
        { head: 'no use', align: 'right' },
        { head: 'p50', align: 'right', optional: true },
        { head: 'p99', align: 'right' },
        { head: 'wrong', align: 'right' },
        { head: 'verdict' },
      ],
      rollout.variants.map((variant) => variantRow(variant, rollout)),
      screen,
    ),
    guardrailTable(rollout, screen),
    tableText(
      [{ head: 'at' }, { head: 'what happened', flexible: true }, { head: 'by', optional: true }],
      rollout.history.map(({ at, actor, event, details }) => [at, happened(event, details), actor]),
      screen,
    ),
  );
};

export const rolloutListView: View<Answer<typeof rolloutList>> = ({ rollouts }, screen) =>
  rollouts.length === 0
    ? sentence('no rollout yet; start one: modelwright rollout start <model>@<version>', screen)
    : tableText(
        [
          { head: 'model' },
          { head: 'candidates' },
          { head: 'strategy' },
          { head: 'phase' },
          { head: 'started' },
          { head: 'by', optional: true },
        ],
        rollouts.map(({ model, candidates, strategy, phase, startedAt, startedBy }) => [
          model,
          candidates.map((candidate) => candidate.slice(model.length)).join(' '),
          strategy,
          phaseWords[phase],
          startedAt,
          startedBy,
        ]),
        screen,
      );

const phaseWords: Readonly<Record<Status['phase'], string>> = {
  running: 'running',
  paused: 'paused',
  ready: 'ready: promote a version, or abort',
  promoted: 'promoted',
  rolled_back: 'rolled back',
  aborted: 'aborted',
  passed: 'passed',
};

function stepWords({ number, of, seconds, leastSeconds, answers, leastAnswers }: Status['step']): string {
  const time = `${duration(1000 * seconds)} of ${duration(1000 * leastSeconds)}`;
  return `${number} of ${of}: ${time}, ${figure(answers)} of ${figure(leastAnswers)} answers`;
}

function shadowWords({ pairs: count, equal, meanDistance, notMirrored }: NonNullable<Status['shadow']>): string {
  if (count === 0) return `no request yet, ${figure(notMirrored)} left out`;
  const distance = meanDistance === 0 ? '' : `, ${figure(meanDistance)} apart on average`;
  return `${percentOf(equal)} of ${figure(count)} answered alike${distance}, ${figure(notMirrored)} left out`;
}

function variantRow(variant: Status['variants'][number], { guardrails, phase }: Status): string[] {
  const { role, version, share, mirrored, seen, droppedBy } = variant;
  const own = guardrails.filter((one) => one.variant === variant.variant);
  const verdict =
    role !== 'candidate'
      ? role
      : droppedBy !== null
        ? `dropped: ${droppedBy}`
        : own.some((one) => one.verdict === 'suspicious')
          ? 'suspicious'
          : phase === 'promoted'
            ? 'champion now'
            : 'fine so far';
  const filled = Math.round(barWidth * (share || mirrored));
  const bar = (mirrored > 0 && share === 0 ? '.' : '#').repeat(filled).padEnd(barWidth, ' ');
  return [
    version.slice(version.lastIndexOf('@')),
    `${bar} ${percentOf(share || mirrored).padStart(6)}${mirrored > 0 && share === 0 ? ' unseen' : ''}`,
    figure(seen?.answers),
    percentOf(seen?.errorRate),
    percentOf(seen?.invalidRate),
    milliseconds(seen?.p50Ms),
    milliseconds(seen?.p99Ms),
    percentOf(seen?.wrongRate),
    verdict,
  ];
}

function guardrailTable({ guardrails }: Status, screen: Parameters<View<Status>>[1]): string {
  const several = new Set(guardrails.map(({ variant }) => variant)).size > 1;
  return tableText(
    [
      { head: 'guardrail' },
      { head: 'verdict' },
      { head: 'evidence', align: 'right' },
      { head: 'acts at', align: 'right', optional: true },
      { head: 'rate', align: 'right' },
      { head: 'champion', align: 'right' },
      { head: 'would find' },
    ],
    guardrails.map(({ variant, guardrail, verdict, pValue, actsBelow, rate, referenceRate, detectableRatio }) => [
      several ? `${variant} ${guardrail}` : guardrail,
      verdict,
      `1 in ${figure(Math.round(1 / Math.max(pValue, 1e-9)))}`,
      `1 in ${figure(Math.round(1 / actsBelow))}`,
      percentOf(rate),
      percentOf(referenceRate),
      detectableRatio === undefined || detectableRatio === null ? '-' : `${figure(detectableRatio)} times as many`,
    ]),
    screen,
  );
}

function happened(event: string, details: Readonly<Record<string, unknown>>): string {
  const told = Object.entries(details).map(
    ([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`,
  );
  return [event.replaceAll('_', ' '), told.join(', ')].filter((part) => part !== '').join(': ');
}

function milliseconds(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? '-' : `${figure(ms)} ms`;
}

function percentOf(share: number | null | undefined): string {
  if (share === null || share === undefined) return '-';
  return `${figure(Number((100 * share).toPrecision(3)))} %`;
}
