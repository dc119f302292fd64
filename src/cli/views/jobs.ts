/** Jobs: how far each is. */
import type { jobsList, jobsResults, jobsShow } from '../../app/operations/jobs.ts';
import { figure, percent } from '../figures.ts';
import { paint } from '../paint.ts';
import { tableText } from '../table-text.ts';
import type { View } from '../view.ts';
import type { Answer } from './answer.ts';
import { pairs, paragraphs, sentence, shownPath } from './lines.ts';

type Job = Answer<typeof jobsShow>;

/** Characters of a bar that stands for all rows. */
const barWidth = 20;

const tones = { queued: 'quiet', running: 'strong', done: 'good', failed: 'bad', cancelled: 'warning' } as const;

const nextSteps: Readonly<Record<Job['state'], (jobId: string) => string>> = {
  queued: (jobId) => `modelwright jobs wait ${jobId}`,
  running: (jobId) => `modelwright jobs wait ${jobId}`,
  done: (jobId) => `modelwright jobs results ${jobId} --output answers.ndjson`,
  failed: () => '',
  cancelled: () => '',
};

export const jobView: View<Job> = (job, screen) => {
  const { jobId, state, model, version, problem, webhook, createdAt, finishedAt } = job;
  const next = nextSteps[state](jobId);
  return paragraphs(
    `${model}@${version}: ${paint(screen, tones[state], state)}`,
    pairs(
      [
        ['job', jobId],
        ['rows', progressOf(job)],
        ['handed in', createdAt],
        ...(finishedAt === undefined ? [] : [['ended', finishedAt] as const]),
        ...(problem ? [['problem', `${problem.code}: ${problem.message}`] as const] : []),
        ...(webhook ? [['webhook', toldOf(webhook)] as const] : []),
      ],
      screen,
    ),
    ...(next === '' ? [] : [next]),
  );
};

export const jobsListView: View<Answer<typeof jobsList>> = ({ jobs }, screen) =>
  jobs.length === 0
    ? sentence('no job; hand one in: modelwright jobs create <model> <file>', screen)
    : tableText(
        [
          { head: 'job' },
          { head: 'model', flexible: true },
          { head: 'state' },
          { head: 'rows' },
          ...(jobs.some(({ webhook }) => webhook) ? [{ head: 'webhook' }] : []),
          { head: 'handed in', optional: true },
        ],
        jobs.map((job) => [
          job.jobId,
          `${job.model}@${job.version}`,
          job.state,
          progressOf(job),
          ...(jobs.some(({ webhook }) => webhook) ? [stateOf(job.webhook)] : []),
          job.createdAt,
        ]),
        screen,
      );

export const jobsResultsView: View<Answer<typeof jobsResults>> = ({ output, bytes }, screen) =>
  sentence(`wrote ${shownPath(output ?? 'standard output')} (${figure(bytes)} bytes)`, screen);

const stateOf = (webhook: Job['webhook']) => (webhook ? `${webhook.name}: ${webhook.state}` : '-');

function toldOf({ name, state, attempts, lastStatus }: NonNullable<Job['webhook']>): string {
  if (attempts === 0) return `${name}: ${state}`;
  const answer = lastStatus === undefined ? 'no answer' : `status ${lastStatus}`;
  return `${name}: ${state}, ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}, ${answer}`;
}

/** A bar where it is known how many rows there are. */
function progressOf({ rows, of }: Pick<Job, 'rows' | 'of'>): string {
  if (of === undefined || of === 0) return `${figure(rows)} rows`;
  const share = Math.min(1, rows / of);
  const filled = Math.floor(barWidth * share);
  return `${'#'.repeat(filled).padEnd(barWidth, '.')} ${percent(share)} of ${figure(of)} rows`;
}
