/** Where a rollout stands: plain data that is stored after every event and from which everything can be done again. */
import type { ArmStats } from '../../abtest/bandits/arm-stats.ts';
import type { ShareMismatch } from '../../math/sequential/share-mismatch.ts';
import type { Contextual } from './contextual-traffic.ts';
import type { Counts } from './counts.ts';
import type { GuardrailName, RolloutPolicy } from './policy.ts';
import type { Watch } from './watch.ts';

/** Traffic is dealt out in millionths, whole numbers, so that shares sum to the whole exactly. */
export const wholeTraffic = 1_000_000;

/**
 * `running`: moves by itself. `paused`: shares stay, guardrails still watch. `ready`: as `running`, its time and requests are over and
 * a person decides. Ends: `promoted`, `rolled_back` (a guardrail), `aborted` (a person), `passed` (a shadow that did well).
 */
export type RolloutPhase = 'running' | 'paused' | 'ready' | 'promoted' | 'rolled_back' | 'aborted' | 'passed';

export interface RolloutVariant {
  /** What units are hashed to: the version, or `control` for the champion's copy that a canary is compared with. */
  readonly name: string;
  readonly version: string;
  readonly role: 'champion' | 'control' | 'candidate';
  /** Why it gets no traffic any more. */
  readonly dropped?: GuardrailName;
}

/** What stopped, paused or was noted, and when. */
export interface Finding {
  readonly guardrail: GuardrailName;
  /** Name of the variant, or of the champion where all are meant. */
  readonly variant: string;
  readonly action: 'rollback' | 'pause' | 'warn';
  readonly at: number;
}

export interface RolloutState {
  readonly format: 1;
  readonly policy: RolloutPolicy;
  /** Fencing token of the controller that leads; events of a lesser one are refused. */
  readonly token: number;
  /** Grows whenever traffic changes: with the token it orders what servers are told. */
  readonly revision: number;
  readonly phase: RolloutPhase;
  /** The version that all traffic gets at the end. */
  readonly promoted?: string;
  readonly variants: readonly RolloutVariant[];
  /** Place in the plan of the strategy. */
  readonly step: number;
  /** Time of this step so far, without pauses and jumps of the clock. */
  readonly stepMs: number;
  /** Answers of the candidates in this step, the least of them. */
  readonly stepAnswers: Readonly<Record<string, number>>;
  /** Time since a candidate with traffic last answered. */
  readonly silentMs: Readonly<Record<string, number>>;
  /** The last reading of the clock, in milliseconds. */
  readonly at: number;
  /** Number of the last observation that was counted; it and those before are not counted again. */
  readonly observed: number;
  /** Counts of what candidates are compared with. */
  readonly reference: Counts;
  /** By name of the candidate. */
  readonly watches: Readonly<Record<string, Watch>>;
  readonly arrivals: ShareMismatch;
  /** Of a bandit: rewards so far and the shares they led to, in millionths, per place of `variants`; time since these changed. */
  readonly bandit?: {
    readonly arms: readonly ArmStats[];
    readonly millionths: readonly number[];
    readonly sinceMs: number;
  };
  /** Of a contextual bandit. */
  readonly contextual?: Contextual;
  readonly units: { readonly seen: number; readonly several: number };
  readonly findings: readonly Finding[];
}
