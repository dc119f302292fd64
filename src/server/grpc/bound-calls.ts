/** Bounds what gRPC calls hold: large messages until they are answered, and large answers until their clients have taken them. */
import type { Socket } from 'node:net';
import { ServerInterceptingCall, type ServerInterceptor, type ServerListener } from '@grpc/grpc-js';
import { monotonicMs } from '../../core/clock.ts';
import { type Priority, priorities } from '../../serve/admission/priority.ts';
import { priorityHeader } from '../read-terms.ts';
import { type HeldBody, smallBodyBytes } from '../receiving/held-bodies.ts';
import { leastWatchedBytes } from '../sending/unsent-answers.ts';
import type { ServerContext } from '../server-context.ts';
import { statusOf } from './call-status.ts';

type Bounds = Pick<ServerContext, 'bodies' | 'unsent' | 'metrics'>;

/** @param connectionOf gives the connection of a peer as the library names it, while it is open */
export function boundCalls(
  { bodies, unsent, metrics }: Bounds,
  connectionOf: (peer: string) => Socket | undefined,
): ServerInterceptor {
  return (_method, call) => {
    let held: HeldBody | undefined;
    let priority: Priority | undefined;
    /** Bytes of the message, if it is large: the library keeps it until the call ends. */
    let received = 0;
    let removeAnswer = () => {};
    let isRefused = false;
    const bounded = new ServerInterceptingCall(call, {
      start: (next) => next(listener),
      sendMessage(message: Uint8Array, next) {
        held?.release();
        const bytes = received + message.length;
        const connection = bytes < leastWatchedBytes ? undefined : connectionOf(call.getPeer());
        if (connection) {
          removeAnswer = unsent.add(new Windowed(connection), bytes, monotonicMs(), (reason) => {
            metrics.countCutAnswer(reason);
            connection.resetAndDestroy();
          });
        }
        next(message);
      },
      sendStatus(status, next) {
        held?.release();
        next(status);
      },
    });
    const listener: ServerListener = {
      onReceiveMetadata(metadata, next) {
        const told = metadata.get(priorityHeader)[0];
        // The method refuses any other word.
        priority = priorities.find((one) => one === told);
        next(metadata);
      },
      onReceiveMessage(message: Uint8Array, next) {
        if (message.length > smallBodyBytes) {
          received = message.length;
          held = bodies.hold(received, monotonicMs());
          isRefused = held === undefined;
          if (isRefused) {
            bounded.sendStatus(statusOf(bodies.refusal()));
            return;
          }
        }
        next(message);
      },
      onReceiveHalfClose(next) {
        if (isRefused) return;
        if (!held) return next();
        held.work({ priority }, (gone) => {
          if (!gone) next();
        });
      },
      // Comes at the end of every call, however it ends.
      onCancel() {
        held?.release();
        removeAnswer();
      },
    };
    return bounded;
  };
}

/** A connection whose client may let nothing of one call through: an answer waits although the connection itself has nothing to send. */
class Windowed {
  readonly #connection: Socket;

  constructor(connection: Socket) {
    this.#connection = connection;
  }

  get bytesWritten(): number {
    return this.#connection.bytesWritten;
  }

  get writableLength(): number {
    return Math.max(1, this.#connection.writableLength);
  }
}
