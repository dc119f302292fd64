/** Tests a registered version against what a project declares: behaviour, gates, fairness. The findings stay with the version. */

import { nowIso } from '../core/clock.ts';
import { ModelwrightError } from '../core/errors.ts';
import { plainJson } from '../core/plain-json.ts';
import type { OnProgress } from '../core/progress.ts';
import { predictAnywhere } from '../estimators/predict-anywhere.ts';
import { answerAsked } from '../evaluate/behaviour/asked.ts';
import { type BehaviourResult, behaviourTests } from '../evaluate/behaviour/behaviour.ts';
import { evaluate } from '../evaluate/evaluation.ts';
import { fairnessReport } from '../evaluate/fairness/fairness-report.ts';
import { judgeFairness, selectedClass } from '../evaluate/fairness/judge-fairness.ts';
import { toldReport } from '../evaluate/fairness/told-report.ts';
import { decideGates } from '../evaluate/gates/decide-gates.ts';
import { gateFigure } from '../evaluate/gates/gate-figure.ts';
import { measureGates } from '../evaluate/gates/measure-gates.ts';
import { failures, type GateFinding, type TestFindings } from '../evaluate/test-findings.ts';
import { metricByName } from '../metrics/index.ts';
import type { Store } from '../store/open-store.ts';
import type { Table } from '../table/table.ts';
import { labelledSignature } from '../table/task.ts';
import { recordVersionTest } from '../tracking/version-tests.ts';
import { costMetricOf } from '../train/costs.ts';
import { isTrainedHere, recordedDecision } from '../train/recorded.ts';
import { thoroughly, timeRows } from '../train/time-rows.ts';
import { checkGates, type Declared, hashDeclared } from './declared.ts';
import { judgedRows } from './judged-rows.ts';
import { openModel, unjudgeable } from './opened-model.ts';
import { pagesOf } from './show-model.ts';
import { testedModel } from './tested-model.ts';

export interface TestRequest {
  readonly model: string;
  /** Labelled data; default the sealed holdout of the version's own training. */
  readonly source?: string;
  readonly declared: Declared;
  readonly seed: number;
  readonly actor: string;
  readonly onProgress: OnProgress;
}

/**
 * Tests, keeps what was found, and draws the version's pages with it.
 *
 * @throws TESTS_NONE when nothing is declared; PARAM_INVALID, METRIC_UNFIT and COLUMN_NOT_FOUND for what does not fit the model or the
 *   data; the errors of reading and of asking a holdout. A failed gate is no error here.
 */
export async function testModel(store: Store, request: TestRequest) {
  const { declared, seed, actor, onProgress } = request;
  if (declared.tests.length + declared.gates.length === 0) throw new ModelwrightError('TESTS_NONE', {});
  checkGates(declared);
  onProgress({ stage: 'read' });
  const opened = await openModel(store, request.model);
  const { model, version, bytes } = opened;
  const { target: known } = labelledSignature(model.signature, unjudgeable);
  checkGates(declared, known.task);
  const cost = isTrainedHere(version) ? costMetricOf(recordedDecision(version).request.costs, known) : undefined;
  const rows = await judgedRows(store, opened, request);

  onProgress({ stage: 'test' });
  const predict = (X: Table) => predictAnywhere(model, X);
  const asked = behaviourTests({ tests: declared.tests, model: testedModel(model), held: rows.table, seed });
  const ran = await answerAsked(asked, predict);
  const tests = rows.kind === 'holdout' ? ran.map((result, i) => sealedResult(declared.tests[i], result)) : ran;
  const target = { ...known, values: rows.yTrue };
  const predictions = await predict(rows.table);
  const fairness =
    declared.fairness &&
    judgeFairness({
      settings: declared.fairness,
      target,
      predictions,
      table: rows.table,
      source: rows.kind === 'source' ? `source "${rows.name}"` : 'the training data',
      metrics: figuresAsked(declared),
      seed,
    });
  const { metrics } = evaluate({ target, predictions, extra: cost && [cost], seed, groups: rows.groups });
  const measured = measureGates(declared.gates, {
    target,
    predictions,
    table: rows.table,
    inputs: model.signature.inputs.map(({ name }) => name),
    metrics,
    fairness,
    footprint: { latency_us: await answerAsked(timeRows(rows.table, thoroughly), predict), bytes },
    cost,
    seed,
  });

  onProgress({ stage: 'gates' });
  const settings = declared.fairness;
  const report = fairness && settings && fairnessReport(fairness, settings, selectedClass(settings, target));
  const { answer, look } = await rows.tell(predictions, (told) => ({
    gates: decideGates(measured, told),
    fairness: report && toldReport(report, told),
    metrics: Object.fromEntries(
      Object.entries(metrics).map(([name, score]) => [
        name,
        told(score, (name === cost?.name ? cost : metricByName(name)).bounds),
      ]),
    ),
  }));
  const gates = answer.gates.map(
    (gate): GateFinding => ({ ...gate, ci: gate.ci && [bounded(gate.ci[0]), bounded(gate.ci[1])] }),
  );
  const failed = failures({ gates, tests });
  const findings: TestFindings = {
    testedAt: nowIso(),
    passed: failed.length === 0,
    data: { kind: rows.kind, name: rows.name, rows: rows.table.nRows },
    gates,
    tests,
    ...(answer.fairness && { fairness: answer.fairness }),
    metrics: answer.metrics,
  };
  const { name } = version;
  await recordVersionTest(store, {
    name,
    version: version.version,
    at: findings.testedAt,
    actor,
    specHash: hashDeclared(declared),
    passed: findings.passed,
    findings: plainJson(findings),
  });
  return {
    model: { name, version: version.version },
    ...findings,
    tests: tests.map(withoutExamples),
    failed,
    ...(look && { look }),
    ...(await pagesOf(store, version)),
  };
}

/** Metrics that a gate compares between groups and that are not always told. */
function figuresAsked({ gates }: Declared): string[] {
  return gates.flatMap(({ metric }, i) => {
    const figure = gateFigure(metric, `gates.${i}.metric`);
    return figure.kind === 'fairness' && figure.asks !== undefined ? [figure.asks] : [];
  });
}

/** Sealed rows are shown to nobody; rows that the test gives itself are. */
function sealedResult(test: Declared['tests'][number], result: BehaviourResult): BehaviourResult {
  const isGiven = test.kind === 'minimum_functionality' || test.rows !== undefined;
  return isGiven ? result : { ...result, examples: [] };
}

/** Examples are for pages on this machine: an answer may end in a log. */
function withoutExamples({ examples, ...result }: BehaviourResult) {
  return { ...result, examples: examples.length };
}

function bounded(end: number): number | null {
  return Number.isFinite(end) ? end : null;
}
