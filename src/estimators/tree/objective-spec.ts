/** The objective of a fit as data that its threads can share. */
import type { FitContext, FitInput } from '../estimator.ts';
import type { GbdtParams } from './gbdt-params.ts';
import { lossOf, type ObjectiveName } from './loss-choice.ts';
import type { ObjectiveSpec } from './objectives.ts';
import { targetOf } from './scored-rows.ts';
import { trainingWeights } from './training-weights.ts';

/** With several threads its arrays are on shared memory. */
export function specOf(input: FitInput, params: GbdtParams, name: ObjectiveName, ctx: FitContext): ObjectiveSpec {
  const { threads = 1, objective: custom } = ctx;
  const { task, nClasses, groups } = input;
  const { y, weights } = targetOf({ ...input, sampleWeight: trainingWeights(input, params) });
  const nWork = task === 'multiclass' ? nClasses * y.length : name === 'lambdarank' ? 2 * y.length : 0;
  const shared = <A extends Float64Array | Int32Array>(values: A) => (threads > 1 ? sharedCopy(values) : values);
  return {
    task: task!,
    nClasses,
    target: { y: shared(y), weights: shared(weights), groups: groups && shared(groups) },
    work: shared(new Float64Array(nWork)),
    loss: lossOf(name, params),
    rowFactors: params.boosting === 'goss',
    custom,
  };
}

function sharedCopy<A extends Float64Array | Int32Array>(values: A): A {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const copy = new (values.constructor as new (buffer: SharedArrayBuffer) => A)(
    new SharedArrayBuffer(values.byteLength),
  );
  copy.set(values);
  return copy;
}
