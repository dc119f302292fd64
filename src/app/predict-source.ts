/** Batch scoring of a source into a file, in a stream. */
import { stopwatch } from '../core/clock.ts';
import type { OnProgress } from '../core/progress.ts';
import { streamTable } from '../data/read.ts';
import { openTableWriter } from '../data/write.ts';
import type { RowExplanation, RowExplanations } from '../serve/explain-rows.ts';
import { predictStream } from '../serve/predict-stream.ts';
import type { Store } from '../store/open-store.ts';
import { sourceForModel } from './model-source.ts';
import { openModel } from './opened-model.ts';

export interface PredictSource {
  readonly model: string;
  readonly source: string;
  /** File to write; it appears whole or not at all. */
  readonly output: string;
  /** Log each prediction, so that labels can join it. */
  readonly log: boolean;
  /** Coverage of an interval or a set of classes per row; absent: none. */
  readonly intervals?: number;
  /** Add what each column contributed to each prediction. */
  readonly explain: boolean;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
}

/** Rows that are read at a time: small, so that a long source takes hardly more memory than a short one. */
const batchRows = 8_192;
/** Rows whose explanations are in the answer; the file has those of all. */
const shownRows = 20;

/** Scores every row; memory does not grow with the source. */
export async function predictSource(store: Store, request: PredictSource) {
  const elapsed = stopwatch();
  const { onProgress } = request;
  onProgress({ stage: 'read' });
  const opened = await openModel(store, request.model);
  const { plan, inputs } = await sourceForModel(opened, request.source, { target: false });
  const { name, version } = opened.version;
  const shown: RowExplanation[] = [];
  let about: Omit<RowExplanations, 'rows'> | undefined;
  const writer = await openTableWriter(request.output);
  try {
    const { rows } = await predictStream({
      model: opened.model,
      version: { name, version },
      batches: streamTable(plan, { columns: inputs, batchRows }),
      write: (table) => writer.write(table),
      coverage: request.intervals,
      explain: request.explain
        ? ({ rows: explained, ...how }) => {
            shown.push(...explained.slice(0, shownRows - shown.length));
            about ??= how;
          }
        : undefined,
      log: request.log ? store.predictions : undefined,
      onRows: (done) => onProgress({ stage: 'predict', done, total: plan.rows, note: 'rows' }),
      signal: request.signal,
    });
    await writer.close();
    const rowsPerSecond = Math.round(rows / (elapsed() / 1000));
    return {
      rows,
      model: { name, version },
      modelVersion: version,
      output: request.output,
      rowsPerSecond,
      ...(about && { explained: { ...about, rows: shown } }),
    };
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
