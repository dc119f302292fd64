/** `GET /v1/studies`, `/v1/studies/{name}`, its `/trials` page by page, and its `/importance`: stored studies to look at, never to change. */
import type { FastifyInstance } from 'fastify';
import { directionsOf, finite, frontOf, rankedTrials, studyImportances } from '../../app/study-answers.ts';
import type { Store } from '../../store/open-store.ts';
import {
  countTrials,
  getStudy,
  listStudies,
  readOutcomes,
  readParams,
  readTrials,
  type StudyRecord,
} from '../../tracking/studies.ts';
import type { TrialOutcome, TrialRecord } from '../../tracking/trial-rows.ts';
import { errorsOf } from '../error-statuses.ts';
import { queryNumbers } from '../query-numbers.ts';
import { importanceAnswer, studiesAnswer, studyAnswer, studyParameters, trialsAnswer, wholeQuery } from '../schemas.ts';
import type { ServerContext } from '../server-context.ts';

interface Named {
  readonly Params: { readonly name: string };
}

export function studyRoutes(app: FastifyInstance, { store, limits }: ServerContext): void {
  const listing = { limit: { least: 1, most: 1000, usual: 20, description: 'Most studies to list.' } };
  const page = {
    from: { least: 0, most: Number.MAX_SAFE_INTEGER, usual: 0, description: 'Number of the first trial.' },
    limit: { least: 1, most: limits.trials, usual: 100, description: 'Most trials of the page.' },
  };
  const question = {
    objective: { least: 1, most: 16, usual: 1, description: 'Which of several objectives.' },
    seed: { least: 0, most: Number.MAX_SAFE_INTEGER, usual: 0, description: 'Seed of the random forest.' },
  };
  const about = { tags: ['studies'], params: studyParameters };

  app.get(
    '/v1/studies',
    {
      config: { access: { role: 'viewer' } },
      schema: {
        operationId: 'listStudies',
        summary: 'Stored studies, the newest first.',
        tags: ['studies'],
        querystring: wholeQuery(listing),
        response: { 200: { description: 'Studies.', ...studiesAnswer }, ...errorsOf(422) },
      },
    },
    async ({ query }) => {
      const studies = await listStudies(store, queryNumbers(query, listing));
      return { studies: studies.map((study) => ({ ...definitionOf(study), ...whenOf(study) })) };
    },
  );
  app.get<Named>(
    '/v1/studies/:name',
    {
      config: { access: { role: 'viewer' } },
      schema: {
        ...about,
        operationId: 'showStudy',
        summary: 'One study: its search and its best trials.',
        response: { 200: { description: 'The study.', ...studyAnswer }, ...errorsOf(404, 422) },
      },
    },
    async ({ params, query }) => {
      queryNumbers(query, {});
      const study = await getStudy(store, params.name);
      const limit = study.definition.directions.length > 2 ? limits.frontTrials : limits.rankedTrials;
      const outcomes = await readOutcomes(store, study.studyId, { limit });
      const { createdAt, ...definition } = definitionOf(study);
      return {
        ...definition,
        space: study.definition.space,
        createdAt,
        trials: await countTrials(store, study.studyId),
        ...(await bestOf(store, study, outcomes)),
        looked: outcomes.length,
      };
    },
  );
  app.get<Named>(
    '/v1/studies/:name/trials',
    {
      config: { access: { role: 'viewer' } },
      schema: {
        ...about,
        operationId: 'listTrials',
        summary: 'The trials of a study, page by page, in order of number.',
        querystring: wholeQuery(page),
        response: { 200: { description: 'A page.', ...trialsAnswer }, ...errorsOf(404, 422) },
      },
    },
    async ({ params, query }) => {
      const { from, limit } = queryNumbers(query, page);
      const { studyId } = await getStudy(store, params.name);
      const found = await readTrials(store, studyId, { from, limit: limit + 1 });
      return { trials: found.slice(0, limit).map(trialOf), next: found[limit]?.number ?? null };
    },
  );
  app.get<Named>(
    '/v1/studies/:name/importance',
    {
      config: { access: { role: 'viewer' } },
      schema: {
        ...about,
        operationId: 'showImportance',
        summary: 'How much of the differences between trials each parameter explains by itself.',
        querystring: wholeQuery(question),
        response: { 200: { description: 'Shares.', ...importanceAnswer }, ...errorsOf(404, 422) },
      },
    },
    async ({ params, query }) => {
      const { objective, seed } = queryNumbers(query, question);
      const asked = { objective, seed, most: limits.importanceTrials };
      const { study, ...told } = await studyImportances(store, params.name, asked);
      return { study, objective, ...told };
    },
  );
}

function definitionOf(study: StudyRecord) {
  const { sampler, pruner, seed, generation } = study.definition;
  return {
    name: study.name,
    directions: directionsOf(study),
    sampler,
    pruner,
    seed,
    generation,
    createdAt: study.createdAt,
  };
}

function whenOf({ trials, lastAt }: Awaited<ReturnType<typeof listStudies>>[number]) {
  return { trials, lastAt };
}

async function bestOf(store: Store, study: StudyRecord, outcomes: readonly TrialOutcome[]) {
  const directions = directionsOf(study);
  const isSingle = directions.length === 1;
  const found = isSingle ? rankedTrials(outcomes, directions[0]).slice(0, 1) : frontOf(outcomes, directions);
  const numbers = found.map(({ number }) => number);
  const params = await readParams(store, study.studyId, numbers);
  const told = found.map(({ number, values }) => ({
    number,
    values: values.map(finite),
    params: params.get(number) ?? {},
  }));
  return isSingle ? { best: told[0] ?? null, front: null } : { best: null, front: told };
}

/** JSON has no infinities. */
function trialOf({ space: _, values, constraints, reports, ...trial }: TrialRecord) {
  return {
    ...trial,
    values: values?.map(finite) ?? null,
    constraints: constraints?.map(finite) ?? null,
    reports: reports.map(({ step, value }) => ({ step, value: finite(value) })),
  };
}
