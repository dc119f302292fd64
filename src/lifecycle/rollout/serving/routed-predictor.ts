/**
 * Predictions under rollouts: the route chooses the version, its outcome is counted, and a candidate that cannot answer does no harm,
 * because the champion answers instead. What the champion cannot answer either is the request's own fault and counts for nobody.
 */
import { ModelwrightError } from '../../../core/errors.ts';
import type { Asked, Predicted, PredictionExtras, Predictor, ReadRows } from '../../../serve/predictor.ts';
import type { Resolved } from '../../../serve/resolver.ts';
import { championAlias } from '../../../tracking/model-ref.ts';
import { outputBin } from '../output-bins.ts';
import type { ActiveRoute, Choice } from './active-route.ts';
import type { Routes } from './open-routes.ts';
import type { Outcome } from './request-counts.ts';
import type { Shadows } from './shadows.ts';

const byChampion = `@${championAlias}`;

/** Wraps a predictor: names without a version, and those of the champion, follow the rollout of their model. */
export function routePredictions(
  inner: Predictor,
  routes: Pick<Routes, 'of'>,
  shadows: Pick<Shadows, 'mirror'>,
): Predictor {
  /** What was chosen by a route, by the model that it routes. */
  const routed = new WeakMap<Resolved, string>();
  /** What requests were given: a stream is one request, however many parts of it are predicted. */
  const given = new WeakMap<Asked, { readonly rolloutId: string; readonly choice: Choice }>();

  return {
    ...inner,
    choose(ref) {
      const model = ref.endsWith(byChampion) ? ref.slice(0, -byChampion.length) : ref;
      const active = routes.of(model);
      if (!active) return inner.choose(ref);
      routed.set(active.champion, model);
      return active.champion;
    },
    predict(chosen, read, extras = {}) {
      const model = routed.get(chosen);
      const active = model === undefined ? undefined : routes.of(model);
      return active ? predictRouted(active, read, extras) : inner.predict(chosen, read, extras);
    },
  };

  async function predictRouted(active: ActiveRoute, read: ReadRows, extras: PredictionExtras): Promise<Predicted> {
    const asked = extras.asked ?? {};
    const { rolloutId } = active.route;
    const before = given.get(asked);
    const isKept = before?.rolloutId === rolloutId && hasTraffic(active, before.choice);
    const choice = isKept ? before.choice : active.choose(asked);
    given.set(asked, { rolloutId, choice });
    const isCounted = choice.isCounted && !before;
    if (isCounted) arrive(active, choice);
    const count = isCounted ? (outcome: Outcome) => active.counts.count(choice.variant, outcome) : () => {};
    const { version } = active.champion.version;
    if (choice.resolved?.version.version !== version) {
      return await predictGuarded(inner, active, choice, read, extras, count);
    }
    try {
      const predicted = await inner.predict(active.champion, read, { ...extras, propensity: choice.propensity });
      // Both sides of a shadow are measured in its own thread, so that they can be compared.
      if (active.route.mirror.length > 0) shadows.mirror(active, predicted, read);
      else count(answered(active, predicted));
      return predicted;
    } catch (error) {
      if (isFault(error)) count({ kind: 'failed' });
      throw error;
    }
  }
}

/** The candidate answers, or else the champion. */
async function predictGuarded(
  inner: Predictor,
  active: ActiveRoute,
  { resolved, propensity }: Choice,
  read: ReadRows,
  extras: PredictionExtras,
  count: (outcome: Outcome) => void,
): Promise<Predicted> {
  let problem: unknown;
  if (resolved) {
    try {
      const predicted = await inner.predict(resolved, read, { ...extras, propensity });
      count(answered(active, predicted));
      return predicted;
    } catch (error) {
      if (isOfMoment(error)) throw error;
      problem = error;
    }
  }
  const isInvalid = problem instanceof ModelwrightError && problem.code === 'VALUE_INVALID';
  const outcome: Outcome = { kind: isInvalid ? 'invalid' : 'failed' };
  try {
    const predicted = await inner.predict(active.champion, read, { ...extras, propensity: 1 });
    count(outcome);
    return predicted;
  } catch (error) {
    if (problem === undefined || isFault(problem)) count(outcome);
    throw error;
  }
}

function hasTraffic({ route }: ActiveRoute, { variant }: Choice): boolean {
  return route.shares.some((share) => share.variant === variant && share.millionths > 0);
}

function arrive({ route, counts }: ActiveRoute, { variant, unit }: Choice): void {
  if (!route.countsUnits) return;
  if (route.unit === undefined) counts.arrivedOnce(variant);
  else if (unit !== undefined) counts.arrived(unit, variant);
}

function answered({ route }: ActiveRoute, { parts, latencyMs }: Predicted): Outcome {
  const first = parts[0]?.answers.predictions[0];
  return { kind: 'answered', latencyMs, output: first === undefined ? undefined : outputBin(route.outputs, first) };
}

/** True for what no client can cause. */
function isFault(error: unknown): boolean {
  return !isOfMoment(error) && !(error instanceof ModelwrightError && error.http < 500);
}

/** True where nobody waits any more, or the server is too busy: that says nothing about a version. */
function isOfMoment(error: unknown): boolean {
  if (!(error instanceof ModelwrightError)) return false;
  return [499, 503, 429].includes(error.http) && !ofVersions.includes(error.code);
}

/** Status 503 that is the version's own fault: its process is gone, or it did not pass its warm-up. */
const ofVersions: readonly string[] = ['MODEL_DOWN', 'WARM_UP_FAILED'];
