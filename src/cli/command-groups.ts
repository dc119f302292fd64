/** What the groups of commands are about, for help. */

/** What a group of commands is about. */
export const groups: Readonly<Record<string, string>> = {
  holdout: 'sealed holdouts and the looks at them: list, show',
  models: 'the registry: list, show, card, compare, promote, rollback, history, verify, import, types',
  rollout: 'traffic to new versions: start, status, list, promote, pause, resume, abort',
  runs: 'tracked runs: list, show, compare',
  study: 'searches of your own: run, list, show, importance, export, delete',
  labels: 'outcomes that become known later: add',
  jobs: 'rows that a server predicts meanwhile: create, list, show, wait, cancel, results, tell',
  keys: 'API keys of the server: create, list, revoke',
  predictions: 'the prediction log and the people in it: erase, export, prune',
  prometheus: 'files to watch the server by: alerts, dashboard',
  audit: 'the log of administrative acts: verify',
};
