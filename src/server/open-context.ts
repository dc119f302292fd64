/** Puts together what the routes share: models, the way to a prediction, figures. */
import { availableParallelism } from 'node:os';
import type { AccessInput } from '../access/access-settings.ts';
import { openRollouts } from '../lifecycle/rollout/serving/open-rollouts.ts';
import { Admission } from '../serve/admission/admission.ts';
import { RememberedAnswers } from '../serve/answer-cache/remembered-answers.ts';
import { withFallback } from '../serve/fallback/fallback-predictor.ts';
import { checkRule } from '../serve/fallback/rule-answer.ts';
import { openModelCache } from '../serve/model-cache.ts';
import { ModelLoader } from '../serve/model-loader.ts';
import { openPredictor } from '../serve/predictor.ts';
import type { DeclaredServing } from '../serve/repository/declared-serving.ts';
import { ModelRepository } from '../serve/repository/model-repository.ts';
import { ServingRules } from '../serve/repository/serving-rules.ts';
import { warmUp } from '../serve/repository/warm-up.ts';
import { openResolver } from '../serve/resolver.ts';
import { InferenceStatistics } from '../serve/statistics.ts';
import type { Store } from '../store/open-store.ts';
import { championsOf } from '../tracking/registry.ts';
import { Guard } from './access/guard.ts';
import { answererOf } from './cluster/answer-question.ts';
import { alone, type SiblingsOf } from './cluster/siblings.ts';
import { openMetrics } from './metrics.ts';
import type { RequestIds } from './observe/request-ids.ts';
import type { ServerLog } from './observe/server-log.ts';
import { HeldBodies } from './receiving/held-bodies.ts';
import type { RequestLimits } from './request-limits.ts';
import { UnsentAnswers } from './sending/unsent-answers.ts';
import type { ServerContext } from './server-context.ts';

/** Large requests that are worked on at a time, on few cores; on more, models in processes of their own have work for each. */
const leastPlaces = 2;

export interface ContextOptions {
  readonly store: Store;
  readonly limits: RequestLimits;
  readonly access?: AccessInput;
  readonly serving?: DeclaredServing;
  readonly log: ServerLog;
  readonly requestIds: RequestIds;
  /** Default: this process is alone. */
  readonly siblings?: SiblingsOf;
}

/** Nothing is loaded yet: `resolver.start` does that, and `resolver.close` and `metrics.close` end what runs. */
export function openContext({
  store,
  limits,
  access,
  serving,
  log,
  requestIds,
  siblings = alone,
}: ContextOptions): ServerContext {
  const rules = new ServingRules(serving);
  const { models: maxModels, bytes: maxBytes } = rules.memory;
  const nativeOf = (name: string) => rules.nativeOf(name);
  const loader = new ModelLoader(
    openModelCache(store, {
      maxModels,
      maxBytes,
      nativeOf,
      onNativeCall: (name, call) => metrics.countNativeCall(name, call),
    }),
    {
      async warmUp(resolved) {
        const { name } = resolved.version;
        const rule = rules.fallbackOf(name)?.rule;
        if (rule) checkRule(rule, resolved.served.model.signature.target, name);
        await warmUp(resolved, rules.warmUpOf(name));
      },
    },
  );
  const resolver = openResolver(store, { loader, rules });
  const admission = new Admission({ mostWaiting: limits.waiting, maxWaitMs: limits.waitMs, isCold: true });
  const remembered = new RememberedAnswers((model) => rules.cacheOf(model));
  const metrics = openMetrics({
    caches: () => remembered.figures(),
    circuits: () => predictor.circuits(),
    admission: () => admission.figures(),
    droppedEvents: () => store.predictions.dropped,
    droppedLines: () => log.dropped,
    natives: () => resolver.natives(),
    loadedModels: () => resolver.loadedModels,
    loadedBytes: () => loader.bytes,
    servingProblems: () => resolver.problems().length + context.siblings.problems().length,
  });
  const report = (error: unknown) => log.problem(error);
  const guard = new Guard(store, { access, report, onRefusal: (code) => metrics.countRefusal(code) });
  const statistics = new InferenceStatistics();
  const plain = openPredictor({
    resolver,
    remembered,
    log: store.predictions,
    admission,
    timeoutMs: limits.predictMs,
    count: ({ name, version }, rows) => metrics.countPredictions(name, version, rows),
    statistics,
  });
  const rollouts = openRollouts({ store, resolver, predictor: plain, report });
  const predictor = withFallback({
    routed: rollouts.predictor,
    plain,
    resolver,
    declared: (model) => rules.fallbackOf(model),
    champions: (model) => championsOf(store, model),
    count: (model, fallback) => metrics.countFallback(model, fallback),
  });
  const repository = new ModelRepository({ store, resolver, rules, loader });
  const context: ServerContext = {
    store,
    resolver,
    predictor,
    rollouts,
    repository,
    nativeOf,
    statistics,
    admission,
    bodies: new HeldBodies({ bytes: limits.heldBodyBytes, places: Math.max(leastPlaces, availableParallelism()) }),
    unsent: new UnsentAnswers(limits),
    metrics,
    limits,
    guard,
    siblings: siblings(answererOf({ store, metrics, statistics, repository, look: () => context.lookForJobs() })),
    log,
    requestIds,
    report,
    state: 'starting',
    lookForJobs: () => {},
  };
  return context;
}
