/** What the routes share. */
import type { Predictor } from '../serve/predictor.ts';
import type { ModelRepository } from '../serve/repository/model-repository.ts';
import type { Resolver } from '../serve/resolver.ts';
import type { InferenceStatistics } from '../serve/statistics.ts';
import type { Store } from '../store/open-store.ts';
import type { ServerMetrics } from './metrics.ts';
import type { RequestLimits } from './request-limits.ts';

export interface ServerContext {
  readonly store: Store;
  readonly resolver: Resolver;
  /** Through it every protocol predicts. */
  readonly predictor: Predictor;
  /** What this process serves of the registry, and what is asked of it to. */
  readonly repository: ModelRepository;
  /** Where the time of inference goes, by version. */
  readonly statistics: InferenceStatistics;
  readonly metrics: ServerMetrics;
  readonly limits: RequestLimits;
  /** Hears of errors that are no fault of a client. */
  readonly report: (error: unknown) => void;
  /** `starting` until the models are loaded, `stopping` once the server closes. */
  state: 'starting' | 'serving' | 'stopping';
}
