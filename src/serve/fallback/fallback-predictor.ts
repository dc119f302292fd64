/**
 * The chain of answers of models that declare one: the version that was chosen, the champion before it, a rule. A version that keeps
 * failing is left alone for a while. Whoever asks for a version by its number gets that version or its error.
 */
import { ModelwrightError } from '../../core/errors.ts';
import { parseModelRef } from '../../tracking/model-ref.ts';
import type { Predicted, PredictionExtras, Predictor, ReadRows } from '../predictor.ts';
import type { Resolved, Resolver } from '../resolver.ts';
import { CircuitBreaker, type CircuitState, type Outcome } from './circuit-breaker.ts';
import type { DeclaredFallback } from './declared-fallback.ts';
import { ruleAnswer } from './rule-answer.ts';

/** Who answered in place of the version that was chosen. */
export type Fallback = NonNullable<Predicted['fallback']>;

export interface FallbackParts {
  /** Answers with the version that was chosen, or that a rollout chooses in its place. */
  readonly routed: Predictor;
  /** Answers with the version that was chosen. */
  readonly plain: Pick<Predictor, 'predict'>;
  readonly resolver: Pick<Resolver, 'resolve'>;
  /** The chain that a model declares. */
  readonly declared: (model: string) => DeclaredFallback | undefined;
  /** Versions that were champion, the present one first. */
  readonly champions: (model: string) => Promise<readonly number[]>;
  readonly count?: (model: string, fallback: Fallback) => void;
}

/** The state of a version's circuit. */
export interface CircuitFigures {
  readonly model: string;
  readonly version: number;
  readonly state: CircuitState;
}

export interface FallbackPredictor extends Predictor {
  /** Circuits of versions that were asked. */
  circuits(): CircuitFigures[];
}

/** Circuits that are kept; the one that was made first goes first. */
const mostCircuits = 1000;
/** Champions of before that are tried. */
const mostTries = 3;

export function withFallback({
  routed,
  plain,
  resolver,
  declared,
  champions,
  count,
}: FallbackParts): FallbackPredictor {
  const circuits = new Map<string, CircuitFigures & { readonly breaker: CircuitBreaker }>();
  /** What was chosen by its number. */
  const pinned = new WeakSet<Resolved>();
  /** What was chosen in place of a version that cannot be loaded. */
  const standIns = new WeakSet<Resolved>();

  return {
    choose(ref) {
      const [name] = ref.split('@', 1);
      const chain = declared(name);
      if (!chain) return routed.choose(ref);
      const isPinned = parseModelRef(ref).by === 'version';
      const take = (chosen: Resolved) => {
        if (isPinned) pinned.add(chosen);
        return chosen;
      };
      try {
        const chosen = routed.choose(ref);
        if (!(chosen instanceof Promise)) return take(chosen);
        return chosen.then(take, (error: unknown) => chooseInstead(error));
      } catch (error) {
        return chooseInstead(error);
      }

      async function chooseInstead(error: unknown): Promise<Resolved> {
        const instead = isPinned || !chain?.previous || !isFailure(error) ? undefined : await previousOf(name);
        if (!instead) throw error;
        standIns.add(instead);
        return instead;
      }
    },
    predict(chosen, read, extras = {}) {
      const chain = declared(chosen.version.name);
      if (!chain || pinned.has(chosen)) return routed.predict(chosen, read, extras);
      return predictInChain(chosen, read, extras, chain);
    },
    // Graphs that take tensors have no rows that another version could answer.
    ask: routed.ask,
    circuits: () =>
      [...circuits.values()].map(({ model, version, breaker }) => ({ model, version, state: breaker.state })),
  };

  async function predictInChain(
    chosen: Resolved,
    read: ReadRows,
    extras: PredictionExtras,
    chain: DeclaredFallback,
  ): Promise<Predicted> {
    const { name } = chosen.version;
    const pass = breakerOf(chosen, chain).enter();
    let problem: unknown = new ModelwrightError('CIRCUIT_OPEN', { model: `${name}@${chosen.version.version}` });
    if (pass) {
      try {
        const predicted = await routed.predict(chosen, read, extras);
        pass('success');
        return standIns.has(chosen) ? counted({ ...predicted, fallback: 'previous' }) : predicted;
      } catch (error) {
        pass(outcomeOf(error, extras));
        if (!isFailure(error)) throw error;
        problem = error;
      }
    }
    return await answerInstead(chosen, read, extras, chain, problem);
  }

  async function answerInstead(
    chosen: Resolved,
    read: ReadRows,
    extras: PredictionExtras,
    chain: DeclaredFallback,
    problem: unknown,
  ): Promise<Predicted> {
    const { name, version } = chosen.version;
    const previous = chain.previous ? await previousOf(name, version) : undefined;
    const pass = previous && breakerOf(previous, chain).enter();
    if (previous && pass) {
      try {
        const predicted = await plain.predict(previous, read, extras);
        pass('success');
        return counted({ ...predicted, fallback: 'previous' });
      } catch (error) {
        pass(outcomeOf(error, extras));
        if (!isFailure(error)) throw error;
      }
    }
    // A constant has neither an interval nor an explanation.
    if (!chain.rule || extras.coverage !== undefined || extras.explainBudgetMs !== undefined) throw problem;
    return counted(ruleAnswer(chosen, read, chain.rule));
  }

  function counted(predicted: Predicted): Predicted {
    count?.(predicted.by.version.name, predicted.fallback!);
    return predicted;
  }

  /** The champion before a version, or the first that can be loaded. */
  async function previousOf(model: string, failing?: number): Promise<Resolved | undefined> {
    const others = (await champions(model)).filter((version) => version !== failing);
    for (const version of others.slice(0, mostTries)) {
      try {
        return await resolver.resolve(`${model}@${version}`);
      } catch {
        // The one before it may be loadable.
      }
    }
    return undefined;
  }

  function breakerOf({ version: { name, version } }: Resolved, chain: DeclaredFallback): CircuitBreaker {
    const key = `${name}@${version}`;
    const known = circuits.get(key);
    if (known) return known.breaker;
    const breaker = new CircuitBreaker(chain);
    circuits.set(key, { model: name, version, state: 'closed', breaker });
    const [oldest] = circuits.keys();
    if (circuits.size > mostCircuits) circuits.delete(oldest);
    return breaker;
  }
}

/** True for what no client can cause and what is not the server's want of room. */
function isFailure(error: unknown): boolean {
  if (!(error instanceof ModelwrightError)) return true;
  return error.http >= 500 && !notOfVersions.includes(error.code);
}

const notOfVersions: readonly string[] = ['OVERLOADED', 'SERVER_BUSY', 'MODEL_UNLOADED', 'DEADLINE_EXCEEDED'];

/** A deadline that the client did not name, and all failures, speak against the version. */
function outcomeOf(error: unknown, { deadline }: PredictionExtras): Outcome {
  if (isFailure(error)) return 'failure';
  const isLate = error instanceof ModelwrightError && error.code === 'DEADLINE_EXCEEDED';
  return isLate && !deadline ? 'failure' : 'none';
}
