/** What servers are told of a rollout: all that is needed to choose a variant, and nothing that changes without the traffic. */
import type { LinUcbState } from '../../../abtest/bandits/lin-ucb.ts';
import type { ColumnScale } from '../contextual-traffic.ts';
import type { OutputBins } from '../output-bins.ts';
import type { RolloutPolicy } from '../policy.ts';
import type { RolloutSetup } from '../record/rollout-record.ts';
import type { RolloutState } from '../state.ts';
import { type Traffic, trafficOf } from '../traffic.ts';

export interface Route {
  readonly rolloutId: string;
  readonly model: string;
  /** With the token it orders routes: an older one never replaces a newer. */
  readonly token: number;
  readonly revision: number;
  /** Name of the variant that is the champion. */
  readonly champion: string;
  readonly shares: Traffic['shares'];
  readonly mirror: Traffic['mirror'];
  readonly unit?: RolloutPolicy['unit'];
  readonly override: boolean;
  readonly outputs: OutputBins;
  /** Whether arrivals are compared with the shares. */
  readonly countsUnits: boolean;
  readonly context?: {
    readonly scales: readonly ColumnScale[];
    readonly served: LinUcbState;
    readonly exploration: number;
    readonly leastShare: number;
  };
}

/** The route of a state. */
export function routeOf(rolloutId: string, model: string, state: RolloutState, setup: RolloutSetup): Route {
  const { policy, token, revision, variants, contextual } = state;
  const { shares, mirror } = trafficOf(state);
  return {
    rolloutId,
    model,
    token,
    revision,
    champion: variants[0].name,
    shares,
    mirror,
    unit: policy.unit,
    override: policy.override,
    outputs: setup.outputs,
    // The shares of a contextual bandit differ from row to row, and a shadow has no arrivals.
    countsUnits: policy.strategy !== 'contextual_bandit' && policy.strategy !== 'shadow',
    ...(contextual &&
      policy.strategy === 'contextual_bandit' && {
        context: {
          scales: setup.scales,
          served: contextual.served,
          exploration: policy.exploration,
          leastShare: policy.leastShare,
        },
      }),
  };
}
