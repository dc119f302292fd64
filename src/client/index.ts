/**
 * The client of a modelwright server, for Node and browsers: typed, patient, and gentle to a server that is overloaded.
 *
 * ```ts
 * const client = createClient({ url: 'http://127.0.0.1:8080' });
 * const flights = client.model<Flights>('flights');
 * const { predictions, predictionIds } = await flights.predict([{ distance: 370, origin: 'ATL' }]);
 * await client.labels([{ predictionId: predictionIds[0], label: 'TRUE' }]);
 * ```
 */
export type { Token } from './authorization.ts';
export type { ClientErrorCode, ConnectionCode } from './client-error.ts';
export { ClientError } from './client-error.ts';
export { type ClientOptions, createClient, type ModelwrightClient } from './create-client.ts';
export type { JobClient, WaitOptions } from './job-client.ts';
export type { ModelClient, PredictOptions } from './model-client.ts';
export type {
  AnyModel,
  CellValue,
  ModelRef,
  ModelTypes,
  PredictAnswer,
  RowExplanation,
  StreamedAnswer,
} from './model-types.ts';
export type { Patience, Priority } from './sender.ts';
export type { StreamedError, StreamOptions } from './stream-rows.ts';
export type { SubmitOptions } from './submit-rows.ts';
export type { Health, Job, Label, LabelsAnswer, ModelDescription, ModelSummary, RowError } from './wire.ts';
