/** What onnxruntime says about rows, in the shape of the library's predictions. */
import ort from 'onnxruntime-node';
import { instantFromText } from '../../src/estimators/preprocess/calendar.ts';
import type { Predictions, Signature } from '../../src/table/task.ts';
import type { ExportRow } from './export-cases.ts';

interface OnnxAnswers extends Predictions {
  /** The file's own labels; absent for regression. */
  readonly labels?: readonly string[];
}

/** Runs a file over rows, as its documentation says that cells are given. */
export async function onnxAnswers(
  bytes: Uint8Array,
  { inputs, target }: Signature,
  rows: readonly ExportRow[],
  missingText = '',
): Promise<OnnxAnswers> {
  const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3, intraOpNumThreads: 2 });
  const shape = [rows.length, 1];
  const feeds = Object.fromEntries(
    inputs.map(({ name, type }) => {
      const cells = rows.map((row) => row[name]);
      if (type === 'string') {
        return [
          name,
          new ort.Tensor(
            'string',
            cells.map((value) => (value === null ? missingText : String(value))),
            shape,
          ),
        ];
      }
      const number = (value: ExportRow[string]) =>
        value === null ? Number.NaN : type === 'datetime' ? instantFromText(String(value)) : Number(value);
      return [name, new ort.Tensor('float64', Float64Array.from(cells, number), shape)];
    }),
  );
  try {
    const results = await session.run(feeds);
    const [prediction, probabilities] = session.outputNames.map((name) => results[name]);
    if (target.classes.length === 0) return { values: prediction.data as Float64Array };
    const labels = prediction.data as string[];
    const flat = probabilities.data as Float64Array;
    const k = target.classes.length;
    return {
      values: Float64Array.from(labels, (text) => target.classes.indexOf(text)),
      labels,
      probabilities: target.classes.map((_, code) => Float64Array.from(labels, (_, row) => flat[row * k + code])),
    };
  } finally {
    await session.release();
  }
}

/** Largest difference between two lists; NaN counts as infinitely far from a number. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = a.length === b.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < a.length; i++) {
    if (Object.is(a[i], b[i])) continue;
    const difference = Math.abs(a[i] - b[i]);
    if (!(difference <= most)) most = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return most;
}
