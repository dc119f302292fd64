/** Rows that are answered one by one: a row that is refused does not keep the others from their answers. */
import { ModelwrightError } from '../core/errors.ts';
import { type PredictionAnswer, predictRows } from './predict-rows.ts';
import type { PredictionExtras, Predictor } from './predictor.ts';
import type { Resolved } from './resolver.ts';

/** What one row is answered with; the fields of a `PredictionAnswer`, each for this row. */
export interface RowAnswer {
  readonly prediction: string | number;
  readonly probabilities?: Readonly<Record<string, number>>;
  readonly measures?: Readonly<Record<string, number | boolean>>;
  readonly interval?: readonly [low: number, high: number];
  readonly set?: readonly string[];
  readonly modelVersion: number;
  readonly predictionId: string;
  readonly fallback?: PredictionAnswer['fallback'];
}

/**
 * Predicts and logs rows; one entry per row, in order.
 *
 * @param firstRow Number of the first row, for errors.
 * @throws what has nothing to do with single rows: INTERVALS_ABSENT, COVERAGE_UNREACHABLE, and what no error of ours is.
 */
export async function predictEach(
  predictor: Pick<Predictor, 'predict'>,
  chosen: Resolved,
  rows: readonly unknown[],
  extras: Pick<PredictionExtras, 'coverage' | 'asked' | 'deadline' | 'signal'> = {},
  firstRow = 0,
): Promise<(RowAnswer | ModelwrightError)[]> {
  try {
    return answersByRow(await predictRows(predictor, chosen, rows, extras));
  } catch (error) {
    if (!isOfRow(error)) throw error;
    if (rows.length === 1) return [atRow(error, firstRow)];
  }
  const single: (RowAnswer | ModelwrightError)[] = [];
  for (const [i, row] of rows.entries()) {
    single.push(...(await predictEach(predictor, chosen, [row], extras, firstRow + i)));
  }
  return single;
}

function isOfRow(error: unknown): error is ModelwrightError {
  return (
    error instanceof ModelwrightError &&
    (error.code === 'ROW_INVALID' || error.code === 'BODY_INVALID' || error.code === 'VALUE_INVALID')
  );
}

/** The error of a row that was alone in its request, as that of a row among many. */
function atRow(error: ModelwrightError, row: number): ModelwrightError {
  const { code, details } = error;
  const [problem, law, value] = [details['problem'], details['law'], details['value']].map(String);
  if (code === 'ROW_INVALID') {
    const { column, expected } = details;
    return new ModelwrightError('ROW_INVALID', { row, column: String(column), problem, expected });
  }
  if (code === 'BODY_INVALID') return new ModelwrightError('BODY_INVALID', { path: `rows[${row}]`, problem });
  if (details['what'] !== 'prediction of row 0') return error;
  return new ModelwrightError('VALUE_INVALID', { what: `prediction of row ${row}`, law, value });
}

function answersByRow(answer: PredictionAnswer): RowAnswer[] {
  const { predictions, probabilities, measures, intervals, sets, modelVersion, predictionIds, fallback } = answer;
  const measured = measures && Object.entries(measures);
  return predictions.map((prediction, row) => ({
    prediction,
    ...(probabilities && { probabilities: probabilities[row] }),
    ...(measured && { measures: Object.fromEntries(measured.map(([name, values]) => [name, values[row]])) }),
    ...(intervals && { interval: intervals[row] }),
    ...(sets && { set: sets[row] }),
    modelVersion,
    predictionId: predictionIds[row],
    ...(fallback && { fallback }),
  }));
}
