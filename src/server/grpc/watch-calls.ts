/** Looks at every call on its way: how long it takes and how it ends, and whether its request arrives in time. */
import { ServerInterceptingCall, type ServerInterceptor, type ServerListener, status } from '@grpc/grpc-js';
import { nowMs, stopwatch } from '../../core/clock.ts';
import { ModelwrightError } from '../../core/errors.ts';
import type { ServerMetrics } from '../metrics.ts';
import { statusOf } from './call-status.ts';

/** @param arrivalMs Time for the message of a call to arrive; of a call that sends many, for the first. */
export function watchCalls(metrics: Pick<ServerMetrics, 'observeCall'>, arrivalMs: number): ServerInterceptor {
  return (method, call) => {
    const elapsed = stopwatch();
    let hasEnded = false;
    const end = (code: status): void => {
      clearTimeout(arrival);
      if (!hasEnded) metrics.observeCall(method.path, status[code], elapsed() / 1000);
      hasEnded = true;
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
    const listener: ServerListener = {
      onReceiveMessage(message, next) {
        if (method.requestStream) clearTimeout(arrival);
        next(message);
      },
      onReceiveHalfClose(next) {
        clearTimeout(arrival);
        next();
      },
      onCancel() {
        // The status of a deadline that has passed is sent below this interceptor.
        end(nowMs() >= Number(call.getDeadline()) ? status.DEADLINE_EXCEEDED : status.CANCELLED);
      },
    };
    return watched;
  };
}
