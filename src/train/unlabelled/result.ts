/** What a training without a target answers. */
import type { Finding } from '../../data/findings/index.ts';
import type { ColumnProfile } from '../../evaluate/unlabelled/group-profiles.ts';
import type { Estimate } from '../assess.ts';
import type { ClusterCandidate } from './choose-clusters.ts';
import type { DetectorCandidate } from './choose-detector.ts';
import type { AnomalyJudgement } from './judge-anomaly.ts';
import type { ClusterEvidence } from './judge-clusters.ts';

interface Common {
  readonly runId: string;
  readonly model: { readonly name: string; readonly version: number };
  /** True when this version became champion by itself. */
  readonly champion: boolean;
  /** Against a model that knows nothing; null where nothing can tell. */
  readonly verdict: 'lift' | 'no_lift' | 'not_distinguishable' | null;
  readonly groups: readonly { readonly name: string; readonly rows: number }[];
  /** The columns that part the groups most come first. */
  readonly profiles: readonly ColumnProfile[];
  readonly findings: readonly Finding[];
  /** `holdout` is 0 when the figures come from folds. */
  readonly rows: { readonly train: number; readonly holdout: number };
  readonly artifactHash: string;
  readonly reportPath: string;
  readonly durationMs: number;
}

export interface AnomalyResult extends Common, AnomalyJudgement {
  readonly task: 'anomaly';
  /** What decided among the candidates. */
  readonly chosenBy: 'excess_mass' | 'stability' | 'order';
  readonly contamination: number;
  readonly candidates: readonly Omit<DetectorCandidate, 'members'>[];
}

export interface ClusterResult extends Common {
  readonly task: 'cluster';
  readonly method: ClusterCandidate['name'];
  readonly clusters: number;
  /** Figures on held-out rows. */
  readonly metrics: Readonly<Record<string, Estimate>>;
  /** Beside data without clusters; null when there was no time. */
  readonly evidence: ClusterEvidence | null;
  readonly candidates: readonly (Omit<ClusterCandidate, 'spec'> & {
    readonly params: Readonly<Record<string, unknown>>;
  })[];
}

export type UnlabelledResult = AnomalyResult | ClusterResult;
