/** What the estimator checks share: the estimator under test, its data, and its answers as bytes. */
import assert from 'node:assert/strict';
import type { ErrorCode } from '../core/error-table.ts';
import { isModelwrightError } from '../core/errors.ts';
import { type Packable, pack } from '../core/pack.ts';
import type { EstimatorDefinition, FitContext, FitInput, FittedEstimator } from '../estimators/estimator.ts';
import { fitEstimator, predictWith, transformWith } from '../estimators/fit.ts';
import { packedTable } from '../estimators/table-state.ts';
import { createRng } from '../math/philox.ts';
import { type Table, takeRows } from '../table/table.ts';
import type { Task } from '../table/task.ts';
import { type SampleOptions, sampleInput } from './estimator-data.ts';

export interface EstimatorSubject {
  readonly definition: EstimatorDefinition;
  /** Parameters of every fit; absent fields have their defaults. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Tasks to check; a transformer, which does none, has one. */
  readonly tasks: readonly Task[];
}

/** The data set that suits the subject's tags. */
export function dataFor({ definition }: EstimatorSubject, task: Task, options: Partial<SampleOptions> = {}): FitInput {
  const { rawColumns = false, allowsMissing = false } = definition.tags;
  return sampleInput({ task, raw: rawColumns, missing: allowsMissing, ...options });
}

/** Fits with a fixed seed. */
export function fitSubject(
  { definition, params }: EstimatorSubject,
  input: FitInput,
  { seed = 5, ...context }: { readonly seed?: number } & Pick<FitContext, 'threads' | 'onIteration'> = {},
): FittedEstimator {
  return fitEstimator({ name: definition.name, params }, input, { rng: createRng(seed), ...context });
}

/** What the fitted subject answers for X, as data: predictions, or the transformed table; of some rows, if they are named. */
export function answers(
  { definition }: EstimatorSubject,
  fitted: FittedEstimator,
  X: Table,
  rows?: ArrayLike<number>,
): Packable {
  if (definition.kind === 'transformer') {
    const table = transformWith(fitted, X);
    return packedTable(rows ? takeRows(table, rows) : table);
  }
  const { values, probabilities } = predictWith(fitted, X);
  const pick = (all: Float64Array) => (rows ? Float64Array.from(rows, (row) => all[row]) : all);
  return { values: pick(values), probabilities: probabilities?.map(pick) };
}

/** Equal values have equal bytes, to the last bit. */
export function assertSameBytes(actual: Packable, expected: Packable, what: string): void {
  assert.ok(Buffer.compare(pack(actual), pack(expected)) === 0, `${what} must be equal to the bit`);
}

/** The call must fail with one of these codes. */
export async function assertRefused(call: () => unknown, codes: readonly ErrorCode[], what: string): Promise<void> {
  try {
    await call();
  } catch (error) {
    assert.ok(isModelwrightError(error), `${what} must be refused with a typed error, got ${error}`);
    assert.ok(codes.includes(error.code), `${what} must be refused with ${codes.join(' or ')}, got ${error.code}`);
    return;
  }
  assert.fail(`${what} must be refused`);
}

/** Every predicted number is finite and every probability row a distribution. */
export function assertSoundPredictions(subject: EstimatorSubject, fitted: FittedEstimator, X: Table): void {
  if (subject.definition.kind === 'transformer') return;
  const { values, probabilities } = predictWith(fitted, X);
  assert.equal(values.length, X.nRows, 'one prediction per row');
  assert.ok(values.every(Number.isFinite), 'predictions must be finite');
  if (!probabilities) return;
  for (let row = 0; row < X.nRows; row++) {
    const ofRow = probabilities.map((column) => column[row]);
    const total = ofRow.reduce((sum, value) => sum + value, 0);
    assert.ok(
      ofRow.every((value) => value >= 0 && value <= 1),
      `probabilities must lie in 0 to 1, got ${ofRow}`,
    );
    assert.ok(Math.abs(total - 1) < 1e-12, `probabilities must sum to 1, got ${total}`);
    const isBest = ofRow[values[row]] === Math.max(...ofRow);
    assert.ok(subject.definition.tags.decides === true || isBest, 'the predicted class must be the most probable one');
  }
}
