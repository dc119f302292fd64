/** The model card as data: what a program reads, and what the pages say in words. Made of recorded facts alone. */

import type { BehaviourResult } from '../behaviour/behaviour.ts';
import type { FairnessReport } from '../fairness/fairness-report.ts';
import { headline, judgedOn, verdictMeaning } from '../report/verdict-text.ts';
import type {
  ReportCalibration,
  ReportCalibrationPoint,
  ReportColumn,
  ReportCost,
  ReportData,
  ReportDecision,
  ReportEstimate,
  ReportFinding,
  ReportGate,
  ReportInterval,
  ReportSlice,
} from '../report-data.ts';
import type { TestFindings } from '../test-findings.ts';
import type { DocumentationPoint } from './annex-points.ts';
import { type BillOfMaterials, billOfMaterials } from './bill-of-materials.ts';
import { type CardUse, cardUse } from './card-use.ts';
import { technicalDocumentation } from './technical-documentation.ts';
import { type EnergyEstimate, energyOf } from './training-cost.ts';

/** Lists are empty and fields null where nothing is known; nothing is left out. */
export interface ModelCard {
  readonly format: 'modelwright-model-card';
  readonly formatVersion: 1;
  readonly model: {
    readonly name: string;
    readonly version: number | null;
    readonly estimator: string | null;
    readonly task: string;
    readonly target: string;
    readonly classes: readonly string[];
    readonly positiveClass: string | null;
    readonly createdAt: string;
    readonly runId: string;
    readonly artifactHash: string;
    readonly seed: number;
  };
  readonly use: CardUse;
  readonly verdict: ReportEstimate & {
    readonly verdict: 'lift' | 'no_lift' | 'not_distinguishable';
    readonly pValue: number | null;
    readonly headline: string;
    readonly meaning: string;
  };
  readonly data: {
    readonly source: string;
    readonly dataHash: string;
    readonly rows: { readonly train: number; readonly holdout: number; readonly total: number | null };
    readonly split: string;
    readonly columns: readonly ReportColumn[];
  };
  readonly evaluation: {
    readonly judgedOn: string;
    /** The metric that the training went by. */
    readonly metric: ReportData['metric'];
    readonly score: ReportEstimate;
    readonly baseline: ReportEstimate & { readonly name: string };
    readonly metrics: readonly (ReportEstimate & { readonly name: string; readonly baseline: ReportEstimate | null })[];
  };
  readonly slices: readonly ReportSlice[];
  /** Null where no sensitive columns were named. */
  readonly fairness: FairnessReport | null;
  /** The latest test of the version, without failing rows; null when there was none. */
  readonly tests:
    | (Omit<TestFindings, 'tests'> & { readonly tests: readonly Omit<BehaviourResult, 'examples'>[] })
    | null;
  readonly calibration: {
    readonly error: { readonly value: number; readonly ci: ReportInterval; readonly bins: number } | null;
    readonly curve: readonly ReportCalibrationPoint[];
  };
  /** How class probabilities become answers, and what calibrates them; null where the most probable class and plain probabilities are. */
  readonly answers: { readonly decision: ReportDecision | null; readonly calibrator: ReportCalibration | null };
  /** Loss of the metric when the column is shuffled, largest first. */
  readonly features: readonly (ReportEstimate & { readonly feature: string })[];
  readonly findings: readonly ReportFinding[];
  readonly gates: readonly ReportGate[];
  /** Sentences that a reader of the figures must know. */
  readonly cautions: readonly string[];
  /** Null for runs that did not measure it. */
  readonly cost: (ReportCost & { readonly energy: EnergyEstimate }) | null;
  /** What people have to document by the EU AI Act, as far as the record knows it. */
  readonly technicalDocumentation: readonly DocumentationPoint[];
  readonly billOfMaterials: BillOfMaterials;
  readonly lineage: ReportData['lineage'];
}

/** The card of a run. */
export function modelCardOf(data: ReportData): ModelCard {
  const { model, card, lift, rows, baseline, metrics, cost } = data;
  return {
    format: 'modelwright-model-card',
    formatVersion: 1,
    model: {
      name: model.name,
      version: model.version ?? null,
      estimator: data.estimator ?? null,
      task: data.task,
      target: data.target,
      classes: data.classes ?? [],
      positiveClass: data.positiveClass ?? null,
      createdAt: data.createdAt,
      runId: data.runId,
      artifactHash: data.artifactHash,
      seed: data.seed,
    },
    use: cardUse(card),
    verdict: { ...lift, headline: headline(data), meaning: verdictMeaning(data).text },
    data: {
      source: data.source,
      dataHash: data.dataHash,
      rows: { train: rows.train, holdout: rows.holdout, total: rows.total ?? null },
      split: data.split,
      columns: data.columns,
    },
    evaluation: {
      judgedOn: judgedOn(data),
      metric: data.metric,
      score: data.holdout,
      baseline: { name: baseline.name, value: baseline.value, ci: baseline.ci },
      metrics: Object.entries(metrics).map(([name, score]) => ({
        name,
        ...score,
        baseline: baseline.metrics?.[name] ?? null,
      })),
    },
    slices: data.slices,
    fairness: data.fairness ?? null,
    tests: data.tested === undefined ? null : withoutRows(data.tested),
    calibration: { error: data.calibrationError ?? null, curve: data.curves?.calibration ?? [] },
    answers: { decision: data.decision ?? null, calibrator: data.calibration ?? null },
    features: data.importance,
    findings: data.findings,
    gates: data.gates,
    cautions: data.notes,
    cost: cost === undefined ? null : { ...cost, energy: energyOf(cost) },
    technicalDocumentation: technicalDocumentation(data),
    billOfMaterials: billOfMaterials(data),
    lineage: data.lineage,
  };
}

function withoutRows({ tests, ...findings }: TestFindings): NonNullable<ModelCard['tests']> {
  return { ...findings, tests: tests.map(({ examples, ...result }) => result) };
}

/** The card as a JSON document, with a line break at its end. The same data gives the same bytes. */
export function modelCardJson(data: ReportData): string {
  return `${JSON.stringify(modelCardOf(data), null, 2)}\n`;
}
