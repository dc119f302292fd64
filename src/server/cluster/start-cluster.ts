/** A server in several processes: this one listens and hands every connection to one of them. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenError, shownHost } from '../listen-address.ts';
import { openLog } from '../open-server.ts';
import type { ReadOptions, RunningServer } from '../start-options.ts';
import type { Door } from './messages.ts';
import { Supervisor } from './supervisor.ts';

/** Connections that the system keeps while none is taken. */
const backlog = 511;
/** Time for connections that were accepted just before the ports were closed to come to a process. */
const handOverMs = 100;

/**
 * Listens, and resolves when all processes answer.
 *
 * @throws PORT_IN_USE, PARAM_INVALID for a port, PROCESS_LOST, and what keeps a process from beginning
 */
export async function startCluster(home: string, { settings, ports, workers }: ReadOptions): Promise<RunningServer> {
  const { host, grpcPort } = ports;
  const { lameDuckMs } = settings.limits;
  const hasGrpc = grpcPort !== undefined;
  const log = openLog(settings.log, true);
  const supervisor = new Supervisor(workers, { home, settings, hasGrpc }, log);
  const listeners: Server[] = [];
  const listen = async (door: Door, port: number): Promise<AddressInfo> => {
    const options = { pauseOnConnect: true, noDelay: true, allowHalfOpen: true };
    const listener = createServer(options, (socket) => {
      // A client that goes away before a process has its connection is no matter.
      socket.on('error', () => {});
      supervisor.give({ door, socket });
    });
    listeners.push(listener);
    listener.listen({ port, host, backlog });
    try {
      await once(listener, 'listening');
    } catch (error) {
      throw listenError(error, host, { option: door === 'http' ? '--port' : '--grpc-port', port });
    }
    return listener.address() as AddressInfo;
  };
  const closeListeners = () => {
    for (const listener of listeners) listener.close();
  };
  try {
    const address = await listen('http', ports.port);
    const grpc = hasGrpc ? await listen('grpc', grpcPort) : undefined;
    await supervisor.start();
    const shown = shownHost(address);
    let closing: Promise<void> | undefined;
    return {
      url: `http://${shown}:${address.port}`,
      port: address.port,
      ...(grpc && { grpcAddress: `${shown}:${grpc.port}` }),
      workers,
      lameDuckMs,
      close({ lameDuckMs = 0 } = {}) {
        closing ??= (async () => {
          supervisor.announceEnd();
          if (lameDuckMs > 0) await sleep(lameDuckMs);
          closeListeners();
          await sleep(handOverMs);
          await supervisor.stop();
          await log.close();
        })();
        return closing;
      },
    };
  } catch (error) {
    closeListeners();
    supervisor.kill();
    await log.close();
    throw error;
  }
}
