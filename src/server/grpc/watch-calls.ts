/** Looks at every call on its way: what becomes of it, as a metric, a line of the log and a span, and whether its request arrives in time. */
import {
  type Metadata,
  ServerInterceptingCall,
  type ServerInterceptor,
  type ServerListener,
  status,
} from '@grpc/grpc-js';
import type { TextMapGetter } from '@opentelemetry/api';
import { nowMs, stopwatch } from '../../core/clock.ts';
import { ModelwrightError } from '../../core/errors.ts';
import { requestIdHeader } from '../observe/request-ids.ts';
import { isTraced, type ServerSpan, startServerSpan } from '../observe/server-span.ts';
import type { ServerContext } from '../server-context.ts';
import { statusOf } from './call-status.ts';

const metadataGetter: TextMapGetter<Metadata> = {
  keys: (carrier) => Object.keys(carrier.getMap()),
  get: (carrier, key) => carrier.get(key).map(String),
};

/** Statuses that are the server's fault, by the conventions of OpenTelemetry. */
const accidents: readonly status[] = [
  status.UNKNOWN,
  status.DEADLINE_EXCEEDED,
  status.UNIMPLEMENTED,
  status.INTERNAL,
  status.UNAVAILABLE,
  status.DATA_LOSS,
];

/** @param arrivalMs Time for the message of a call to arrive; of a call that sends many, for the first. */
export function watchCalls(
  { metrics, log, requestIds }: Pick<ServerContext, 'metrics' | 'log' | 'requestIds'>,
  arrivalMs: number,
): ServerInterceptor {
  return (method, call) => {
    const elapsed = stopwatch();
    const name = method.path.slice(1);
    let requestId: string | undefined;
    let span: ServerSpan | undefined;
    let hasEnded = false;
    const end = (code: status): void => {
      clearTimeout(arrival);
      if (hasEnded) return;
      hasEnded = true;
      const durationMs = elapsed();
      metrics.observeCall(method.path, status[code], durationMs / 1000);
      span?.end({ 'rpc.grpc.status_code': code }, accidents.includes(code) ? status[code] : undefined);
      if (!log.takesRequests) return;
      log.answered({
        requestId: requestId ?? requestIds(undefined),
        ...(span?.traceId !== undefined && { traceId: span.traceId }),
        protocol: 'grpc',
        method: 'POST',
        route: method.path,
        status: status[code],
        durationMs: Math.round(durationMs * 1000) / 1000,
        client: call.getPeer(),
      });
    };
    const watched = new ServerInterceptingCall(call, {
      start: (next) => next(listener),
      sendStatus(sent, next) {
        end(sent.code ?? status.UNKNOWN);
        next(sent);
      },
    });
    const arrival = setTimeout(
      () => watched.sendStatus(statusOf(new ModelwrightError('REQUEST_TIMEOUT', {}))),
      arrivalMs,
    );
    const within = (next: () => void): void => (span ? span.within(next) : next());
    const listener: ServerListener = {
      onReceiveMetadata(metadata, next) {
        requestId = requestIds(metadata.get(requestIdHeader)[0]);
        if (isTraced()) {
          span = startServerSpan(name, metadata, metadataGetter, { 'rpc.system': 'grpc', 'rpc.method': name });
        }
        within(() => next(metadata));
      },
      onReceiveMessage(message, next) {
        if (method.requestStream) clearTimeout(arrival);
        within(() => next(message));
      },
      onReceiveHalfClose(next) {
        clearTimeout(arrival);
        within(next);
      },
      onCancel() {
        // The status of a deadline that has passed is sent below this interceptor.
        end(nowMs() >= Number(call.getDeadline()) ? status.DEADLINE_EXCEEDED : status.CANCELLED);
      },
    };
    return watched;
  };
}
