/** Calls about one model. */
import type { AnyModel, ModelTypes, PredictAnswer, StreamedAnswer } from './model-types.ts';
import { readJson } from './read-answer.ts';
import type { Patience, Priority, Sender } from './sender.ts';
import { type StreamedError, type StreamOptions, streamRows } from './stream-rows.ts';
import { type SubmitOptions, submitRows } from './submit-rows.ts';
import type { Job, ModelDescription } from './wire.ts';

export interface PredictOptions extends Patience {
  /** Coverage in (0, 1): the answer then says where the truth is with this chance. */
  readonly intervals?: number;
  /** Say what each column added. */
  readonly explain?: boolean;
  /** Milliseconds for all explanations of a model that is asked in random orders. */
  readonly explainBudgetMs?: number;
  /** Who goes first when the server has too much to do; default `interactive`. */
  readonly priority?: Priority;
  readonly signal?: AbortSignal;
}

/** One model of a server. NaN in a row is sent as null, which is a missing value. */
export interface ModelClient<Model extends ModelTypes = AnyModel> {
  /**
   * Predicts rows; all or none are answered, by one version.
   *
   * @throws ClientError: ROW_INVALID, BODY_INVALID, MODEL_NOT_FOUND and the other codes of the server, or those of the way to it.
   */
  predict(rows: readonly Model['row'][], options?: PredictOptions): Promise<PredictAnswer<Model>>;
  /**
   * Predicts rows of any number, in order and by one version; a row that is refused is answered by an error, and the others go on.
   *
   * @throws ClientError when the server cannot answer at all.
   */
  stream(
    rows: Iterable<Model['row']> | AsyncIterable<Model['row']>,
    options?: StreamOptions,
  ): AsyncGenerator<StreamedAnswer<Model> | StreamedError, void, undefined>;
  /**
   * Hands in rows to be predicted later by the version that answers now: rows, or a file of NDJSON or CSV. `client.jobs` follows the job.
   *
   * @throws ClientError
   */
  submit(rows: Iterable<Model['row']> | AsyncIterable<Model['row']> | Blob, options?: SubmitOptions): Promise<Job>;
  /** The version that answers: aliases, hashes, signature. @throws ClientError */
  describe(options?: Patience & { readonly signal?: AbortSignal }): Promise<ModelDescription>;
}

/** The calls about the model of a reference. */
export function modelClient<Model extends ModelTypes>(sender: Sender, ref: string): ModelClient<Model> {
  const path = `/v1/models/${encodeURIComponent(ref)}`;
  return {
    predict(rows, { intervals, explain, explainBudgetMs, ...options } = {}) {
      const body = JSON.stringify({ rows, intervals, explain, explainBudgetMs });
      const request = { ...options, method: 'POST', path: `${path}/predict`, body, hasDeadline: true } as const;
      return sender.send(request, readJson<PredictAnswer<Model>>);
    },
    stream: (rows, options) => streamRows<Model>(sender, ref, rows, options),
    submit: (rows, options) => submitRows(sender, ref, rows, options),
    describe: (options) => sender.send({ ...options, method: 'GET', path }, readJson<ModelDescription>),
  };
}
