/** What monitoring compares later traffic with: training rows, honest answers and the scores of the holdout, in one blob. */
import { ModelwrightError } from '../core/errors.ts';
import { pack, unpack } from '../core/pack.ts';
import { decodeTable, encodeTable } from '../data/snapshot.ts';
import { createRng } from '../math/philox.ts';
import type { Blobs } from '../store/blobs.ts';
import { type Table, takeRows } from '../table/table.ts';
import type { Measure, Predictions } from '../table/task.ts';
import type { Estimate } from './assess.ts';
import type { Judged } from './judge.ts';
import { pick } from './pick.ts';
import { inputsOf, type Prepared } from './prepare.ts';

export interface Reference {
  /** Features of training rows. */
  readonly table: Table;
  /** Answers on rows that the model had not learned from. */
  readonly predictions: Predictions;
  /** Of anomalies: rows of each part of the answers, where each part was answered by a model of the others. */
  readonly partSizes?: readonly number[];
  /** Wire name of the metric that the model was chosen by. */
  readonly metric: string;
  /** Scores on the holdout by wire name. */
  readonly scores: Readonly<Record<string, Estimate>>;
}

/** Most rows that are kept of each kind. */
const referenceRows = 10_000;

/** Keeps the reference of a model; returns the blob's hash. */
export async function keepReference(
  blobs: Blobs,
  job: {
    readonly prepared: Prepared;
    /** Rows that the model learned from. */
    readonly rows: Int32Array;
    readonly judged: Judged;
    readonly metric: string;
    readonly scores: Readonly<Record<string, Estimate>>;
    readonly seed: number;
  },
): Promise<string> {
  const rng = createRng(job.seed).split('reference');
  const features = inputsOf(job.prepared);
  const rows = sampled(job.rows.length, rng.split('rows')).map((i) => job.rows[i]);
  const [answers] = job.judged.model;
  const answered = sampled(answers.values.length, rng.split('answers'));
  return await putReference(blobs, {
    table: takeRows(features, rows),
    predictions: {
      values: pick(answers.values, answered),
      probabilities: answers.probabilities?.map((column) => pick(column, answered)),
    },
    metric: job.metric,
    scores: job.scores,
  });
}

/** Keeps a reference as it is; returns the blob's hash. */
export async function putReference(
  blobs: Blobs,
  { table, predictions, partSizes, metric, scores }: Reference,
): Promise<string> {
  const { values, probabilities, measures } = predictions;
  return await blobs.put(
    pack({
      table: encodeTable(table),
      values,
      probabilities,
      measures: measures?.map((one) => ({ ...one })),
      partSizes: partSizes && [...partSizes],
      metric,
      scores: Object.fromEntries(Object.entries(scores).map(([name, { value, ci }]) => [name, { value, ci }])),
    }),
  );
}

/** Reads what `putReference` kept. @throws ARTIFACT_DAMAGED */
export async function readReference(blobs: Blobs, hash: string): Promise<Reference> {
  const content = unpack(await blobs.get(hash), hash) as unknown as Omit<Reference, 'table' | 'predictions'> & {
    readonly table: Uint8Array;
    readonly values: Float64Array;
    readonly probabilities?: readonly Float64Array[];
    readonly measures?: readonly Measure[];
  };
  const { table, values, probabilities, measures, partSizes, metric, scores } = content;
  if (!(table instanceof Uint8Array) || !(values instanceof Float64Array)) {
    throw new ModelwrightError('ARTIFACT_DAMAGED', { hash, problem: 'it is no reference for monitoring' });
  }
  const predictions = { values, probabilities, measures };
  return { table: decodeTable(table, hash), predictions, ...(partSizes && { partSizes }), metric, scores };
}

/** Ascending positions of a seeded sample of what is kept of n rows, or all. */
export function sampled(n: number, rng: ReturnType<typeof createRng>): Int32Array {
  return rng
    .permutation(n)
    .subarray(0, referenceRows)
    .slice()
    .sort((a, b) => a - b);
}
