/** What the server says about its own work while it runs. */

/** A request or call that was answered. It never holds what a client sent or got, but for the model's name. */
export interface AnsweredRequest {
  /** The client's `x-request-id`, or one of the server's. */
  readonly requestId: string;
  /** Present when the request is part of a trace. */
  readonly traceId?: string;
  readonly protocol: 'http' | 'grpc';
  readonly method: string;
  /** The pattern of the route, never the path that was sent. */
  readonly route: string;
  /** Such as 200, or `OK` of gRPC. */
  readonly status: number | string;
  readonly durationMs: number;
  /** As it was asked for. */
  readonly model?: string;
  /** Code of the error that it was answered with. */
  readonly error?: string;
  /** Address of the peer; what proxies say about others is not believed. */
  readonly client?: string;
}

/** Where the server's lines go. No method waits, and none throws. */
export interface ServerLog {
  /** False where answered requests are not written, so that nobody need describe them. */
  readonly takesRequests: boolean;
  answered(request: AnsweredRequest): void;
  /** The server as a whole has begun something. */
  state(state: 'serving' | 'stopping'): void;
  /** Something that is no fault of a client. */
  problem(error: unknown): void;
  /** Lines that were left out because nobody took them. */
  readonly dropped: number;
  /** Waits a moment for lines that are still to be written. */
  close(): Promise<void>;
}
