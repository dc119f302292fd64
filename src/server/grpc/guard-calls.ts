/** The guard before every gRPC call: who calls is decided by the metadata, before the message is read. */
import { type Metadata, ServerInterceptingCall, type ServerInterceptor, type ServerListener } from '@grpc/grpc-js';
import { type Caller, stranger } from '../../access/caller.ts';
import type { Guard } from '../access/guard.ts';
import { callStatus } from './call-status.ts';
import { neededByMethod } from './method-access.ts';

const callers = new WeakMap<Metadata, Caller>();

/** Who sent the call that this metadata came with. */
export function callerOf(metadata: Metadata): Caller {
  return callers.get(metadata) ?? stranger;
}

/** Lets calls pass whose caller may make them. Browsers cannot send such calls, so there is no host or origin to check. */
export function guardCalls(guard: Guard, report: (error: unknown) => void): ServerInterceptor {
  return ({ path }, call) => {
    const guarded = new ServerInterceptingCall(call, { start: (next) => next(listener) });
    const refuse = (error: unknown) => guarded.sendStatus(callStatus(error, report));
    const listener: ServerListener = {
      onReceiveMetadata(metadata, next) {
        const pass = (caller: Caller) => {
          callers.set(metadata, caller);
          next(metadata);
        };
        try {
          const authorization = metadata.get('authorization')[0]?.toString();
          const asked = { what: path, needed: neededByMethod(path), peer: addressOf(call.getPeer()) };
          const admitted = guard.admit(authorization, asked);
          if (admitted instanceof Promise) admitted.then(pass, refuse);
          else pass(admitted);
        } catch (error) {
          refuse(error);
        }
      },
    };
    return guarded;
  };
}

/** Without the port, which every connection has of its own. */
function addressOf(peer: string): string {
  const port = peer.lastIndexOf(':');
  return port < 0 ? peer : peer.slice(0, port);
}
