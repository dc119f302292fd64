/** The end of a training without a target: its page, and in one transaction the finished run with its registered version. */

import { nowIso } from '../../core/clock.ts';
import { plainJson } from '../../core/plain-json.ts';
import type { ResourceUse } from '../../core/resource-use.ts';
import type { Finding } from '../../data/findings/index.ts';
import type { CardFacts } from '../../evaluate/card/card-facts.ts';
import { groupProfiles } from '../../evaluate/unlabelled/group-profiles.ts';
import { formatDuration } from '../../report/number-format.ts';
import type { Store } from '../../store/open-store.ts';
import { takeRows } from '../../table/table.ts';
import type { Run } from '../../tracking/runs.ts';
import type { FinalModel } from '../final-model.ts';
import { lineageOf } from '../lineage.ts';
import { keepPageData, writeUnlabelledPages } from '../pages.ts';
import type { ClusterCandidate } from './choose-clusters.ts';
import type { DetectorCandidate } from './choose-detector.ts';
import type { HeldOutPart } from './held-out.ts';
import type { AnomalyJudgement } from './judge-anomaly.ts';
import type { ClusterEvidence } from './judge-clusters.ts';
import { keepUnlabelledReference } from './keep-reference.ts';
import { pageOf } from './page-data.ts';
import type { PreparedRows } from './prepare.ts';
import type { UnlabelledDecision } from './request.ts';
import type { AnomalyResult, ClusterResult, UnlabelledResult } from './result.ts';

/** What the training found, by its task. */
export type Found =
  | {
      readonly task: 'anomaly';
      readonly candidates: readonly DetectorCandidate[];
      readonly judgement: AnomalyJudgement;
    }
  | {
      readonly task: 'cluster';
      readonly candidates: readonly ClusterCandidate[];
      readonly metrics: ClusterResult['metrics'];
      readonly evidence: ClusterEvidence | undefined;
    };

export interface UnlabelledOutcome {
  readonly store: Store;
  readonly run: Run;
  readonly decision: UnlabelledDecision;
  readonly prepared: PreparedRows;
  readonly findings: readonly Finding[];
  readonly split: { readonly train: Int32Array; readonly holdout: Int32Array };
  readonly final: FinalModel;
  /** Rows that were not learned from, with what was said of them. */
  readonly parts: readonly HeldOutPart[];
  readonly found: Found;
  /** What people say about the models of the project. */
  readonly card?: CardFacts;
  /** What was used so far. */
  readonly spent: () => ResourceUse;
}

/** Figures that a result of either task has before it is registered. */
type Figures = Omit<AnomalyResult, Registered> | Omit<ClusterResult, Registered>;
type Registered = 'runId' | 'model' | 'champion' | 'reportPath' | 'durationMs';

/** Stores, registers and answers. Until the transaction commits nobody sees a version. */
export async function finishUnlabelled(outcome: UnlabelledOutcome): Promise<UnlabelledResult> {
  const { store, run, decision, final } = outcome;
  const { name } = decision.request;
  const said = final.model.predict(takeRows(outcome.prepared.inputs, outcome.split.train)).values;
  const figures = figuresOf(outcome, said);
  const page = pageOf({ ...outcome, figures, said, createdAt: nowIso() });
  const [, pageDataHash, referenceHash] = await Promise.all([
    store.blobs.put(final.bytes),
    keepPageData(store, page),
    keepUnlabelledReference(store.blobs, { ...outcome, seed: decision.request.seed }),
  ]);
  const values = Object.fromEntries(Object.entries(page.metrics).map(([metric, { value }]) => [metric, value]));
  const { verdict } = figures;
  const version = await run.finish({
    metrics: values,
    result: plainJson({ ...figures, pageDataHash }),
    register: {
      name,
      artifactHash: final.artifactHash,
      signature: plainJson(final.model.signature),
      lineage: plainJson(lineageOf(decision, { referenceHash, pageDataHash })),
      metrics: values,
      decision: plainJson(decision),
      ...(verdict !== null && { verdict }),
      promotable: verdict === 'lift',
      championIfFirst: true,
    },
  });
  const { version: number, aliases } = version!;
  const { reportPath } = await writeUnlabelledPages(store, pageDataHash, number);
  return {
    runId: run.runId,
    model: { name, version: number },
    champion: aliases.includes('champion'),
    ...figures,
    reportPath,
    durationMs: Math.round(outcome.spent().wallMs),
  };
}

/** @param said Class code of each training row. */
function figuresOf(
  { decision, prepared, findings, split, final, found }: UnlabelledOutcome,
  said: Float64Array,
): Figures {
  const X = takeRows(prepared.inputs, split.train);
  const { classes } = final.model.signature.target;
  const sizes = new Float64Array(classes.length);
  for (const code of said) sizes[code]++;
  const isKnown = found.candidates.some(({ stability }) => stability !== null) || found.candidates.length === 1;
  const common = {
    groups: classes.map((name, code) => ({
      name: found.task === 'cluster' ? `cluster ${name}` : name,
      rows: sizes[code],
    })),
    profiles: groupProfiles(X, said, classes.length),
    findings: isKnown ? findings : [...findings, noTimeFor(decision)],
    rows: { train: split.train.length, holdout: split.holdout.length },
    artifactHash: final.artifactHash,
  };
  if (found.task === 'anomaly') {
    const { candidates, judgement } = found;
    const chosen = candidates.find((one) => one.chosen)!;
    return {
      task: 'anomaly',
      verdict: verdictByLabel(judgement),
      ...common,
      ...judgement,
      contamination: decision.request.contamination,
      chosenBy: chosen.excessMass !== null ? 'excess_mass' : chosen.stability !== null ? 'stability' : 'order',
      candidates: candidates.map(({ members: _, ...candidate }) => candidate),
    };
  }
  const { candidates, metrics, evidence } = found;
  const chosen = candidates.find((one) => one.chosen)!;
  return {
    task: 'cluster',
    verdict: evidence ? (evidence.pValue < 0.05 ? 'lift' : 'not_distinguishable') : null,
    ...common,
    method: chosen.name,
    clusters: classes.length,
    metrics,
    evidence: evidence ?? null,
    candidates: candidates.map(({ spec, ...candidate }) => ({ ...candidate, params: spec.params })),
  };
}

/** Against a ranking by chance, where a label says which rows are anomalies. */
function verdictByLabel({ label }: AnomalyJudgement): UnlabelledResult['verdict'] {
  const ci = label?.metrics['roc_auc']?.ci;
  if (!ci) return null;
  if (ci[0] > 0.5) return 'lift';
  return ci[1] < 0.5 ? 'no_lift' : 'not_distinguishable';
}

function noTimeFor({ request }: UnlabelledDecision): Finding {
  const message = `No candidates could be compared within ${formatDuration(request.budgetMs)}, so the first was taken. Give more time (--budget 5m) or fewer rows (--sample 10000).`;
  return { code: 'budget_too_small', severity: 'warning', message };
}
