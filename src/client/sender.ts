/** Sends requests: times out, tries again what may pass, holds back what an overloaded server would refuse. */
import { errorOfAnswer, isRefusedForLoad, mayPass } from './answer-error.ts';
import { askedToken, type Token } from './authorization.ts';
import { ClientError } from './client-error.ts';
import type { Surroundings } from './clock.ts';
import { Throttle } from './throttle.ts';

/** How patient a call is. */
export interface Patience {
  /** Time for one attempt, milliseconds; default 5,000. */
  readonly attemptMs?: number;
  /** Time for the whole call with its waits, milliseconds; default 15,000. */
  readonly timeoutMs?: number;
  /** Requests of a call, 1 to 3; default 3. */
  readonly attempts?: number;
}

/** Who goes first, and who is sent away last, on a server that has too much to do. */
export type Priority = 'interactive' | 'batch' | 'shadow';

export interface SenderOptions extends Patience {
  readonly url: string;
  readonly fetch: typeof fetch;
  readonly headers: Readonly<Record<string, string>>;
  readonly token?: Token;
  readonly surroundings: Surroundings;
}

export interface Sent extends Patience {
  readonly method: 'GET' | 'POST';
  /** Below the server's address, with its query. */
  readonly path: string;
  readonly body?: string | Blob;
  readonly contentType?: string;
  /** Tells the server when nobody waits for the answer of the attempt any more. */
  readonly hasDeadline?: boolean;
  /** Who goes first on a server that has too much to do. */
  readonly priority?: Priority;
  /** What is done twice when it is sent twice: tried again only when the server said that it did not take it. */
  readonly isOnce?: boolean;
  readonly signal?: AbortSignal;
  /** Statuses that are answers, though they are no success. */
  readonly also?: readonly number[];
}

const mostAttempts = 3;
const usual = { attemptMs: 5_000, timeoutMs: 15_000, attempts: mostAttempts } as const;
const firstWaitMs = 100;
const longestWaitMs = 2_000;
/** The longest time that a server takes as a deadline. */
const longestDeadlineMs = 600_000;

export class Sender {
  readonly #options: SenderOptions;
  readonly #throttle: Throttle;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#throttle = new Throttle(options.surroundings);
  }

  get surroundings(): Surroundings {
    return this.#options.surroundings;
  }

  /**
   * Sends a request, again where it may be, and gives what `read` makes of its answer; reading counts as part of the attempt.
   *
   * @throws ClientError; the reason of the signal when that aborts.
   */
  async send<Answer>(request: Sent, read: (answer: Response) => Promise<Answer>): Promise<Answer> {
    const { surroundings, ...own } = this.#options;
    const { attemptMs, timeoutMs, attempts } = { ...usual, ...defined(own), ...defined(request) };
    const until = surroundings.now() + timeoutMs;
    const most = Math.max(1, Math.min(mostAttempts, attempts));
    for (let attempt = 1; ; attempt++) {
      const left = until - surroundings.now();
      const outcome = await this.#attempt(request, read, attempt, Math.min(attemptMs, left));
      if ('answer' in outcome) return outcome.answer;
      const { error, mayTryAgain } = outcome;
      const waitMs = this.#waitMs(attempt, error.retryAfterMs);
      const isLate = surroundings.now() + waitMs >= until;
      if (!mayTryAgain || attempt >= most || isLate || !this.#throttle.retry()) throw error;
      await surroundings.sleep(waitMs, request.signal);
    }
  }

  async #attempt<Answer>(
    request: Sent,
    read: (answer: Response) => Promise<Answer>,
    attempts: number,
    ms: number,
  ): Promise<{ answer: Answer } | { error: ClientError; mayTryAgain: boolean }> {
    const { signal: given, method, path, body, also = [], isOnce = false } = request;
    given?.throwIfAborted();
    if (!this.#throttle.ask()) {
      const message = 'not sent: the server refused most of the latest requests';
      return {
        error: new ClientError({ code: 'CLIENT_THROTTLED', message, attempts: attempts - 1 }),
        mayTryAgain: false,
      };
    }
    const { fetch: fetchWith, url, headers, token } = this.#options;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), ms);
    const signal = given ? AbortSignal.any([given, late.signal]) : late.signal;
    try {
      const authorization = typeof token === 'function' ? await askedToken(token, signal, attempts - 1) : token;
      signal.throwIfAborted();
      const answer = await fetchWith(url + path, {
        method,
        body,
        headers: {
          ...headers,
          ...(authorization !== undefined && { authorization: `Bearer ${authorization}` }),
          ...termsOf(request, ms),
        },
        signal,
      });
      const isAnswer = answer.ok || also.includes(answer.status);
      if (isAnswer || !isRefusedForLoad(answer.status)) this.#throttle.accept();
      if (isAnswer) return { answer: await read(answer) };
      return { error: await errorOfAnswer(answer, attempts), mayTryAgain: mayPass(answer.status) };
    } catch (cause) {
      given?.throwIfAborted();
      if (cause instanceof ClientError) return { error: cause, mayTryAgain: false };
      const [code, message] = late.signal.aborted
        ? (['CLIENT_TIMEOUT', `no answer from ${url} within ${Math.round(ms)} ms`] as const)
        : (['CLIENT_UNREACHABLE', `${url} cannot be reached, or broke off`] as const);
      return { error: new ClientError({ code, message, attempts, cause }), mayTryAgain: !isOnce };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Full jitter over a doubling wait (Brooker, 2015), after what the server asked for. */
  #waitMs(attempt: number, retryAfterMs = 0): number {
    let ceiling = firstWaitMs;
    for (let i = 1; i < attempt; i++) ceiling = Math.min(longestWaitMs, ceiling * 2);
    return retryAfterMs + this.#options.surroundings.random() * ceiling;
  }
}

/** What headers say of a request. */
function termsOf(
  { body, contentType = 'application/json', hasDeadline = false, priority }: Sent,
  ms: number,
): Readonly<Record<string, string>> {
  return {
    ...(body !== undefined && { 'content-type': contentType }),
    ...(hasDeadline && { 'x-request-timeout-ms': String(Math.max(1, Math.min(longestDeadlineMs, Math.floor(ms)))) }),
    ...(priority !== undefined && { 'x-request-priority': priority }),
  };
}

/** Without the fields that are undefined, which would hide the usual ones. */
function defined({ attemptMs, timeoutMs, attempts }: Patience): Patience {
  return {
    ...(attemptMs !== undefined && { attemptMs }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(attempts !== undefined && { attempts }),
  };
}
