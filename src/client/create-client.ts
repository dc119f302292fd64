/** Opens a client. */
import type { Token } from './authorization.ts';
import { realSurroundings, type Surroundings } from './clock.ts';
import { type JobClient, jobClient } from './job-client.ts';
import { type ModelClient, modelClient } from './model-client.ts';
import type { AnyModel, ModelRef, ModelTypes } from './model-types.ts';
import { readJson } from './read-answer.ts';
import { type Patience, Sender } from './sender.ts';
import type { Health, Label, LabelsAnswer, ModelSummary } from './wire.ts';

export interface ClientOptions extends Patience {
  /** Where the server is, such as `http://127.0.0.1:8080`; a path before its routes is kept. */
  readonly url: string;
  /** Key or token for servers that ask who calls; a function is asked before every request. */
  readonly token?: Token;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: the surroundings' own. */
  readonly fetch?: typeof fetch;
  /** Time and chance; for tests. */
  readonly surroundings?: Surroundings;
}

type CallOptions = Patience & { readonly signal?: AbortSignal };

/** A server's calls. Those that fail throw ClientError, or the reason of their signal. */
export interface ModelwrightClient {
  /** The calls about one model; give it the types that `modelwright models types` writes. */
  model<Model extends ModelTypes = AnyModel>(ref: ModelRef<Model>): ModelClient<Model>;
  /** Every version of every model, the newest first. */
  models(options?: CallOptions): Promise<readonly ModelSummary[]>;
  /** Follows jobs; `model(...).submit` makes them. */
  readonly jobs: JobClient;
  /** Tells what really happened, by prediction id. An answer means that the labels are on disk. */
  labels(labels: readonly Label[], options?: CallOptions): Promise<LabelsAnswer>;
  /** Whether the server takes traffic; one that is starting or stopping says so, one that does not answer throws. */
  health(options?: CallOptions): Promise<Health>;
}

const unavailable = 503;

/** A client keeps count of how its requests fare, so make one for a server and keep it. @throws TypeError for a URL that is none. */
export function createClient(options: ClientOptions): ModelwrightClient {
  const { url, headers = {}, token, surroundings = realSurroundings, ...patience } = options;
  const { protocol, origin, pathname } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new TypeError(`the URL of a server begins with http, got ${url}`);
  // Browsers want their fetch called on nothing.
  const send: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const sender = new Sender({
    ...patience,
    url: origin + pathname.replace(/(?<!\/)\/+$/, ''),
    fetch: send,
    headers,
    ...(token !== undefined && { token }),
    surroundings,
  });
  return {
    model: <Model extends ModelTypes>(ref: ModelRef<Model>) => modelClient<Model>(sender, ref),
    jobs: jobClient(sender),
    async models(call) {
      const request = { ...call, method: 'GET', path: '/v1/models' } as const;
      return (await sender.send(request, readJson<{ readonly models: readonly ModelSummary[] }>)).models;
    },
    labels(labels, call) {
      const body = JSON.stringify({
        labels: labels.map(({ predictionId, label, observedAt }) => {
          return { prediction_id: predictionId, label, observed_at: observedAt };
        }),
      });
      return sender.send({ ...call, method: 'POST', path: '/v1/labels', body }, readJson<LabelsAnswer>);
    },
    health: (call) =>
      sender.send({ ...call, method: 'GET', path: '/healthz/ready', also: [unavailable] }, readJson<Health>),
  };
}
