/** What the routes share. */
import type { Resolver } from '../serve/resolver.ts';
import type { Store } from '../store/open-store.ts';
import type { Guard } from './access/guard.ts';
import type { ServerMetrics } from './metrics.ts';
import type { RequestLimits } from './request-limits.ts';

export interface ServerContext {
  readonly store: Store;
  readonly resolver: Resolver;
  readonly metrics: ServerMetrics;
  readonly limits: RequestLimits;
  /** Who may do what. */
  readonly guard: Guard;
  /** Hears of errors that are no fault of a client. */
  readonly report: (error: unknown) => void;
  /** `starting` until the models are loaded, `stopping` once the server closes. */
  state: 'starting' | 'serving' | 'stopping';
}
