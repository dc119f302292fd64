/**
 * modelwright as a library: the operations of the command line as typed calls, and the parts they are made of.
 *
 * ```ts
 * const mw = await openModelwright({ home: '.modelwright' });
 * const { model } = await mw.train({ source: 'churn.csv', target: 'churn' });
 * const churn = await mw.load(model.name);
 * churn.predict([{ tenure: 3, contract: 'monthly' }]).probabilities;
 * await mw.close();
 * ```
 */
import { type Client, clientOf } from './app/client.ts';
import { type InProcessModel, modelInProcess } from './app/model-in-process.ts';
import { openPlatform, type PlatformOptions } from './app/platform.ts';
import type { RunningServer, StartOptions } from './server/start-options.ts';
import type { StoredStudy } from './train/study/stored-study.ts';
import type { StoredStudyOptions } from './train/study/stored-study-options.ts';

export {
  type Assigner,
  type Assignment,
  type AssignmentNamespace,
  type AssignmentPlan,
  createAssigner,
  type Variant,
} from './abtest/assignment/create-assigner.ts';
export { unitPoint } from './abtest/assignment/unit-point.ts';
export { type ArmChoice, chooseArm, withLeastShare } from './abtest/bandits/arm-shares.ts';
export { type ArmStats, recordReward, startArms } from './abtest/bandits/arm-stats.ts';
export { epsilonGreedyShares } from './abtest/bandits/epsilon-greedy.ts';
export { type Exp3State, exp3Shares, recordExp3Reward, startExp3 } from './abtest/bandits/exp3.ts';
export {
  type LinUcbOptions,
  type LinUcbState,
  linUcbShares,
  recordLinUcbReward,
  startLinUcb,
} from './abtest/bandits/lin-ucb.ts';
export { type ThompsonOptions, thompsonShares } from './abtest/bandits/thompson.ts';
export { type Ucb1Options, ucb1Shares } from './abtest/bandits/ucb1.ts';
export type { CallOptions, Client } from './app/client.ts';
export type { InProcessModel, Row } from './app/model-in-process.ts';
export type { PlatformOptions } from './app/platform.ts';
export { defineProject, type ProjectConfig } from './app/project.ts';
export type { ErrorCode } from './core/error-table.ts';
export { isModelwrightError, ModelwrightError } from './core/errors.ts';
export type { OnProgress, Progress } from './core/progress.ts';
export { calibrate } from './estimators/calibration/apply-calibrator.ts';
export { type CalibrationMethod, type Calibrator, fitCalibrator } from './estimators/calibration/calibrator.ts';
export { type ChosenCalibrator, chooseCalibrator } from './estimators/calibration/choose-calibrator.ts';
export { type AdaptiveCoverage, adaptiveCoverage, afterAnswer } from './estimators/conformal/adaptive.ts';
export type { ConformalIntervals, ConformalSets } from './estimators/conformal/conformal-state.ts';
export { type CrossResiduals, fitCrossConformal, predictCrossInterval } from './estimators/conformal/cross-interval.ts';
export { fitConformal, type IntervalRequest, type SetRequest } from './estimators/conformal/fit-conformal.ts';
export {
  type IntervalInput,
  predictInterval,
  predictSet,
  type SetInput,
} from './estimators/conformal/predict-conformal.ts';
export { costRule } from './estimators/decision/cost-matrix.ts';
export { decisionMetric } from './estimators/decision/decision-metrics.ts';
export { type DecisionRule, decide } from './estimators/decision/decision-rule.ts';
export {
  type DecisionMetric,
  type ThresholdPoint,
  type TunedThreshold,
  tuneThreshold,
} from './estimators/decision/tune-threshold.ts';
export { type TunedWeights, tuneWeights } from './estimators/decision/tune-weights.ts';
export type { CustomObjective, FittedEstimator } from './estimators/estimator.ts';
export * from './estimators/index.ts';
export { outOfBag } from './estimators/tree/out-of-bag.ts';
export { type CalibrationError, type CalibrationErrorRequest, calibrationError } from './evaluate/calibration-error.ts';
export { type Comparison as ModelComparison, type ComparisonRequest, compareModels } from './evaluate/compare.ts';
export { type ConfusedPair, confusedPairs, type WorstRow, worstRows } from './evaluate/error-analysis.ts';
export { evaluateLists, type ListEvaluation } from './evaluate/evaluate-lists.ts';
export { type Evaluation, type EvaluationRequest, evaluate, type Score } from './evaluate/evaluation.ts';
export { type AccumulatedEffects, accumulatedEffects } from './evaluate/explain/accumulated-effects.ts';
export type { CellValue } from './evaluate/explain/cell-values.ts';
export type { Contributions } from './evaluate/explain/contributions.ts';
export {
  type Counterfactual,
  type CounterfactualRequest,
  type Counterfactuals,
  counterfactuals,
} from './evaluate/explain/counterfactuals.ts';
export { type ExplainRequest, explain } from './evaluate/explain/explain.ts';
export { type ExplainOptions, explainTrees, type TreeExplanation } from './evaluate/explain/explain-trees.ts';
export type { Explanation, ExplanationMethod, ExplanationScale } from './evaluate/explain/explanation.ts';
export { type ColumnImportance, globalImportance } from './evaluate/explain/global-importance.ts';
export { type HStatistic, type HStatisticRequest, hStatistic } from './evaluate/explain/h-statistic.ts';
export { type LocalModel, type LocalModelRequest, localModel } from './evaluate/explain/local-model.ts';
export {
  type DependenceRequest,
  type PartialDependence,
  partialDependence,
} from './evaluate/explain/partial-dependence.ts';
export {
  type SurrogateRequest,
  type SurrogateRule,
  type SurrogateTree,
  surrogateTree,
} from './evaluate/explain/surrogate-tree.ts';
export type { Wanted } from './evaluate/explain/wanted-outcome.ts';
export type { FairnessByGroup, FairnessGroup } from './evaluate/fairness/by-group.ts';
export type { Comparison } from './evaluate/fairness/comparison.ts';
export { type DecisionRequest, type Decisions, decideFairly } from './evaluate/fairness/decide-fairly.ts';
export { type Fairness, type FairnessRequest, fairness } from './evaluate/fairness/fairness.ts';
export type { FairnessConstraint } from './evaluate/fairness/fairness-constraint.ts';
export type { FourFifths, FourFifthsVerdict } from './evaluate/fairness/four-fifths.ts';
export {
  type FairThresholds,
  type GroupThresholds,
  optimizeThresholds,
  type ThresholdsRequest,
} from './evaluate/fairness/optimize-thresholds.ts';
export type { Parity } from './evaluate/fairness/parity.ts';
export { type ReweighingRequest, reweighing } from './evaluate/fairness/reweighing.ts';
export { type SingleThreshold, singleThresholds } from './evaluate/fairness/single-thresholds.ts';
export type { IntervalMethod } from './evaluate/interval-method.ts';
export {
  type LearningCurve,
  type LearningCurveOptions,
  type LearningCurvePoint,
  learningCurve,
} from './evaluate/learning-curve.ts';
export type { PowerLaw } from './evaluate/power-law.ts';
export type { ReportSlice } from './evaluate/report-data.ts';
export { detectableEffect, type PowerOptions, pairedDeviation, rowsNeeded } from './evaluate/rows-needed.ts';
export { type SliceRequest, worstSlices } from './evaluate/slices.ts';
export { type Advance, advanceRollout } from './lifecycle/rollout/advance-rollout.ts';
export type { VariantCounts } from './lifecycle/rollout/counts.ts';
export { type RolloutAction, type RolloutEvent, rolloutEventSchema } from './lifecycle/rollout/events.ts';
export { type GuardrailReport, rolloutReport } from './lifecycle/rollout/judge.ts';
export { latencyBin, latencyBinCount } from './lifecycle/rollout/latency-bins.ts';
export type { RolloutPolicy, RolloutPolicyInput } from './lifecycle/rollout/policy.ts';
export { type RolloutStart, startRollout } from './lifecycle/rollout/start-rollout.ts';
export type {
  Finding as RolloutFinding,
  RolloutPhase,
  RolloutState,
  RolloutVariant,
} from './lifecycle/rollout/state.ts';
export { type Traffic, type TrafficShare, trafficOf } from './lifecycle/rollout/traffic.ts';
export type { Direction } from './math/direction.ts';
export { distributionsReady } from './math/distributions.ts';
export { createRng } from './math/philox.ts';
export type { Rng } from './math/rng.ts';
export { addBoundedValue, type BoundedMean, startBoundedMean } from './math/sequential/bounded-mean.ts';
export { addEventLimit, startEventLimit } from './math/sequential/event-limit.ts';
export { addEventRatio, detectableRatio, type Events, startEventRatio } from './math/sequential/event-ratio.ts';
export {
  addMoments,
  type MeanDifference,
  type MeanDifferenceOptions,
  type Moments,
  meanDifference,
  momentsOf,
  noMoments,
} from './math/sequential/mean-difference.ts';
export { anytimePValue, type RestartingWealth } from './math/sequential/restarting-wealth.ts';
export {
  addShareCounts,
  mismatchPValue,
  type ShareMismatch,
  startShareMismatch,
} from './math/sequential/share-mismatch.ts';
export { addShareShift, startShareShift } from './math/sequential/share-shift.ts';
export { type AdjustMethod, adjustPValues } from './math/tests/adjust-p-values.ts';
export {
  type BayesianCorrelatedTOptions,
  type BayesianCorrelatedTResult,
  bayesianCorrelatedT,
} from './math/tests/bayesian-correlated-t.ts';
export { combinedF5x2 } from './math/tests/combined-f-5x2.ts';
export type { FoldSizes } from './math/tests/corrected-mean.ts';
export {
  type CorrectedResampledTOptions,
  type CorrectedResampledTResult,
  correctedResampledT,
} from './math/tests/corrected-resampled-t.ts';
export { type DieboldMarianoOptions, type DieboldMarianoResult, dieboldMariano } from './math/tests/diebold-mariano.ts';
export { type FriedmanResult, friedman } from './math/tests/friedman.ts';
export { type McnemarOptions, type McnemarResult, mcnemar } from './math/tests/mcnemar.ts';
export { type NemenyiResult, nemenyi } from './math/tests/nemenyi.ts';
export {
  type PairedPermutationOptions,
  type PairedPermutationResult,
  pairedPermutationTest,
} from './math/tests/paired-permutation-test.ts';
export { type PairedRocAucResult, pairedRocAuc } from './math/tests/paired-roc-auc.ts';
export { type SignedRankOptions, type WilcoxonResult, wilcoxonSignedRank } from './math/tests/wilcoxon-signed-rank.ts';
export { costMetric } from './metrics/business/cost.ts';
export { bestProfit, type OutcomeValues, type ProfitPoint, profitCurve } from './metrics/business/profit-curve.ts';
export { adjustedMutualInformation } from './metrics/clustering/adjusted-mutual-information.ts';
export { adjustedRandIndex } from './metrics/clustering/adjusted-rand.ts';
export { calinskiHarabaszIndex } from './metrics/clustering/calinski-harabasz.ts';
export { daviesBouldinIndex } from './metrics/clustering/davies-bouldin.ts';
export { normalizedMutualInformation } from './metrics/clustering/normalized-mutual-information.ts';
export type { ClusteredPoints } from './metrics/clustering/points.ts';
export { silhouetteOfRows, silhouetteScore } from './metrics/clustering/silhouette.ts';
export { metricByName, metrics, metricsFor } from './metrics/index.ts';
export type { Metric, Outcomes } from './metrics/metric.ts';
export { averagePrecision } from './metrics/ranked-lists/average-precision.ts';
export { hitRateAt } from './metrics/ranked-lists/hit-rate-at.ts';
export type { ListScore, RankedList, RankedRows } from './metrics/ranked-lists/lists.ts';
export { ndcg } from './metrics/ranked-lists/ndcg.ts';
export { precisionAt } from './metrics/ranked-lists/precision-at.ts';
export { recallAt } from './metrics/ranked-lists/recall-at.ts';
export { reciprocalRank } from './metrics/ranked-lists/reciprocal-rank.ts';
export { tableFrom } from './table/build.ts';
export type { Column } from './table/column.ts';
export type { Table } from './table/table.ts';
export type { PredictedIntervals, PredictedSets, Predictions, Signature, Target, Task } from './table/task.ts';
export type { MethodSpec } from './train/study/checked-options.ts';
export { type CmaOptions, cmaSampler } from './train/study/cma-sampler.ts';
export { createDefineByRunStudy, type DefineByRunStudy } from './train/study/define-by-run-study.ts';
export { type GpOptions, gpSampler } from './train/study/gp-sampler.ts';
export { gridSampler } from './train/study/grid-sampler.ts';
export { haltonSampler } from './train/study/halton-sampler.ts';
export { hypervolume } from './train/study/hypervolume.ts';
export {
  type ImportanceOptions,
  type ParameterImportance,
  parameterImportance,
  type StudyImportance,
} from './train/study/importance/parameter-importance.ts';
export { type NsgaOptions, nsgaSampler } from './train/study/nsga-sampler.ts';
export type { ObjectiveModule } from './train/study/objective-module.ts';
export { type ObjectiveThreads, openObjective } from './train/study/objective-threads.ts';
export type { Optimizable } from './train/study/optimizable.ts';
export { type OptimizeOptions, type OptimizeResult, optimize } from './train/study/optimize.ts';
export { type HyperbandOptions, hyperbandPruner } from './train/study/pruners/hyperband-pruner.ts';
export { type PatientOptions, patientPruner } from './train/study/pruners/patient-pruner.ts';
export { medianPruner, type PercentileOptions, percentilePruner } from './train/study/pruners/percentile-pruner.ts';
export type { Pruner, PruningCase } from './train/study/pruners/pruner.ts';
export {
  type SuccessiveHalvingOptions,
  successiveHalvingPruner,
} from './train/study/pruners/successive-halving-pruner.ts';
export { type ThresholdOptions, thresholdPruner } from './train/study/pruners/threshold-pruner.ts';
export { type WilcoxonPrunerOptions, wilcoxonPruner } from './train/study/pruners/wilcoxon-pruner.ts';
export { randomSampler } from './train/study/random-sampler.ts';
export type { Objective, Outcome, RunningTrial, ScaleOptions } from './train/study/running-trial.ts';
export type { Proposal, Sampler } from './train/study/sampler.ts';
export { sobolSampler } from './train/study/sobol-sampler.ts';
export type { Parameter, ParameterValues, StudySpace } from './train/study/space.ts';
export type { StoredStudy } from './train/study/stored-study.ts';
export type { StoredStudyOptions } from './train/study/stored-study-options.ts';
export { createStudy, type Study } from './train/study/study.ts';
export type { StudyOptions } from './train/study/study-options.ts';
export { type TpeOptions, tpeSampler } from './train/study/tpe-sampler.ts';
export type { Goal, Report, Trial } from './train/study/trial.ts';

/** An open home folder: every operation, models in process, and the server. */
export type Modelwright = Client & {
  /** A registered model for predictions in this process. */
  load(ref: string): Promise<InProcessModel>;
  /** Begins a stored study, or goes on with the one of that name. */
  openStudy(options: StoredStudyOptions): Promise<StoredStudy>;
  /** Starts the prediction server on this home; `port: 0` takes a free one. */
  serve(options?: Omit<StartOptions, 'platform'>): Promise<RunningServer>;
  /** Closes the home; nothing can be called afterwards. */
  close(): Promise<void>;
};

/**
 * Opens a home folder (default `MODELWRIGHT_HOME`, the configuration's `home`, or `.modelwright`). It is created when something is stored.
 *
 * @throws CONFIG_INVALID
 */
export async function openModelwright(options: PlatformOptions = {}): Promise<Modelwright> {
  const platform = await openPlatform(options);
  return {
    ...clientOf(platform),
    load: async (ref) => await modelInProcess(await platform.store(), ref),
    async openStudy(search) {
      const { openStudy } = await import('./train/study/stored-study.ts');
      return await openStudy(await platform.store(), search);
    },
    async serve(listen = {}) {
      const { startServer } = await import('./server/start.ts');
      return await startServer({ platform, ...listen });
    },
    close: () => platform.close(),
  };
}
