/**
 * A rollout of a model against itself, counted as servers count: two processes choose by the route and count in `RequestCounts`, their
 * letters become observations. Only the clock, the speed of answers and their failures are drawn.
 */

import { predictWith } from '../../src/estimators/fit.ts';
import { advanceRollout } from '../../src/lifecycle/rollout/advance-rollout.ts';
import { variantCountsSchema } from '../../src/lifecycle/rollout/counts.ts';
import { binEndMs } from '../../src/lifecycle/rollout/latency-bins.ts';
import { outputBin } from '../../src/lifecycle/rollout/output-bins.ts';
import type { RolloutPolicyInput } from '../../src/lifecycle/rollout/policy.ts';
import { activateRoute } from '../../src/lifecycle/rollout/serving/active-route.ts';
import { type Outcome, RequestCounts } from '../../src/lifecycle/rollout/serving/request-counts.ts';
import { routeOf } from '../../src/lifecycle/rollout/serving/route.ts';
import { startRollout } from '../../src/lifecycle/rollout/start-rollout.ts';
import type { RolloutState } from '../../src/lifecycle/rollout/state.ts';
import { tableFrom } from '../../src/table/build.ts';
import { fastDice } from '../draw-count.ts';
import { rolloutModels } from '../server/rollout-models.ts';
import { namedVersion } from './named-version.ts';

const { model } = rolloutModels.good();
const { classes } = model.signature.target;
const outputs = { kind: 'classes', classes } as const;
const rows = Array.from({ length: 100 }, (_, x) => x);
/** What the model answers, to each of the rows that are asked. */
const answers = predictWith(model.fitted, tableFrom({ x: rows, flag: rows.map(() => 0) })).values;

const [own, other] = [namedVersion(1), namedVersion(2)];

const stepMs = 500;
/** Steps of the virtual clock after which an unending rollout is left alone. */
const mostSteps = 200;

export interface EqualModels {
  readonly seed: number;
  readonly policy: RolloutPolicyInput;
  /** Requests in each half second, over both processes. */
  readonly requests: number;
  /** Share of the answers that fail, of either. */
  readonly failing: number;
  /** As well as the others, in the moments that are slow; default 0. */
  readonly failingTogether?: number;
  /** As well as the others, of the candidate alone; default 0: they are equal. */
  readonly failingMore?: number;
}

/** Goes on until the rollout is stopped, promoted or ready; the state then. */
export function rollOutEqual(equal: EqualModels): RolloutState {
  const { seed, policy, requests, failing, failingTogether = 0, failingMore = 0 } = equal;
  const dice = fastDice(seed);
  const rolloutId = `rollout_${seed}`;
  const start = { champion: 'late@1', candidates: ['late@2'], token: 1, now: 1_700_000_000_000 };
  const setup = {
    outputs,
    wrong: 'other_class',
    scales: [],
    promotion: { reason: '', actor: '', force: false },
  } as const;
  const processes = [new RequestCounts(), new RequestCounts()];
  const versions = new Map([
    ['late@1', own],
    ['late@2', other],
  ]);
  const known = new Set<string>();
  let state = startRollout({ ...policy, unit: { header: 'user' } }, start);
  let revision = 0;
  let routes = processes.map((counts) => follow(state, counts));
  for (let step = 1; step <= mostSteps && state.phase === 'running'; step++) {
    if (state.revision !== revision) {
      if (revision > 0) for (const counts of processes) counts.forgetArrivals();
      routes = processes.map((counts) => follow(state, counts));
      revision = state.revision;
    }
    const labels = new Map(state.variants.map(({ name }) => [name, { labels: 0, wrong: 0 }]));
    // Some half seconds are slow for all: a collection of garbage, a busy neighbour.
    const isSlow = dice.uniform() < 0.1;
    const slowness = isSlow ? 4 : 1;
    const share = failing + (isSlow ? failingTogether : 0);
    for (let i = 0; i < requests; i++) {
      const at = Math.floor(dice.uniform() * processes.length);
      const user = `${seed}-${Math.floor(dice.uniform() * 50_000)}`;
      const { variant, unit } = routes[at].choose({ header: () => user });
      const x = Math.floor(dice.uniform() * rows.length);
      processes[at].arrived(unit!, variant);
      processes[at].count(variant, outcome(x, slowness, share + (variant === 'late@2' ? failingMore : 0)));
      const told = labels.get(variant)!;
      told.labels++;
      if ((answers[x] === 1) !== x > 50 + 20 * (dice.uniform() - 0.5)) told.wrong++;
    }
    const counts = processes.flatMap((one) => {
      const letter = one.take();
      if (!letter) return [];
      // The store counts a unit once, whichever processes met it.
      const fresh = letter.units.filter(([unit]) => !known.has(unit));
      for (const [unit] of fresh) known.add(unit);
      return letter.counts.map((counted) => ({
        ...counted,
        units: counted.units + fresh.filter(([, variant]) => variant === counted.variant).length,
      }));
    });
    for (const [variant, told] of labels) counts.push(variantCountsSchema.parse({ variant, answers: 0, ...told }));
    const { token, observed } = state;
    const now = start.now + stepMs * step;
    state = advanceRollout(state, {
      kind: 'observation',
      token,
      now,
      sequence: observed + 1,
      counts: counts.map((one) => variantCountsSchema.parse(one)),
      severalUnits: 0,
    }).state;
  }
  return state;

  function follow(now: RolloutState, counts: RequestCounts) {
    return activateRoute(routeOf(rolloutId, 'late', now, setup), own, versions, counts);
  }

  function outcome(x: number, slowness: number, share: number): Outcome {
    if (dice.uniform() < share) return { kind: 'failed' };
    // Mostly within two octaves, now and then much slower.
    const bin = 12 + 8 * dice.uniform() + (dice.uniform() < 0.01 ? 16 : 0);
    return {
      kind: 'answered',
      latencyMs: slowness * binEndMs(Math.floor(bin)),
      output: outputBin(outputs, classes[answers[x]]),
    };
  }
}

/** Whether anything more than a note was made of it. */
export function wasStopped({ findings }: RolloutState): boolean {
  return findings.some(({ action }) => action !== 'warn');
}
