/** What one client may ask of the server. */
import { jobLimits } from '../jobs/job-limits.ts';

export interface RequestLimits {
  /** Bytes of a body. */
  readonly bodyBytes: number;
  /** Bytes of large bodies whose requests are not answered yet, all together; beyond it more of them are refused. */
  readonly heldBodyBytes: number;
  /** Requests of one model that wait for their turn. */
  readonly waiting: number;
  /** How long one waits at most. */
  readonly waitMs: number;
  /** Time for a predict request of up to a thousand rows that names none; more rows have in proportion more. */
  readonly predictMs: number;
  /** Most time that a request may ask for. */
  readonly mostPredictMs: number;
  /** Rows of one predict request. */
  readonly rows: number;
  /** Rows of one predict request that asks for explanations. */
  readonly explainedRows: number;
  /** Time for the explanations of a request that names none, where they are drawn at random. */
  readonly explainMs: number;
  /** Most time for explanations that a request may ask for. */
  readonly mostExplainMs: number;
  /** Bytes of a line of a streamed body. */
  readonly lineBytes: number;
  /** Streamed requests at a time. */
  readonly streams: number;
  /** Time for a streamed body to arrive. */
  readonly streamMs: number;
  /** Bytes of the rows of a job. */
  readonly jobBytes: number;
  /** Jobs that wait or run. */
  readonly jobs: number;
  /** Jobs that run at a time, each in a process of its own. */
  readonly jobsAtOnce: number;
  /** How long a job and its result are kept after its end. */
  readonly jobKeepMs: number;
  /** Labels of one request. */
  readonly labels: number;
  /** Trials of one page. */
  readonly trials: number;
  /** Trials of a study that its best ones are looked for in. */
  readonly rankedTrials: number;
  /** The same of three objectives and more, each of which is compared with all others. */
  readonly frontTrials: number;
  /** Trials by which importances are judged; fewer for many parameters. */
  readonly importanceTrials: number;
  /** Headers of a request. */
  readonly headers: number;
  /** Connections at a time; more are closed as they come. */
  readonly connections: number;
  /** Requests of one connection, after which it is closed. */
  readonly connectionRequests: number;
  /** Bytes a second at which a body arrives at least once `checkMs` have passed, unless it is streamed. */
  readonly bodyBytesPerSecond: number;
  /** Time for a whole request to arrive, unless it is streamed. */
  readonly requestMs: number;
  /** Time for its headers to arrive. */
  readonly headersMs: number;
  /** A connection on which nothing moves for this long is closed. */
  readonly idleMs: number;
  /** An answer of which the client takes nothing for this long is cut off, with its connection. */
  readonly stalledMs: number;
  /** Bytes of answers that clients are still taking, all together; those that were taken from for longest ago are cut off beyond it. */
  readonly unsentBytes: number;
  /** How long a connection without a request is kept. */
  readonly keepAliveMs: number;
  /** How often slow requests are looked for. */
  readonly checkMs: number;
  /** Time for which a server that is told to stop is not ready but still answers, so that balancers can look elsewhere. */
  readonly lameDuckMs: number;
  /** Time that requests in flight have when the server closes. */
  readonly drainMs: number;
}

/** What the product ships. */
export const defaultLimits: RequestLimits = Object.freeze({
  bodyBytes: 10 * 1024 * 1024,
  heldBodyBytes: 32 * 1024 * 1024,
  waiting: 64,
  waitMs: 50,
  predictMs: 1000,
  mostPredictMs: 600_000,
  rows: 20_000,
  explainedRows: 200,
  explainMs: 250,
  mostExplainMs: 10_000,
  lineBytes: 1024 * 1024,
  streams: 32,
  streamMs: 6 * 60 * 60 * 1000,
  jobBytes: jobLimits.bytes,
  jobs: jobLimits.open,
  jobsAtOnce: 1,
  jobKeepMs: 7 * 24 * 60 * 60 * 1000,
  labels: 50_000,
  trials: 1000,
  rankedTrials: 20_000,
  frontTrials: 4000,
  importanceTrials: 250,
  headers: 100,
  connections: 10_000,
  connectionRequests: 10_000,
  bodyBytesPerSecond: 1024,
  requestMs: 30_000,
  headersMs: 10_000,
  idleMs: 60_000,
  stalledMs: 30_000,
  unsentBytes: 64 * 1024 * 1024,
  keepAliveMs: 72_000,
  checkMs: 5_000,
  lameDuckMs: 5_000,
  drainMs: 15_000,
});

/** Bytes of request headers, Node's default. */
export const maxHeaderBytes = 16 * 1024;
