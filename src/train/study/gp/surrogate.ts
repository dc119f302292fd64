/** What Gaussian processes say about the trials of a study: the objective, and each constraint. */
import { exp } from '../../../math/exp.ts';
import type { Slope } from '../../../math/lbfgs.ts';
import { mean, variance } from '../../../math/reduce.ts';
import type { Proposal } from '../sampler.ts';
import { costsOf, type Trial, violationOf } from '../trial.ts';
import {
  type ByPrediction,
  logExpectedImprovement,
  logExpectedImprovementSlope,
  logFeasibility,
  logFeasibilitySlope,
} from './acquisition.ts';
import type { Features } from './features.ts';
import { learnParameters } from './learn-parameters.ts';
import { fitProcess, type GaussianProcess, type GpParameters, type PredictionSlope } from './process.ts';

/** Hyper-parameters of the objective and of each constraint, and the trials they come from. */
export interface Learned {
  readonly count: number;
  readonly last: Trial;
  readonly parameters: readonly GpParameters[];
}

/** The logarithm of how promising an encoded trial is. */
export interface Acquisition {
  valueAt(row: Float64Array): number;
  /** Its gradient by the columns of the row. */
  slopeAt(row: Float64Array): Slope;
  /** By column, how far the objective's process has to go to see something else. */
  readonly lengthScales: Float64Array;
}

/** The complete trials. */
export function usableTrials(ended: readonly Trial[]): Trial[] {
  return ended.filter((trial) => trial.state === 'complete');
}

/**
 * Hyper-parameters from the first trials, learned anew each time there are about a tenth more: a function of the trials
 * alone, so a search that is gone on with takes the same ones.
 */
export function learnSurrogate(
  usable: readonly Trial[],
  proposal: Proposal,
  features: Features,
  known: Learned | undefined,
): Learned {
  let count = 2;
  for (let next = 3; next <= usable.length; next += Math.max(1, Math.floor(next / 10))) count = next;
  const last = usable[count - 1];
  if (known?.last === last && known.count === count) return known;
  const first = usable.slice(0, count);
  const rows = first.map((trial) => features.encode(trial.params));
  const parameters = targetsOf(first, proposal).map(({ values }) =>
    learnParameters({ rows, owners: features.owners, values }, features.count),
  );
  return { count, last, parameters };
}

/**
 * Expected improvement over the best feasible trial, times the probability of being feasible; that probability alone while
 * no trial is. Pending trials count as if they had ended as expected (the "kriging believer" of Ginsbourger et al. 2010).
 *
 * @returns undefined when rounding leaves no process.
 */
export function acquisitionOf(
  usable: readonly Trial[],
  proposal: Proposal,
  features: Features,
  { parameters }: Learned,
): Acquisition | undefined {
  const targets = targetsOf(usable, proposal);
  const rows = usable.map((trial) => features.encode(trial.params));
  const pending = proposal.pending.map((params) => features.encode(params));
  const processes: GaussianProcess[] = [];
  for (let t = 0; t < targets.length; t++) {
    const process = believing(rows, targets[t].values, pending, features.owners, parameters[t]);
    if (process === undefined) return undefined;
    processes.push(process);
  }
  const [objective, ...constraints] = processes;
  let best = Number.POSITIVE_INFINITY;
  usable.forEach((trial, i) => {
    if (violationOf(trial, proposal) === 0) best = Math.min(best, targets[0].values[i]);
  });
  const known = best < Number.POSITIVE_INFINITY;
  return {
    valueAt(row) {
      let promise = 0;
      if (known) {
        const { mean: expected, deviation } = objective.predict(row);
        promise = logExpectedImprovement(expected, deviation, best);
      }
      constraints.forEach((process, c) => {
        const { mean: expected, deviation } = process.predict(row);
        promise += logFeasibility(expected + targets[c + 1].offset, deviation);
      });
      return promise;
    },
    slopeAt(row) {
      const gradient = new Float64Array(row.length);
      let value = 0;
      if (known) {
        const at = objective.predictSlope(row);
        value = logExpectedImprovement(at.mean, at.deviation, best);
        addSlope(gradient, at, logExpectedImprovementSlope(at.mean, at.deviation, best));
      }
      constraints.forEach((process, c) => {
        const at = process.predictSlope(row);
        const expected = at.mean + targets[c + 1].offset;
        value += logFeasibility(expected, at.deviation);
        addSlope(gradient, at, logFeasibilitySlope(expected, at.deviation));
      });
      return { value, gradient };
    },
    lengthScales: Float64Array.from(features.owners, (owner) => exp(-0.5 * parameters[0].logPrecisions[owner])),
  };
}

/** The chain rule. */
function addSlope(gradient: Float64Array, { meanSlope, deviationSlope }: PredictionSlope, by: ByPrediction): void {
  for (let c = 0; c < gradient.length; c++) {
    gradient[c] += by.byMean * meanSlope[c] + by.byDeviation * deviationSlope[c];
  }
}

interface Target {
  /** Of mean 0 and variance 1. */
  readonly values: Float64Array;
  /** Where the original zero is, with its sign turned. */
  readonly offset: number;
}

/** The cost, then the constraints. */
function targetsOf(usable: readonly Trial[], proposal: Proposal): Target[] {
  const columns = usable.map((trial) => [...(costsOf(trial, proposal) ?? []), ...(trial.constraints ?? [])]);
  return columns[0].map((_, c) => standardized(columns.map((column) => column[c])));
}

/** Infinite values count as the largest or smallest finite one. */
function standardized(raw: readonly number[]): Target {
  const finite = raw.filter(Number.isFinite);
  const [low, high] = finite.reduce(
    ([l, h], x) => [Math.min(l, x), Math.max(h, x)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const values = Float64Array.from(raw, (x) => (finite.length === 0 ? 0 : Math.min(high, Math.max(low, x))));
  const centre = mean(values);
  const spread = Math.sqrt(variance(values, 0)) || 1;
  return { values: values.map((x) => (x - centre) / spread), offset: centre / spread };
}

function believing(
  rows: readonly Float64Array[],
  values: Float64Array,
  pending: readonly Float64Array[],
  owners: Int32Array,
  parameters: GpParameters,
): GaussianProcess | undefined {
  const process = fitProcess({ rows, owners, values }, parameters);
  if (process === undefined || pending.length === 0) return process;
  const believed = Float64Array.from([...values, ...pending.map((row) => process.predict(row).mean)]);
  return fitProcess({ rows: [...rows, ...pending], owners, values: believed }, parameters);
}
