/** The objective of a fit as data that its threads can share. */
import type { FitContext, FitInput } from '../estimator.ts';
import type { GbdtParams } from './gbdt-params.ts';
import { lossOf, type ObjectiveName } from './loss-choice.ts';
import type { ObjectiveSpec } from './objectives.ts';
import { targetOf } from './scored-rows.ts';
import { trainingWeights } from './training-weights.ts';

/** With several threads its arrays are on shared memory. */
export function specOf(input: FitInput, params: GbdtParams, name: ObjectiveName, ctx: FitContext): ObjectiveSpec {
  const { threads = 1 } = ctx;
  const { task, nClasses } = input;
  const { y, weights } = targetOf({ ...input, sampleWeight: trainingWeights(input, params) });
  const nWork = task === 'multiclass' ? nClasses * y.length : 0;
  const shared = threads > 1 ? sharedCopy : (values: Float64Array) => values;
  const work = threads > 1 ? new Float64Array(new SharedArrayBuffer(nWork * 8)) : new Float64Array(nWork);
  return {
    task: task!,
    nClasses,
    target: { y: shared(y), weights: shared(weights) },
    work,
    loss: lossOf(name, params),
    rowFactors: params.boosting === 'goss',
  };
}

function sharedCopy(values: Float64Array): Float64Array {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const copy = new Float64Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
