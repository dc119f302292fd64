/** Every operation, in the order help shows them. One line each. */
import type { Operation } from '../operation.ts';
import { auditVerify } from './audit.ts';
import { doctor } from './doctor.ts';
import { evaluate } from './evaluate.ts';
import { explain } from './explain.ts';
import { exportFile } from './export.ts';
import { holdoutList, holdoutShow } from './holdout.ts';
import { jobsCancel, jobsCreate, jobsList, jobsResults, jobsShow, jobsTell, jobsWait } from './jobs.ts';
import { keysCreate, keysList, keysRevoke } from './keys.ts';
import { labelsAdd } from './labels.ts';
import { learningCurve } from './learning-curve.ts';
import {
  modelsCard,
  modelsCompare,
  modelsHistory,
  modelsImport,
  modelsList,
  modelsPromote,
  modelsRollback,
  modelsShow,
  modelsTypes,
  modelsVerify,
} from './models.ts';
import { monitor } from './monitor.ts';
import { predict } from './predict.ts';
import { predictionsErase, predictionsExport, predictionsPrune } from './predictions.ts';
import { profile } from './profile.ts';
import { prometheusAlerts, prometheusDashboard } from './prometheus.ts';
import { reproduce } from './reproduce.ts';
import { retrain } from './retrain.ts';
import {
  rolloutAbort,
  rolloutList,
  rolloutPause,
  rolloutPromote,
  rolloutResume,
  rolloutStart,
  rolloutStatus,
} from './rollout.ts';
import { runsCompare, runsList, runsShow } from './runs.ts';
import { studyDelete, studyExport, studyImportance, studyList, studyRun, studyShow } from './study.ts';
import { test } from './test.ts';
import { train } from './train.ts';

export const operations = [
  profile,
  train,
  predict,
  learningCurve,
  evaluate,
  explain,
  test,
  holdoutList,
  holdoutShow,
  modelsList,
  modelsShow,
  modelsCard,
  modelsCompare,
  modelsPromote,
  modelsRollback,
  modelsHistory,
  modelsVerify,
  modelsImport,
  modelsTypes,
  exportFile,
  rolloutStart,
  rolloutStatus,
  rolloutList,
  rolloutPromote,
  rolloutPause,
  rolloutResume,
  rolloutAbort,
  runsList,
  runsShow,
  runsCompare,
  studyRun,
  studyList,
  studyShow,
  studyImportance,
  studyExport,
  studyDelete,
  reproduce,
  labelsAdd,
  monitor,
  retrain,
  jobsCreate,
  jobsList,
  jobsShow,
  jobsWait,
  jobsCancel,
  jobsResults,
  jobsTell,
  keysCreate,
  keysList,
  keysRevoke,
  auditVerify,
  predictionsErase,
  predictionsExport,
  predictionsPrune,
  prometheusAlerts,
  prometheusDashboard,
  doctor,
] as const satisfies readonly Operation[];
