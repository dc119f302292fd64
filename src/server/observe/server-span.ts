/**
 * Traces by the names of OpenTelemetry: one span for every request and call, a child of the one that the client names in
 * `traceparent` (W3C Trace Context). Without an OpenTelemetry SDK in the process all of this does nothing.
 */
import {
  type Context,
  context,
  ProxyTracerProvider,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  trace,
} from '@opentelemetry/api';
import { version } from '../../core/version.ts';

/** A request as a span, and the context in which its work is to run. */
export interface ServerSpan {
  /** Absent when nobody listens. */
  readonly traceId?: string;
  /** Runs what belongs to the request, so that spans begun in it are its children. */
  within<Result>(work: () => Result): Result;
  /** @param failure Type of error when the server is to blame. */
  end(attributes: Readonly<Record<string, string | number>>, failure?: string): void;
}

/** What stands behind the API while no SDK was registered. */
const nobody = new ProxyTracerProvider().getDelegate();

/** Whether anybody takes spans: without an SDK none need be made. */
export function isTraced(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegate() !== nobody;
}

/** @param carrier Headers or metadata of the request, read by `getter`. */
export function startServerSpan<Carrier>(
  name: string,
  carrier: Carrier,
  getter: TextMapGetter<Carrier>,
  attributes: Readonly<Record<string, string | number>>,
): ServerSpan {
  const parent = propagation.extract(context.active(), carrier, getter);
  const span = trace
    .getTracer('modelwright', version)
    .startSpan(name, { kind: SpanKind.SERVER, attributes: { ...attributes } }, parent);
  return new OpenSpan(span, trace.setSpan(parent, span));
}

class OpenSpan implements ServerSpan {
  readonly traceId?: string;
  readonly #span: Span;
  readonly #context: Context;

  constructor(span: Span, inside: Context) {
    this.#span = span;
    this.#context = inside;
    if (span.isRecording()) this.traceId = span.spanContext().traceId;
  }

  within<Result>(work: () => Result): Result {
    return context.with(this.#context, work);
  }

  end(attributes: Readonly<Record<string, string | number>>, failure?: string): void {
    this.#span.setAttributes({ ...attributes });
    if (failure !== undefined) {
      this.#span.setAttribute('error.type', failure);
      this.#span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.#span.end();
  }
}
