/** A candidate that cannot answer does no harm and is told of; a server that is too busy says nothing about it. */
import { expect, it } from 'vitest';
import { namedVersion } from '../../../../tests/lifecycle/named-version.ts';
import { ModelwrightError } from '../../../core/errors.ts';
import type { Predicted, Predictor } from '../../../serve/predictor.ts';
import { type ActiveRoute, activateRoute } from './active-route.ts';
import { RequestCounts } from './request-counts.ts';
import type { Route } from './route.ts';
import { routePredictions } from './routed-predictor.ts';

const champion = namedVersion(1);
const candidate = namedVersion(2);
const route: Route = {
  rolloutId: 'rollout_1',
  model: 'late',
  token: 1,
  revision: 1,
  champion: 'champion',
  shares: [
    { variant: 'champion', version: 'late@1', millionths: 0 },
    { variant: 'candidate', version: 'late@2', millionths: 1_000_000 },
  ],
  mirror: [],
  override: false,
  outputs: { kind: 'classes', classes: ['a', 'b'] },
  countsUnits: false,
};

/** Asks once while the candidate fails with an error; what answered, and what was counted of the candidate. */
async function askOnce(
  error: Error,
): Promise<{ readonly by?: number; readonly failed?: number; readonly code?: string }> {
  const counts = new RequestCounts();
  const active: ActiveRoute = activateRoute(route, champion, new Map([['late@2', candidate]]), counts);
  const inner: Predictor = {
    choose: () => champion,
    async predict(by) {
      if (by === candidate) throw error;
      return { by, parts: [], ids: { first: '', count: 0 }, warnings: [], latencyMs: 1 } as Predicted;
    },
    ask: () => Promise.reject(error),
  };
  const predictor = routePredictions(inner, { of: () => active }, { mirror() {} });
  const answer = await predictor
    .predict(await predictor.choose('late'), () => ({ table: { columns: [], nRows: 0 }, warnings: [] }))
    .then(
      ({ by }) => ({ by: by.version.version }),
      (problem: ModelwrightError) => ({ code: problem.code }),
    );
  const counted = counts.take()?.counts.find(({ variant }) => variant === 'candidate');
  return { ...answer, ...(counted && { failed: counted.errors }) };
}

it.each([
  new ModelwrightError('MODEL_DOWN', { model: 'late@2', problem: 'its process ended' }),
  new ModelwrightError('WARM_UP_FAILED', { model: 'late@2', problem: 'golden rows' }),
  new Error('an accident'),
])('the champion answers where the candidate ends with %s, which counts as failed', async (error) => {
  expect(await askOnce(error)).toEqual({ by: 1, failed: 1 });
});

it.each([
  new ModelwrightError('OVERLOADED', { model: 'late', problem: '64 requests wait already' }),
  new ModelwrightError('SERVER_BUSY', { what: 'streams', limit: 32 }),
])('nobody answers and nothing counts where the server ends with %s', async (error) => {
  expect(await askOnce(error)).toEqual({ code: error.code });
});
