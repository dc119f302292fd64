/** What the routes share. */

import type { Rollouts } from '../lifecycle/rollout/serving/open-rollouts.ts';
import type { DeclaredNative } from '../native/declared-native.ts';
import type { Admission } from '../serve/admission/admission.ts';
import type { Predictor } from '../serve/predictor.ts';
import type { ModelRepository } from '../serve/repository/model-repository.ts';
import type { Resolver } from '../serve/resolver.ts';
import type { InferenceStatistics } from '../serve/statistics.ts';
import type { Store } from '../store/open-store.ts';
import type { Guard } from './access/guard.ts';
import type { Siblings } from './cluster/siblings.ts';
import type { ServerMetrics } from './metrics.ts';
import type { RequestIds } from './observe/request-ids.ts';
import type { ServerLog } from './observe/server-log.ts';
import type { HeldBodies } from './receiving/held-bodies.ts';
import type { RequestLimits } from './request-limits.ts';
import type { UnsentAnswers } from './sending/unsent-answers.ts';

export interface ServerContext {
  readonly store: Store;
  readonly resolver: Resolver;
  /** Through it every protocol predicts. */
  readonly predictor: Predictor;
  /** What the predictor follows; to be started and closed with the server. */
  readonly rollouts: Rollouts;
  /** What this process serves of the registry, and what is asked of it to. */
  readonly repository: ModelRepository;
  /** What the project says about the processes of a model. */
  readonly nativeOf: (model: string) => DeclaredNative | undefined;
  /** Where the time of inference goes, by version. */
  readonly statistics: InferenceStatistics;
  /** Sends requests away that there is no room for. */
  readonly admission: Admission;
  /** Of requests that are not answered yet. */
  readonly bodies: HeldBodies;
  /** Answers that clients are still taking. */
  readonly unsent: UnsentAnswers;
  readonly metrics: ServerMetrics;
  readonly limits: RequestLimits;
  /** Who may do what. */
  readonly guard: Guard;
  /** This and the other processes of the server. */
  readonly siblings: Siblings;
  readonly log: ServerLog;
  readonly requestIds: RequestIds;
  /** Hears of errors that are no fault of a client. */
  readonly report: (error: unknown) => void;
  /** `starting` until the models are loaded, `stopping` once the server closes. */
  state: 'starting' | 'serving' | 'stopping';
  /** Looks for jobs that were taken in; set by what runs them. */
  lookForJobs: () => void;
}
