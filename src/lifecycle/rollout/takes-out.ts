/** Whether an event takes traffic from a candidate: that cannot wait for room on the disk. */
import { advanceRollout } from './advance-rollout.ts';
import type { RolloutEvent } from './events.ts';
import type { RolloutState } from './state.ts';
import { activeCandidates } from './traffic.ts';

/** True where a candidate is dropped, or the rollout is stopped or goes no further. */
export function takesOut(before: RolloutState, event: RolloutEvent): boolean {
  const { state } = advanceRollout(before, event);
  if (activeCandidates(state).length < activeCandidates(before).length) return true;
  return state.phase !== before.phase && (state.phase === 'paused' || state.phase === 'rolled_back');
}
