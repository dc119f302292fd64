/** The end of a run: pages, reference for monitoring, and in one transaction the finished run with its registered version. */

import { nowIso } from '../core/clock.ts';
import { plainJson } from '../core/plain-json.ts';
import type { ResourceUse } from '../core/resource-use.ts';
import type { Finding } from '../data/findings/index.ts';
import type { CardFacts } from '../evaluate/card/card-facts.ts';
import type { DataValue } from '../evaluate/data-value.ts';
import type { ReportCalibration, ReportDecision } from '../evaluate/report-data.ts';
import type { Metric } from '../metrics/metric.ts';
import type { Store } from '../store/open-store.ts';
import type { Task } from '../table/task.ts';
import type { Run } from '../tracking/runs.ts';
import type { Assessment, Estimate } from './assess.ts';
import type { Choice } from './choose.ts';
import type { Decision } from './decision.ts';
import type { FinalModel } from './final-model.ts';
import type { Look } from './holdout-look.ts';
import type { Judged } from './judge.ts';
import { lineageOf } from './lineage.ts';
import { pageData } from './page-data.ts';
import { keepPageData, writePages } from './pages.ts';
import type { Prepared } from './prepare.ts';
import { keepReference } from './reference.ts';
import type { TrainRequest } from './request.ts';
import { singleRowUs } from './run-fold.ts';
import type { Scored, SearchResult } from './search.ts';
import type { Settled } from './settle.ts';
import { thoroughly } from './time-rows.ts';

/** What a training run answers. */
export interface TrainResult {
  readonly runId: string;
  readonly model: { readonly name: string; readonly version: number };
  /** True when this version became champion by itself. */
  readonly champion: boolean;
  readonly task: Task;
  readonly metric: { readonly name: string; readonly direction: Metric['direction'] };
  readonly baseline: Estimate & { readonly name: string };
  readonly holdout: Estimate;
  /** Which look at the sealed holdout this was; absent without one. */
  readonly look?: Look;
  readonly metrics: Readonly<Record<string, Estimate>>;
  readonly lift: Assessment['lift'];
  /** By the groups of sensitive columns; absent where none were named. */
  readonly fairness?: Assessment['fairness'];
  /** What a mitigation did; absent where none was asked for. */
  readonly mitigation?: Assessment['mitigation'];
  readonly chosen: Chosen;
  /** Absent for regression. */
  readonly calibration?: Omit<ReportCalibration, 'before' | 'after'>;
  /** Absent where nothing was to be decided. */
  readonly decision?: Omit<ReportDecision, 'curve'>;
  readonly candidates: readonly CandidateRow[];
  readonly findings: readonly Finding[];
  /** `holdout` is 0 when the figures come from outer cross-validation. */
  readonly rows: { readonly train: number; readonly holdout: number };
  /** How rows are weighed in fits and in the search; absent where they count alike. */
  readonly weights?: { readonly column: string; readonly leftOut: number };
  readonly artifactHash: string;
  readonly reportPath: string;
  readonly cardPath: string;
  readonly durationMs: number;
  /** The second version, fitted on every row. */
  readonly refit?: { readonly name: string; readonly version: number; readonly artifactHash: string };
}

/** What the model is made of and what it costs. */
export interface Chosen {
  readonly kind: 'single' | 'voting' | 'stacking';
  /** Candidates in it. */
  readonly members: number;
  /** Fitted models in it; with folds several for each member. */
  readonly models: number;
  /** Cross-validated. */
  readonly score: number | null;
  /** Median time of one row alone, in microseconds. */
  readonly latencyUs: number;
  /** Of the artifact. */
  readonly bytes: number;
}

export interface CandidateRow {
  readonly name: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly score: number | null;
  readonly fitMs: number;
  /** Of the model of one fold: time of one row alone in microseconds, and stored size. */
  readonly latencyUs: number;
  readonly bytes: number;
  /** Share in the model, 0 to 1. */
  readonly weight: number;
  readonly chosen: boolean;
}

/** Everything that a run made and found. */
export interface Outcome {
  readonly store: Store;
  readonly run: Run;
  readonly request: TrainRequest;
  readonly decision: Decision;
  readonly prepared: Prepared;
  readonly split: { readonly train: Int32Array; readonly holdout: Int32Array };
  readonly findings: readonly Finding[];
  readonly found: SearchResult;
  /** Of candidates. */
  readonly choice: Choice;
  /** What was made of it. */
  readonly settled: Settled;
  readonly final: FinalModel;
  readonly judged: Judged;
  readonly assessment: Assessment;
  readonly look: Look | undefined;
  readonly metric: Metric;
  /** Whether the version may become champion by itself: it challenges none, and has no gates to pass. */
  readonly championIfFirst: boolean;
  /** Milliseconds since the run began. */
  readonly elapsed: () => number;
  /** What the run took so far. */
  readonly spent: () => ResourceUse;
  readonly card?: CardFacts;
  /** Absent where there are too few rows to say. */
  readonly dataValue?: DataValue;
}

/** Stores, registers and answers. Until the transaction commits nobody sees a version. */
export async function finishTraining(outcome: Outcome): Promise<TrainResult> {
  const { store, run, request, decision, split, found, final, assessment, metric, findings } = outcome;
  const candidates = found.candidates.map((candidate) => candidateRow(candidate, outcome.choice));
  const [, referenceHash, pageDataHash] = await Promise.all([
    store.blobs.put(final.bytes),
    keepReference(store.blobs, {
      prepared: outcome.prepared,
      rows: split.train,
      judged: outcome.judged,
      metric: metric.name,
      scores: assessment.metrics,
      seed: request.seed,
    }),
    keepPageData(store, pageData({ ...outcome, candidates, createdAt: nowIso() })),
  ]);
  const { verdict } = assessment.lift;
  const figures = {
    task: outcome.prepared.target.task,
    metric: { name: metric.name, direction: metric.direction },
    baseline: { name: assessment.baseline.name, value: assessment.baseline.value, ci: assessment.baseline.ci },
    holdout: assessment.holdout,
    look: outcome.look,
    metrics: assessment.metrics,
    lift: assessment.lift,
    fairness: assessment.fairness,
    mitigation: assessment.mitigation,
    chosen: chosenOf(outcome),
    ...answersOf(outcome.settled),
    candidates,
    findings,
    rows: { train: split.train.length, holdout: split.holdout.length },
    ...weightsOf(outcome),
  };
  const values = Object.fromEntries(Object.entries(assessment.metrics).map(([name, { value }]) => [name, value]));
  const version = await run.finish({
    metrics: values,
    result: plainJson({ ...figures, artifactHash: final.artifactHash, pageDataHash }),
    register: {
      name: request.name,
      artifactHash: final.artifactHash,
      signature: plainJson(final.model.signature),
      lineage: plainJson(lineageOf(decision, { referenceHash, pageDataHash })),
      metrics: values,
      decision: plainJson(decision),
      verdict,
      promotable: verdict === 'lift',
      championIfFirst: outcome.championIfFirst,
    },
  });
  const { name, version: number, aliases } = version!;
  const pages = await writePages(store, pageDataHash, number);
  return {
    runId: run.runId,
    model: { name, version: number },
    champion: aliases.includes('champion'),
    ...figures,
    artifactHash: final.artifactHash,
    ...pages,
    durationMs: Math.round(outcome.elapsed()),
  };
}

function weightsOf({ request, prepared }: Outcome): Pick<TrainResult, 'weights'> {
  const { weightColumn: column } = request;
  return column === undefined ? {} : { weights: { column, leftOut: prepared.weightless ?? 0 } };
}

/** Without what only pictures show. */
function answersOf({ calibration, decision }: Settled): Pick<TrainResult, 'calibration' | 'decision'> {
  return {
    ...(calibration && { calibration: without(calibration, ['before', 'after']) }),
    ...(decision && { decision: without(decision, ['curve']) }),
  };
}

function without<T extends object, K extends keyof T>(value: T, names: readonly K[]): Omit<T, K> {
  const copy: Partial<T> = { ...value };
  for (const name of names) delete copy[name];
  return copy as Omit<T, K>;
}

function chosenOf({ choice, decision, final, prepared }: Outcome): Chosen {
  const { members, score, spec } = choice;
  const folds = decision.folds === undefined ? 1 : (spec.params['folds'] as number);
  return {
    kind: spec.name === 'voting' || spec.name === 'stacking' ? spec.name : 'single',
    members: members.length,
    models: members.length * folds,
    score: Number.isNaN(score) ? null : score,
    latencyUs: singleRowUs(final.model.fitted, prepared.table, thoroughly),
    bytes: final.bytes.length,
  };
}

function candidateRow(candidate: Scored, { members }: Choice): CandidateRow {
  const { name, params, score, fitMs, index, bytes, latencyUs } = candidate;
  const settled = candidate.rounds === undefined ? params : { ...params, rounds: candidate.rounds };
  const total = members.reduce((sum, { weight }) => sum + weight, 0);
  const member = members.find(({ candidate: one }) => one.index === index);
  return {
    name,
    params: settled,
    score: Number.isNaN(score) ? null : score,
    fitMs: Math.round(fitMs),
    latencyUs,
    bytes: Math.round(bytes),
    weight: member ? member.weight / total : 0,
    chosen: member !== undefined,
  };
}
