/** Everything a server needs for rollouts: the routes that it follows, what it counts, and its controller. */
import { newId } from '../../../core/ids.ts';
import type { Predictor } from '../../../serve/predictor.ts';
import type { Resolver } from '../../../serve/resolver.ts';
import type { Store } from '../../../store/open-store.ts';
import { RolloutController } from '../control/rollout-controller.ts';
import { Routes } from './open-routes.ts';
import { routePredictions } from './routed-predictor.ts';
import { CountSender } from './send-counts.ts';
import { Shadows } from './shadows.ts';

export interface Rollouts {
  /** The predictor, following rollouts. */
  readonly predictor: Predictor;
  /** Reads the routes and begins to follow, count and lead. */
  start(): Promise<void>;
  /** Hands on what was counted and stops. Close it before the store. */
  close(): Promise<void>;
}

export interface RolloutsOptions {
  readonly store: Store;
  readonly resolver: Resolver;
  readonly predictor: Predictor;
  readonly report: (error: unknown) => void;
}

/** Opens the rollouts of a server; nothing runs before `start`. */
export function openRollouts({ store, resolver, predictor, report }: RolloutsOptions): Rollouts {
  const name = newId('server');
  const routes = new Routes(store, resolver, { report });
  const shadows = new Shadows(store);
  const controller = new RolloutController(store, { name, report, onDecided: () => void routes.poll() });
  const sender = new CountSender(store, routes, name, () => controller.hurry());
  let isStarted = false;
  return {
    predictor: routePredictions(predictor, routes, shadows),
    async start() {
      isStarted = true;
      await routes.start();
      sender.start();
      controller.start();
    },
    async close() {
      if (!isStarted) return;
      await shadows.close();
      await sender.close();
      await controller.close();
      await routes.close();
    },
  };
}
