/** A choice made of the models of folds, fitted again on more rows than it was judged on. */
import { different, memberStream, specForAllRows } from '../estimators/ensemble/member.ts';
import { voting, votingOf } from '../estimators/ensemble/voting.ts';
import type { EstimatorSpec, FittedEstimator, Fold } from '../estimators/estimator.ts';
import { withGrownRounds } from '../estimators/rounds.ts';
import { mean } from '../math/reduce.ts';
import type { Metric } from '../metrics/metric.ts';
import { type Choice, heldOutBy, type Members, stackOf } from './choose.ts';
import { crossValidate } from './cross-validate.ts';
import type { FoldPool } from './fold-pool.ts';
import type { TrainingData } from './fold-task.ts';
import { scoredOf } from './search.ts';

interface AgainJob {
  readonly data: TrainingData;
  /** All rows that are learned from, ascending. */
  readonly rows: Int32Array;
  readonly metric: Metric;
  readonly seed: number;
  /** Fits of each member on all rows, each by a random stream of its own. */
  readonly wholeFits: number;
  readonly signal?: AbortSignal;
}

/**
 * Bags the choice over other rows and folds, all folds side by side. Besides them each member is fitted on all rows, for half of
 * its weight; not in a stack, whose final estimator knows models of folds alone.
 *
 * @param job.areFitted the choice was made on these rows and folds: its models of them are taken as they are.
 */
export async function bagAgain(
  pool: FoldPool,
  choice: Choice,
  job: AgainJob & { readonly folds: readonly Fold[]; readonly areFitted: boolean },
): Promise<Choice> {
  const { folds, metric, areFitted } = job;
  const isStack = !isVoting(choice);
  const wholeFits = isStack ? 0 : job.wholeFits;
  const again = await ofEachMember(choice, async ({ candidate, weight }) => {
    const { spec } = candidate;
    const scored = areFitted
      ? candidate
      : scoredOf(candidate, await crossValidate(pool, { ...job, spec, metric: metric.name }));
    const models = scored.kept!.models.map(({ fitted }) => fitted);
    const whole = await fitWhole(pool, job, {
      spec: specForAllRows(spec, folds, models),
      streams: streamsOf(spec, folds.length, wholeFits),
    });
    return { member: { candidate: scored, weight }, models: whole.length > 0 ? [models, whole] : [models] };
  });
  const members = again.map(({ member }) => member);
  if (isStack) return { ...(await stackOf(pool, members, job)), members };
  const made = votingOfMembers(
    again.map(({ member: { candidate, weight }, models }) => ({ estimator: candidate.spec, weight, models })),
    { folds: folds.length, ...(wholeFits > 0 && { wholeFits }) },
  );
  return { ...made, members, score: choice.score, heldOut: heldOutBy(members) };
}

/**
 * The choice with each of its members fitted on all rows alone: as many rounds as the folds that it was chosen by settled on, and
 * more by the rows for those that grow with them. What it says of held-out rows is what the folds' models said.
 *
 * @param job.chosenOn the folds that it was chosen by.
 */
export async function fitWholeAgain(
  pool: FoldPool,
  choice: Choice,
  job: AgainJob & { readonly chosenOn: readonly Pick<Fold, 'train'>[] },
): Promise<Choice> {
  const { wholeFits } = job;
  const growth = job.rows.length / mean(job.chosenOn.map(({ train }) => train.length));
  const again = await ofEachMember(choice, async ({ candidate, weight }) => {
    const estimator = withGrownRounds(candidate.spec, candidate.rounds === undefined ? [] : [candidate.rounds], growth);
    const models = await fitWhole(pool, job, { spec: estimator, streams: streamsOf(estimator, 0, wholeFits) });
    return { estimator, weight, models: [models] };
  });
  return { ...choice, ...votingOfMembers(again, { folds: 0, wholeFits }) };
}

/** False for a stack, which is only made of models of folds. */
export function isVoting({ spec }: Choice): boolean {
  return spec.name === voting.name;
}

/** Does the work for all members side by side. The slow ones stand first in line, so that threads end at about the same time. */
async function ofEachMember<T>({ members }: Choice, work: (member: Members[number]) => Promise<T>): Promise<T[]> {
  const slowFirst = members.toSorted((a, b) => b.candidate.fitMs - a.candidate.fitMs);
  const done = new Map(slowFirst.map((member) => [member, work(member)]));
  return await Promise.all(members.map((member) => done.get(member)!));
}

/** Names of the random streams of fits on all rows, as `voting` gives them: those after the folds'. */
function streamsOf(spec: EstimatorSpec, folds: number, fits: number): string[] {
  return Array.from({ length: fits }, (_, i) => memberStream(spec, folds + i));
}

async function fitWhole(
  pool: FoldPool,
  { data, rows, metric, seed, signal }: AgainJob,
  of: { readonly spec: EstimatorSpec; readonly streams: readonly string[] },
): Promise<FittedEstimator[]> {
  // A fit is asked for some rows to score; one costs nothing.
  const task = { data, spec: of.spec, train: rows, valid: rows.subarray(0, 1), seed, metric: metric.name };
  const fits = of.streams.map((stream) => pool.run({ ...task, stream, watchValid: false, wantModel: true }, signal));
  return different((await Promise.all(fits)).map(({ model }) => model!.fitted));
}

function votingOfMembers(
  members: readonly { estimator: EstimatorSpec; weight: number; models: readonly (readonly FittedEstimator[])[] }[],
  fits: { readonly folds: number; readonly wholeFits?: number },
): { spec: EstimatorSpec; fitted: FittedEstimator } {
  const params = { members: members.map(({ estimator, weight }) => ({ estimator, weight })), ...fits };
  const fitted = members.flatMap(({ weight, models }) => models.map((some) => ({ weight, models: some })));
  return { spec: { name: voting.name, params }, fitted: votingOf(params, fitted) };
}
