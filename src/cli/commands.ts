/** Every command: the operation behind it and how its answer is shown. One line each; loaded only when called. */
import type { Command } from './command.ts';
import { jobCommands } from './job-commands.ts';
import { rolloutCommands } from './rollout-commands.ts';

/** The words of an operation's command: `models.promote` is `models promote`, `learning_curve` is `learning-curve`. */
export function wordsOf(name: string): string[] {
  return name.replaceAll('_', '-').split('.');
}

const holdout = () => import('../app/operations/holdout.ts');
const holdoutViews = () => import('./views/holdout.ts');
const keys = () => import('../app/operations/keys.ts');
const keyViews = () => import('./views/keys.ts');
const models = () => import('../app/operations/models.ts');
const modelViews = () => import('./views/models.ts');
const predictions = () => import('../app/operations/predictions.ts');
const predictionViews = () => import('./views/predictions.ts');
const prometheus = () => import('../app/operations/prometheus.ts');
const prometheusViews = () => import('./views/prometheus.ts');
const runs = () => import('../app/operations/runs.ts');
const runViews = () => import('./views/runs.ts');
const study = () => import('../app/operations/study.ts');
const studyViews = () => import('./views/study.ts');

export const commands: readonly Command[] = [
  {
    name: 'profile',
    summary: 'what is in a table',
    operation: async () => (await import('../app/operations/profile.ts')).profile,
    view: async () => (await import('./views/profile.ts')).profileView,
  },
  {
    name: 'train',
    summary: 'train, judge and register a model',
    operation: async () => (await import('../app/operations/train.ts')).train,
    view: async () => (await import('./views/train.ts')).trainView,
  },
  {
    name: 'predict',
    summary: 'score every row of a source',
    operation: async () => (await import('../app/operations/predict.ts')).predict,
    view: async () => (await import('./views/predict.ts')).predictView,
  },
  {
    name: 'learning_curve',
    summary: 'what twice the data is worth',
    operation: async () => (await import('../app/operations/learning-curve.ts')).learningCurve,
    view: async () => (await import('./views/learning-curve.ts')).learningCurveView,
  },
  {
    name: 'evaluate',
    summary: 'metrics of a model on labelled data',
    operation: async () => (await import('../app/operations/evaluate.ts')).evaluate,
    view: async () => (await import('./views/evaluate.ts')).evaluateView,
  },
  {
    name: 'explain',
    summary: 'what a model relies on, as a page',
    operation: async () => (await import('../app/operations/explain.ts')).explain,
    view: async () => (await import('./views/explain.ts')).explainView,
  },
  {
    name: 'test',
    summary: 'a version against tests and gates',
    operation: async () => (await import('../app/operations/test.ts')).test,
    view: async () => (await import('./views/test.ts')).testView,
  },
  {
    name: 'holdout.list',
    summary: 'sealed holdouts and their budgets',
    operation: async () => (await holdout()).holdoutList,
    view: async () => (await holdoutViews()).holdoutListView,
  },
  {
    name: 'holdout.show',
    summary: 'every look at a sealed holdout',
    operation: async () => (await holdout()).holdoutShow,
    view: async () => (await holdoutViews()).holdoutShowView,
  },
  {
    name: 'models.list',
    summary: 'every version of every model',
    operation: async () => (await models()).modelsList,
    view: async () => (await modelViews()).modelsListView,
  },
  {
    name: 'models.show',
    summary: 'one version: aliases, hashes, lineage',
    operation: async () => (await models()).modelsShow,
    view: async () => (await modelViews()).modelsShowView,
  },
  {
    name: 'models.card',
    summary: 'the model card as a page, Markdown or JSON',
    operation: async () => (await models()).modelsCard,
    view: async () => (await modelViews()).modelsCardView,
  },
  {
    name: 'models.compare',
    summary: 'two models in pairs on the same rows',
    operation: async () => (await models()).modelsCompare,
    view: async () => (await import('./views/models-compare.ts')).modelsCompareView,
  },
  {
    name: 'models.promote',
    summary: 'point an alias at a version',
    operation: async () => (await models()).modelsPromote,
    view: async () => (await modelViews()).aliasMoveView,
  },
  {
    name: 'models.rollback',
    summary: 'go one promotion back',
    operation: async () => (await models()).modelsRollback,
    view: async () => (await modelViews()).aliasMoveView,
  },
  {
    name: 'models.history',
    summary: 'who moved which alias, when and why',
    operation: async () => (await models()).modelsHistory,
    view: async () => (await modelViews()).modelsHistoryView,
  },
  {
    name: 'models.verify',
    summary: 'check an artifact and its golden rows',
    operation: async () => (await models()).modelsVerify,
    view: async () => (await modelViews()).modelsVerifyView,
  },
  {
    name: 'models.import',
    summary: 'register a LightGBM or XGBoost model',
    operation: async () => (await models()).modelsImport,
    view: async () => (await modelViews()).modelsImportView,
  },
  {
    name: 'models.types',
    summary: 'TypeScript types for modelwright/client',
    operation: async () => (await models()).modelsTypes,
    view: async () => (await import('./views/models-types.ts')).modelsTypesView,
  },
  {
    name: 'export',
    summary: 'a model as a JavaScript module or ONNX',
    operation: async () => (await import('../app/operations/export.ts')).exportFile,
    view: async () => (await import('./views/export.ts')).exportView,
  },
  ...rolloutCommands,
  {
    name: 'runs.list',
    summary: 'tracked runs, the newest first',
    operation: async () => (await runs()).runsList,
    view: async () => (await runViews()).runsListView,
  },
  {
    name: 'runs.show',
    summary: 'one run: settings, metrics, outcome',
    operation: async () => (await runs()).runsShow,
    view: async () => (await runViews()).runsShowView,
  },
  {
    name: 'runs.compare',
    summary: 'runs side by side',
    operation: async () => (await runs()).runsCompare,
    view: async () => (await runViews()).runsCompareView,
  },
  {
    name: 'study.run',
    summary: 'search with the objective of a module',
    operation: async () => (await study()).studyRun,
    view: async () => (await studyViews()).studyRunView,
    failed: ({ trials }: { trials: { complete: number } }) => trials.complete === 0,
  },
  {
    name: 'study.list',
    summary: 'stored studies, the newest first',
    operation: async () => (await study()).studyList,
    view: async () => (await studyViews()).studyListView,
  },
  {
    name: 'study.show',
    summary: 'one study: search, best trials, history',
    operation: async () => (await study()).studyShow,
    view: async () => (await studyViews()).studyShowView,
  },
  {
    name: 'study.importance',
    summary: 'which parameters mattered',
    operation: async () => (await study()).studyImportance,
    view: async () => (await studyViews()).studyImportanceView,
  },
  {
    name: 'study.export',
    summary: 'the trials as CSV or JSON',
    operation: async () => (await study()).studyExport,
    view: async () => (await studyViews()).studyExportView,
  },
  {
    name: 'study.delete',
    summary: 'remove a study with its trials',
    operation: async () => (await study()).studyDelete,
    view: async () => (await studyViews()).studyDeleteView,
  },
  {
    name: 'reproduce',
    summary: 'train again from the record and compare hashes',
    operation: async () => (await import('../app/operations/reproduce.ts')).reproduce,
    view: async () => (await import('./views/reproduce.ts')).reproduceView,
    failed: ({ equal }: { equal: boolean }) => !equal,
  },
  {
    name: 'labels.add',
    summary: 'true outcomes of logged predictions',
    operation: async () => (await import('../app/operations/labels.ts')).labelsAdd,
    view: async () => (await import('./views/labels.ts')).labelsAddView,
  },
  {
    name: 'monitor',
    summary: 'drift, quality and performance in use',
    operation: async () => (await import('../app/operations/monitor.ts')).monitor,
    view: async () => (await import('./views/monitor.ts')).monitorView,
  },
  {
    name: 'retrain',
    summary: 'a challenger against the champion',
    operation: async () => (await import('../app/operations/retrain.ts')).retrain,
    view: async () => (await import('./views/retrain.ts')).retrainView,
  },
  ...jobCommands,
  {
    name: 'keys.create',
    summary: 'an API key for `serve --auth keys`',
    operation: async () => (await keys()).keysCreate,
    view: async () => (await keyViews()).keysCreateView,
  },
  {
    name: 'keys.list',
    summary: 'API keys, their roles and their last use',
    operation: async () => (await keys()).keysList,
    view: async () => (await keyViews()).keysListView,
  },
  {
    name: 'keys.revoke',
    summary: 'end an API key',
    operation: async () => (await keys()).keysRevoke,
    view: async () => (await keyViews()).keysRevokeView,
  },
  {
    name: 'audit.verify',
    summary: 'check the hash chain of the audit log',
    operation: async () => (await import('../app/operations/audit.ts')).auditVerify,
    view: async () => (await import('./views/audit.ts')).auditVerifyView,
  },
  {
    name: 'predictions.erase',
    summary: 'a person out of the prediction log',
    operation: async () => (await predictions()).predictionsErase,
    view: async () => (await predictionViews()).predictionsEraseView,
    failed: ({ pending, unreadable }: { pending: number; unreadable: number }) => pending + unreadable > 0,
  },
  {
    name: 'predictions.export',
    summary: 'what the log holds about a person',
    operation: async () => (await predictions()).predictionsExport,
    view: async () => (await predictionViews()).predictionsExportView,
  },
  {
    name: 'predictions.prune',
    summary: 'logged predictions that are too old',
    operation: async () => (await predictions()).predictionsPrune,
    view: async () => (await predictionViews()).predictionsPruneView,
  },
  {
    name: 'prometheus.alerts',
    summary: 'alert rules for the server',
    operation: async () => (await prometheus()).prometheusAlerts,
    view: async () => (await prometheusViews()).prometheusAlertsView,
  },
  {
    name: 'prometheus.dashboard',
    summary: 'a Grafana dashboard of the server',
    operation: async () => (await prometheus()).prometheusDashboard,
    view: async () => (await prometheusViews()).prometheusDashboardView,
  },
  {
    name: 'doctor',
    summary: 'is this environment fit to work in',
    operation: async () => (await import('../app/operations/doctor.ts')).doctor,
    view: async () => (await import('./views/doctor.ts')).doctorView,
    failed: ({ ok }: { ok: boolean }) => !ok,
  },
];
