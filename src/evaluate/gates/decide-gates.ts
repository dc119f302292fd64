/** Which gates a version passes. */
import type { Score } from '../evaluation.ts';
import type { DeclaredGate } from './declared-gate.ts';
import type { MeasuredFigure, MeasuredGate } from './measure-gates.ts';

/** A gate with what was found. */
export interface GateResult {
  readonly name: string;
  /** `roc_auc >= 0.8 (lower end of the interval)`. */
  readonly law: string;
  readonly passed: boolean;
  /** The figure; of several groupings the first that fails, else the nearest to failing. */
  readonly value: number | null;
  readonly ci: Score['ci'];
  /** Which rows or groups it is about, in words; empty for all rows. */
  readonly on: string;
  /** Why it could not be judged, which is no pass; empty where it could. */
  readonly problem: string;
}

/**
 * Decides. A gate whose figure is not defined does not pass.
 *
 * @param told figures as they may be told, such as with intervals that are widened by earlier looks; default as they are.
 */
export function decideGates(
  measured: readonly MeasuredGate[],
  told: (score: Score, bounds: readonly [number, number]) => Score = (score) => score,
): GateResult[] {
  return measured.map(({ gate, figures }) => {
    const judged = figures.map((figure) => judge(gate, figure, told(figure.score, figure.bounds)));
    const first = judged.reduce((worst, one) => (one.slack < worst.slack ? one : worst));
    const { slack, ...found } = first;
    const law = lawOfGate(gate);
    return { name: gate.name ?? nameOf(gate), law, passed: slack >= 0, ...found };
  });
}

/** `roc_auc >= 0.8 (lower end of the interval)`. */
function lawOfGate({ metric, min, max, bound }: DeclaredGate): string {
  const end = bound === 'estimate' ? '' : ` (${bound} end of the interval)`;
  const laws = [min === undefined ? '' : `${metric} >= ${min}`, max === undefined ? '' : `${metric} <= ${max}`];
  return `${laws.filter((law) => law !== '').join(' and ')}${end}`;
}

/** How far the figure is from failing, in its own unit; below 0 it fails. */
interface Judged extends Pick<GateResult, 'value' | 'ci' | 'on' | 'problem'> {
  readonly slack: number;
}

function judge({ min, max, bound }: DeclaredGate, { on, problem }: MeasuredFigure, { value, ci }: Score): Judged {
  const reached = bound === 'estimate' ? value : (ci?.[bound === 'lower' ? 0 : 1] ?? null);
  if (value === null || reached === null) {
    const missing = value === null ? 'it is not defined on the judged rows' : 'it has no interval';
    return { value, ci, on, problem: problem ?? missing, slack: Number.NEGATIVE_INFINITY };
  }
  const slack = Math.min(reached - (min ?? Number.NEGATIVE_INFINITY), (max ?? Number.POSITIVE_INFINITY) - reached);
  return { value, ci, on, problem: '', slack };
}

function nameOf({ metric, slice, sensitive }: DeclaredGate): string {
  if (slice === 'weakest') return `${metric} of the weakest slice`;
  if (slice) return `${metric} of a slice`;
  return sensitive ? `${metric} by ${sensitive.join(' / ')}` : metric;
}
