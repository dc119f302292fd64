/** What testing a version found, as plain JSON: kept with the version, shown on its pages. */
import type { BehaviourResult } from './behaviour/behaviour.ts';
import type { Score } from './evaluation.ts';
import type { FairnessReport } from './fairness/fairness-report.ts';
import type { GateResult } from './gates/decide-gates.ts';

/** A gate as JSON: an end of an interval that is not bounded is null. */
export interface GateFinding extends Omit<GateResult, 'ci'> {
  readonly ci: readonly [low: number | null, high: number | null] | null;
}

export interface TestFindings {
  /** ISO-8601, UTC. */
  readonly testedAt: string;
  readonly passed: boolean;
  /** `holdout`, or the source as it was named. */
  readonly data: { readonly kind: 'holdout' | 'source'; readonly name: string; readonly rows: number };
  readonly gates: readonly GateFinding[];
  /** With failing examples, for pages on this machine alone. */
  readonly tests: readonly BehaviourResult[];
  readonly fairness?: FairnessReport;
  readonly metrics: Readonly<Record<string, Score>>;
}

/** What did not pass, in sentences that name the law and the value. */
export function failures({ gates, tests }: Pick<TestFindings, 'gates' | 'tests'>): string[] {
  return [
    ...tests.filter(({ required, verdict }) => required && verdict !== 'passed').map(testFailure),
    ...gates.filter(({ passed }) => !passed).map(gateFailure),
  ];
}

function testFailure({ name, verdict, failures: failed, rows, maxFailureRate, bound }: BehaviourResult): string {
  if (verdict === 'untested') return `test "${name}": no row that it says something about`;
  const end = bound === 'estimate' ? 'share' : `${bound} end of the share`;
  return `test "${name}": ${end} of failures <= ${maxFailureRate} must hold, got ${failed} of ${rows} rows`;
}

function gateFailure({ name, law, value, ci, on, problem, ...gate }: GateFinding): string {
  const where = on === '' ? '' : ` for ${on}`;
  const found = problem === '' ? `got ${foundWords({ value, ci, law, ...gate })}` : problem;
  const titled = law.startsWith(name) ? '' : ` "${name}"`;
  return `gate${titled}: ${law} must hold${where}, ${found}`;
}

function foundWords({ value, ci, law }: Pick<GateFinding, 'value' | 'ci' | 'law'>): string {
  const shown = String(Number(value?.toPrecision(4)));
  const end = law.includes('(lower end') ? ci?.[0] : law.includes('(upper end') ? ci?.[1] : undefined;
  return end === undefined || end === null ? shown : `${Number(end.toPrecision(4))} (value ${shown})`;
}
