/** The rollout as a machine: state and event in, state and actions out. No clock, no network, no store. */
import { addShareCounts } from '../../math/sequential/share-mismatch.ts';
import { rewarded, reweighed } from './bandit-traffic.ts';
import { retold, taught } from './contextual-traffic.ts';
import { addCounts, type Counts, noCounts } from './counts.ts';
import type { RolloutAction, RolloutEvent } from './events.ts';
import { alarmThreshold, brokenGuardrails } from './judge.ts';
import type { GuardrailName } from './policy.ts';
import { type Finding, type RolloutPhase, type RolloutState, wholeTraffic } from './state.ts';
import { activeCandidates, isUnderWay, planOf, trafficOf } from './traffic.ts';
import { addToWatch } from './watch.ts';

/** However far the clock jumps, one event makes at most this much time pass. */
const longestStepMs = 60_000;
/** From so many units on their share is taken seriously. */
const leastSeveralUnits = 10;

export interface Advance {
  readonly state: RolloutState;
  readonly actions: readonly RolloutAction[];
}

/**
 * Takes a rollout one event further. Store the state before carrying the actions out: whoever is killed between the two sends
 * `recover` afterwards and is told everything again; an observation that is told twice counts once. Needs `distributionsReady()`
 * when observations count units, and for bandits.
 *
 * @param event of `rolloutEventSchema`.
 */
export function advanceRollout(state: RolloutState, event: RolloutEvent): Advance {
  if (event.token < state.token) return refused(state, 'stale_token');
  if (!isUnderWay(state) && event.kind !== 'recover') {
    const isCommand = event.kind !== 'tick' && event.kind !== 'observation';
    return isCommand ? refused(state, 'not_under_way') : { state, actions: [] };
  }
  const led: RolloutState = { ...state, token: event.token };
  switch (event.kind) {
    case 'tick':
      return settled(state, judged(timePassed(led, event.now)));
    case 'observation':
      return settled(state, judged(counted(timePassed(led, event.now), event)));
    case 'pause':
      return settled(state, { ...timePassed(led, event.now), phase: 'paused' });
    case 'resume':
      if (state.phase !== 'paused') return refused(led, 'not_paused');
      return settled(state, { ...timePassed(led, event.now), phase: 'running' });
    case 'abort':
      return settled(state, { ...timePassed(led, event.now), phase: 'aborted' });
    case 'promote':
      if (!activeCandidates(state).some(({ version }) => version === event.version))
        return refused(led, 'not_a_candidate');
      return settled(state, { ...timePassed(led, event.now), phase: 'promoted', promoted: event.version });
    case 'recover':
      return { state: { ...led, at: event.now }, actions: [...told(led), { kind: 'phase', phase: led.phase }] };
  }
}

function refused(state: RolloutState, reason: Extract<RolloutAction, { kind: 'refused' }>['reason']): Advance {
  return { state, actions: [{ kind: 'refused', reason }] };
}

/** Everything that servers and the registry should know, whether or not they do. */
function told(state: RolloutState): RolloutAction[] {
  const { token, revision, promoted } = state;
  const route: RolloutAction = { kind: 'route', token, revision, traffic: trafficOf(state) };
  return promoted === undefined ? [route] : [route, { kind: 'promote', token, revision, version: promoted }];
}

/** Compares with the state before: what changed becomes actions. */
function settled(before: RolloutState, after: RolloutState): Advance {
  const isMoved =
    before.phase !== after.phase ||
    before.step !== after.step ||
    before.variants !== after.variants ||
    before.bandit?.millionths !== after.bandit?.millionths ||
    before.contextual?.served !== after.contextual?.served;
  const state = isMoved ? { ...after, revision: before.revision + 1 } : after;
  const actions: RolloutAction[] = state.findings
    .slice(before.findings.length)
    .map((finding) => ({ kind: 'found', finding }));
  if (isMoved) actions.unshift(...told(state));
  if (before.phase !== after.phase) actions.push({ kind: 'phase', phase: after.phase });
  return { state, actions };
}

function timePassed(state: RolloutState, now: number): RolloutState {
  const passed = Math.min(longestStepMs, Math.max(0, now - state.at));
  const silentMs = { ...state.silentMs };
  for (const { name } of candidatesWithTraffic(state)) silentMs[name] = (silentMs[name] ?? 0) + passed;
  const stepMs = state.phase === 'running' ? state.stepMs + passed : state.stepMs;
  const after = { ...state, at: now, stepMs, silentMs };
  const { bandit, contextual } = state;
  if (bandit) return { ...after, bandit: { ...bandit, sinceMs: bandit.sinceMs + passed } };
  return contextual ? { ...after, contextual: { ...contextual, sinceMs: contextual.sinceMs + passed } } : after;
}

function candidatesWithTraffic(state: RolloutState) {
  const { shares, mirror } = trafficOf(state);
  const used = new Set(shares.filter(({ millionths }) => millionths > 0).map(({ variant }) => variant));
  return activeCandidates(state).filter(({ name }) => used.has(name) || mirror.length > 0);
}

function counted(state: RolloutState, event: Extract<RolloutEvent, { kind: 'observation' }>): RolloutState {
  if (event.sequence <= state.observed) return state;
  const { policy } = state;
  const nothing = noCounts(policy.outputBins);
  const seen = new Map<string, Counts>();
  for (const { variant, ...counts } of event.counts) {
    seen.set(variant, addCounts(seen.get(variant) ?? nothing, counts));
  }
  const isControlled = state.variants.some(({ role }) => role === 'control');
  const compared = state.variants.find(({ role }) => role === (isControlled ? 'control' : 'champion'))!;
  const reference = seen.get(compared.name) ?? nothing;
  const stepAnswers = { ...state.stepAnswers };
  const silentMs = { ...state.silentMs };
  const watches = { ...state.watches };
  for (const { name } of activeCandidates(state)) {
    const own = seen.get(name) ?? nothing;
    watches[name] = addToWatch(watches[name], policy, own, reference, state.reference);
    stepAnswers[name] = (stepAnswers[name] ?? 0) + own.answers;
    if (own.answers > 0) silentMs[name] = 0;
  }
  const arrived = state.variants.map(({ name }) => seen.get(name)?.units ?? 0);
  const units = arrived.reduce((sum, count) => sum + count, 0);
  return {
    ...state,
    observed: event.sequence,
    reference: addCounts(state.reference, reference),
    watches,
    stepAnswers,
    silentMs,
    arrivals: units === 0 ? state.arrivals : addShareCounts(state.arrivals, arrived, sharesOf(state)),
    ...(state.bandit && {
      bandit: rewarded(
        state.bandit,
        state.variants.map(({ name }) => seen.get(name)),
      ),
    }),
    ...(state.contextual && { contextual: taught(state.contextual, event.inContext ?? [], state.variants) }),
    units: { seen: state.units.seen + units, several: state.units.several + event.severalUnits },
  };
}

function sharesOf(state: RolloutState): number[] {
  return trafficOf(state).shares.map(({ millionths }) => millionths / wholeTraffic);
}

/** First what stops, then what moves on. */
function judged(state: RolloutState): RolloutState {
  const threshold = alarmThreshold(state);
  const { guardrails } = state.policy;
  let now = state;
  for (const { name } of activeCandidates(state)) {
    for (const guardrail of brokenGuardrails(state.watches[name], state.policy, threshold)) {
      now = reacted(now, guardrail, name);
    }
    if ((state.silentMs[name] ?? 0) >= guardrails.silence.seconds * 1000) now = reacted(now, 'silence', name);
  }
  const everyone = state.variants[0].name;
  if (state.arrivals.peak >= threshold) now = reacted(now, 'arrivals', everyone);
  const { seen, several } = state.units;
  if (several >= leastSeveralUnits && several > guardrails.exposures.limit * seen)
    now = reacted(now, 'exposures', everyone);
  const { bandit, contextual, policy, phase, variants } = now;
  if (phase === 'running' || phase === 'ready') {
    if (bandit && policy.strategy === 'bandit') now = { ...now, bandit: reweighed(bandit, policy, variants) };
    if (contextual && policy.strategy === 'contextual_bandit') now = { ...now, contextual: retold(contextual, policy) };
  }
  return now.phase === 'running' ? movedOn(now) : now;
}

/** Each guardrail speaks once of each variant: who resumes has heard it. */
function reacted(state: RolloutState, guardrail: GuardrailName, variant: string): RolloutState {
  const { action } = state.policy.guardrails[guardrail];
  if (action === 'off' || !isUnderWay(state)) return state;
  if (state.findings.some((known) => known.guardrail === guardrail && known.variant === variant)) return state;
  const finding: Finding = { guardrail, variant, action, at: state.at };
  const found = { ...state, findings: [...state.findings, finding] };
  if (action === 'warn') return found;
  if (action === 'pause') return { ...found, phase: 'paused' };
  const variants = state.variants.map((known) =>
    known.role === 'candidate' && (known.name === variant || variant === state.variants[0].name)
      ? { ...known, dropped: known.dropped ?? guardrail }
      : known,
  );
  const dropped = { ...found, variants };
  return activeCandidates(dropped).length === 0 ? { ...dropped, phase: 'rolled_back' } : dropped;
}

function movedOn(state: RolloutState): RolloutState {
  const { steps, end } = planOf(state.policy);
  const { seconds, requests } = steps[state.step];
  const candidates = activeCandidates(state);
  if (state.stepMs < seconds * 1000) return state;
  if (candidates.some(({ name }) => (state.stepAnswers[name] ?? 0) < requests)) return state;
  if (state.step + 1 < steps.length) {
    const silentMs = Object.fromEntries(Object.keys(state.silentMs).map((name) => [name, 0]));
    return { ...state, step: state.step + 1, stepMs: 0, stepAnswers: {}, silentMs };
  }
  return ended(state, end);
}

function ended(state: RolloutState, phase: Extract<RolloutPhase, 'promoted' | 'passed' | 'ready'>): RolloutState {
  return phase === 'promoted' ? { ...state, phase, promoted: activeCandidates(state)[0].version } : { ...state, phase };
}
