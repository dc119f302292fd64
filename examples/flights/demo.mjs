/**
 * The whole life of one model on real flights: will a flight be more than 15 minutes late?
 * Every step is a command of its own or an HTTP request; every claim is checked, and a claim that fails ends the demo with exit 1.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { refused, modelwright as run, startServer } from './command.mjs';
import { cutFlights, rowsOf } from './data.mjs';
import { median, openLedger, withInterval } from './ledger.mjs';
import { askWithoutPause, replay, replayUntilOver, sendLabels } from './traffic.mjs';

const startedMs = performance.now();
const folder = join(process.cwd(), '.modelwright-demo');
const home = join(folder, 'home');
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const modelwright = (...args) => run(home, args);
const shown = (path) => relative(process.cwd(), path);
const question = ['--derive', 'late = delay > 15', '--target', 'late', '--time-column', 'date'];
const ledger = openLedger();

ledger.heading('1. Data: a sample of January and February 2001');
const files = await cutFlights(folder);
const profile = await modelwright('profile', shown(files.early), '--derive', 'late = delay > 15', '--target', 'late');
ledger.figure(
  'flights profiled',
  `${profile.rows} rows, ${profile.columns.length} columns, ${profile.findings.length} finding(s)`,
);
for (const { severity, message } of profile.findings.slice(0, 3)) ledger.say(`${severity}: ${message}`);

ledger.heading('2. Train: baseline, search on earlier flights, one look at the latest fifth');
const trained = await modelwright(
  'train',
  shown(files.early),
  '--name',
  'flights',
  ...question,
  '--max-candidates',
  '3',
);
const { metric, baseline, holdout, lift } = trained;
ledger.figure(`baseline ${metric.name} (${baseline.name})`, withInterval(baseline));
ledger.figure(`model ${metric.name} on the holdout`, withInterval(holdout));
ledger.figure('lift over the baseline', `${withInterval(lift)}, p = ${lift.pValue.toPrecision(2)}: ${lift.verdict}`);
ledger.check('the model beats its baseline, so it became champion', trained.champion && lift.verdict === 'lift');

ledger.heading('3. Control: the same flights with shuffled delays must not pass');
const control = await modelwright(
  'train',
  shown(files.shuffled),
  '--name',
  'control',
  ...question,
  '--max-candidates',
  '1',
);
ledger.figure('control lift', `${withInterval(control.lift)}: ${control.lift.verdict}`);
const refusal = await refused(home, ['models', 'promote', 'control@1', '--reason', 'try it']);
ledger.check(
  `promotion of the control is refused (exit ${refusal.exitCode}: ${refusal.code})`,
  refusal.exitCode === 3 && refusal.code === 'PROMOTION_REFUSED',
);

ledger.heading('4. Serve: March over HTTP, labels later');
const server = await startServer(home);
ledger.say(`listening on ${server.url}`);
let stopped;
try {
  const march = await rowsOf(files.march);
  const usual = await replay(server.url, 'flights', march);
  ledger.figure('HTTP requests of ten flights, median', `${median(usual.latenciesMs).toFixed(2)} ms`);
  const accepted = await sendLabels(server.url, usual.labels);
  ledger.check(`${accepted} labels joined their predictions`, accepted === march.length);
  const calm = await modelwright('monitor', 'flights');
  ledger.figure('March', driftWords(calm));
  ledger.check('March looks like the training data', !calm.drift.drifted && calm.labelled === march.length);

  ledger.heading('5. Drift: from April on, the flights come from western airports');
  const since = new Date().toISOString();
  const west = await rowsOf(files.west);
  const changed = await replay(server.url, 'flights', west);
  await sendLabels(server.url, changed.labels);
  const drifted = await modelwright('monitor', 'flights', '--since', since);
  const found = drifted.drift.columns.filter((column) => column.drifted).map(({ name }) => name);
  ledger.figure('western spring', driftWords(drifted));
  ledger.check('drift is found in origin, which changed', found.includes('origin'));
  ledger.check('and not in the day of the week, which did not', !found.includes('date.day_of_week'));

  ledger.heading('6. Retrain: a challenger that has seen the new flights meets the champion');
  const asking = askWithoutPause(server.url, 'flights', west[0].row);
  const retrained = await modelwright('retrain', 'flights', '--data', shown(files.fresh), '--max-candidates', '3');
  ledger.figure(`champion ${metric.name} on fresh flights`, withInterval(retrained.champion.holdout));
  ledger.figure(`challenger ${metric.name} on the same`, withInterval(retrained.challenger.holdout));
  ledger.figure('gain', `${withInterval(retrained.gain)}, p = ${retrained.pValue.toPrecision(2)}`);
  ledger.say(retrained.reason);
  ledger.figure('decision', retrained.decision);
  ledger.check(
    `the challenger learned from later flights (until ${retrained.trainedUntil})`,
    retrained.trainedUntil > '2001-03' && retrained.rows.fresh > 0,
  );
  if (retrained.decision === 'promoted') {
    const answeredMs = await asking.until(retrained.challenger.version);
    const { history } = await modelwright('models', 'history', 'flights');
    const swapMs = answeredMs - Date.parse(history.at(-1).at);
    ledger.figure('server follows the promotion after', `${swapMs.toFixed(0)} ms`);
    ledger.check('within a second', swapMs < 1000);

    ledger.heading('7. Roll back: the first model answers again');
    asking.forget();
    const back = await modelwright('models', 'rollback', 'flights', '--reason', 'demo');
    const returned = await asking.until(back.version);
    ledger.check(`version ${back.version} answers again`, back.version === 1 && returned !== undefined);
  }
  const { failed } = await asking.stop();
  ledger.check(`${failed} requests failed during promotion and rollback`, failed === 0);

  ledger.heading('8. Canary: a version that learned the question the wrong way round');
  const reversed = await modelwright(
    'train',
    shown(files.early),
    '--name',
    'flights',
    '--derive',
    'late = delay <= 15',
    '--target',
    'late',
    '--time-column',
    'date',
    '--max-candidates',
    '1',
  );
  ledger.check('its holdout praises it: only labels of real answers can tell', reversed.lift.verdict === 'lift');
  const canary = `flights@${reversed.model.version}`;
  await modelwright('rollout', 'start', canary, '--steps', '25', '--step-seconds', '600', '--reason', 'demo');
  const counts = await replayUntilOver(server.url, 'flights', march);
  const ended = await modelwright('rollout', 'status', 'flights');
  const reason = ended.findings.find(({ action }) => action === 'rollback');
  ledger.figure(
    'answers of the bad canary',
    `${counts.ofVersion(reversed.model.version)} of ${counts.requests} requests`,
  );
  ledger.figure('taken back because of', reason ? `${reason.guardrail} answers` : 'nothing');
  ledger.check('the canary lost its traffic by itself', ended.phase === 'rolled_back' && ended.settled);
  const calmed = await replay(server.url, 'flights', march.slice(0, 100));
  ledger.check('the champion answers everything again', calmed.versions.join() === '1');
} finally {
  stopped = await server.stop();
}
ledger.check('the server stopped cleanly', stopped === 0);

ledger.heading('9. Trust: audit log, artifact and reproduction');
const audit = await modelwright('audit', 'verify');
ledger.figure('audit log', `${audit.entries} entries, chain whole`);
await modelwright('models', 'verify', 'flights@1');
const again = await modelwright('reproduce', 'flights@1');
ledger.figure('reproduced hash', `${again.actual.slice(0, 16)}... ${again.equal ? 'equal' : 'DIFFERENT'}`);
ledger.check('training again gives the same bytes', again.equal);

const seconds = (performance.now() - startedMs) / 1000;
ledger.figure('duration', `${seconds.toFixed(0)} s`);
const failures = ledger.close();
console.log(`\nreport: ${shown(trained.reportPath)}\ncard:   ${shown(trained.cardPath)}`);
console.log('Look around: npx modelwright models list --home .modelwright-demo/home');
process.exitCode = failures === 0 ? 0 : 1;

function driftWords({ drift, performance: quality }) {
  const names = drift.columns.filter((column) => column.drifted).map(({ name }) => name);
  return `${names.length === 0 ? 'no column drifted' : `drifted: ${names.join(', ')}`}; performance ${quality.status}`;
}
